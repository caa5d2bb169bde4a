package fundportal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The settlement API, version 1. Amounts are decimal texts. May be shared between threads. */
public final class Settlement extends Client {
    private static final byte[] NOTHING = {};
    private static final String JSON = "application/json";

    private final String apiKey;
    private final String secret;
    private final boolean isFull;

    /** Signs with level {@code full}, waits 30 seconds, tries three times. */
    public Settlement(String url, String apiKey, String secret) {
        this(url, apiKey, secret, "full", Duration.ofSeconds(30), 3, null);
    }

    /**
     * @param level {@code full}, or {@code basic} (reads only)
     * @param timeout of one attempt
     * @param transport null: the JDK's HTTP client
     */
    public Settlement(String url, String apiKey, String secret, String level, Duration timeout, int attempts, Transport transport) {
        super(url, transport, timeout, attempts);
        if (!level.equals("full") && !level.equals("basic")) throw new IllegalArgumentException("no such level: " + level);
        this.apiKey = apiKey;
        this.secret = secret;
        this.isFull = level.equals("full");
    }

    /** A new idempotency key. Keep it with your record of the payment before you file it. */
    public static String newKey() {
        return random();
    }

    /** Balance of one account, with the closing balances of the last days. */
    public Map<String, Object> balance(String accountId) {
        return read("/account/balance", Map.of("accountId", accountId));
    }

    /** All accounts that the client may see, with balances. */
    public Iterable<Map<String, Object>> accounts() {
        return pages("/accounts", "accounts", Map.of());
    }

    /** The same with so many in a page. */
    public Iterable<Map<String, Object>> accounts(int limit) {
        return pages("/accounts", "accounts", Map.of("limit", String.valueOf(limit)));
    }

    /**
     * All transactions of an account, newest first.
     *
     * @param filters {@code from}, {@code to} (yyyy-MM-dd, both inclusive), {@code type}, {@code minAmount}, {@code maxAmount},
     *     {@code q}, {@code limit} of a page (up to 500)
     */
    public Iterable<Map<String, Object>> transactions(String accountId, Map<String, String> filters) {
        return pages("/accounts/" + Signing.encode(accountId) + "/transactions", "transactions", filters);
    }

    /** Opening balance, entries, closing balance. */
    public Map<String, Object> statement(String accountId, String from, String to) {
        return read("/accounts/" + Signing.encode(accountId) + "/statement", Map.of("from", from, "to", to));
    }

    /** The statement as a file. @param accept e.g. {@code text/csv} or {@code application/xml;profile=camt.053.001.08} */
    public byte[] statementFile(String accountId, String from, String to, String accept) {
        String path = "/accounts/" + Signing.encode(accountId) + "/statement";
        return repeat(() -> once("GET", path, Map.of("from", from, "to", to), NOTHING, "", accept)).body;
    }

    /**
     * Files a payment request and returns it as it was filed. The same key files once, for ever: on a time-out it is sent again with the
     * same key and body, and so may you, days later.
     *
     * @param key your own, kept with your record; null: a new one, which an error carries
     */
    public Map<String, Object> pay(Map<String, String> payment, String key) {
        String used = key != null ? key : newKey();
        byte[] body = Json.write(payment).getBytes(StandardCharsets.UTF_8);
        try {
            return repeat(() -> json(once("POST", "/payments", Map.of(), body, used, JSON)));
        } catch (FundPortalException error) {
            throw error.of(used);
        }
    }

    /** A payment of this client: state, timeline, bank reference. */
    public Map<String, Object> payment(String paymentId) {
        return read("/payments/" + Signing.encode(paymentId), Map.of());
    }

    public Map<String, Object> paymentByReference(String externalRef) {
        return read("/payments", Map.of("externalRef", externalRef));
    }

    /** Takes a payment back while no bank has it. Not repeated by itself. */
    public Map<String, Object> cancel(String paymentId) {
        return change("POST", "/payments/" + Signing.encode(paymentId) + "/cancel", NOTHING);
    }

    public Map<String, Object> webhooks() {
        return read("/webhooks", Map.of());
    }

    /** Makes an event subscription. Not repeated by itself. @param webhook a JSON object */
    public Map<String, Object> subscribe(String webhook) {
        return change("POST", "/webhooks", webhook.getBytes(StandardCharsets.UTF_8));
    }

    public void unsubscribe(String webhookId) {
        change("DELETE", "/webhooks/" + Signing.encode(webhookId), NOTHING);
    }

    private Map<String, Object> read(String path, Map<String, String> query) {
        return repeat(() -> json(once("GET", path, query, NOTHING, "", JSON)));
    }

    private Map<String, Object> change(String method, String path, byte[] body) {
        Transport.Answer answer = once(method, path, Map.of(), body, "", JSON);
        return answer.body.length == 0 ? Map.of() : json(answer);
    }

    private Iterable<Map<String, Object>> pages(String path, String rows, Map<String, String> filters) {
        return () -> {
            Map<String, String> query = new HashMap<>(filters);
            return new Pages(new Supplier<>() {
                private boolean isOver;

                @Override
                public List<Map<String, Object>> get() {
                    if (isOver) return null;
                    Map<String, Object> page = read(path, query);
                    query.put("cursor", text(page.get("nextCursor")));
                    isOver = query.get("cursor") == null;
                    return rows(page.get(rows));
                }
            });
        };
    }

    private Transport.Answer once(
            String method, String below, Map<String, String> given, byte[] body, String key, String accept) {
        String path = prefix + "/v1" + below;
        Map<String, String> query = new HashMap<>(given);
        query.values().removeIf(value -> value == null);
        String timestamp = String.valueOf(System.currentTimeMillis() / 1_000);
        String nonce = random();
        Map<String, String> heads = new HashMap<>();
        heads.put("Authorization", "Bearer " + apiKey);
        heads.put("X-Timestamp", timestamp);
        heads.put("X-Nonce", nonce);
        heads.put("X-Signature", isFull
                ? Signing.full(secret, method, path, query, timestamp, nonce, key, body)
                : Signing.basic(secret, timestamp, apiKey));
        heads.put("Accept", accept);
        if (!key.isEmpty()) heads.put("Idempotency-Key", key);
        if (body.length > 0) heads.put("Content-Type", JSON);
        String url = root + path + (query.isEmpty() ? "" : "?" + Signing.canonical(query));
        Transport.Answer answer = transport.send(method, url, heads, body);
        if (answer.status / 100 == 2) return answer;
        Map<String, Object> problem = json(answer);
        if (problem.get("code") == null) throw unexpected(answer);
        String message = text(problem.getOrDefault("detail", problem.get("title")));
        throw new FundPortalException(
                text(problem.get("code")), message, answer.status, text(problem.get("requestId")), retryAfter(answer));
    }
}
