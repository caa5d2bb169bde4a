package fundportal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The finance bill API. Numbers in an answer are {@link java.math.BigDecimal}. May be shared between threads. */
public final class FinanceBill extends Client {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final int PAGE_SIZE = 100;

    private final String flag;
    private final String secret;
    private final String scheme;

    /** Signs with {@code hmac-sha256}, waits 30 seconds, tries three times. */
    public FinanceBill(String url, String flag, String secret) {
        this(url, flag, secret, "hmac-sha256", Duration.ofSeconds(30), 3, null);
    }

    /**
     * @param scheme {@code hmac-sha256} or {@code oms-md5}
     * @param timeout of one attempt
     * @param transport null: the JDK's HTTP client
     */
    public FinanceBill(String url, String flag, String secret, String scheme, Duration timeout, int attempts, Transport transport) {
        super(url, transport, timeout, attempts);
        this.flag = flag;
        this.secret = secret;
        this.scheme = scheme;
    }

    /** Accounts with their balances: all that the client may see. */
    public List<Map<String, Object>> balances() {
        return rows(call("finance.getAccountBalance", Map.of()).get("accounts"));
    }

    /**
     * All transactions, newest first, page by page.
     *
     * @param filters {@code account_id}, {@code start_time}, {@code end_time} (yyyy-MM-dd HH:mm:ss, China time, both inclusive),
     *     {@code trans_type}, {@code shop_code}
     */
    public Iterable<Map<String, Object>> transactions(Map<String, String> filters) {
        return () -> new Pages(new Walk(filters));
    }

    /** Any method of the API; the answer without its envelope. */
    public Map<String, Object> call(String method, Map<String, String> parameters) {
        return repeat(() -> once(method, parameters));
    }

    private Map<String, Object> once(String method, Map<String, String> parameters) {
        Map<String, String> given = new HashMap<>(parameters);
        given.put("flag", flag);
        given.put("method", method);
        given.put("ver", "1");
        given.put("charset", "utf-8");
        given.put("type", "json");
        given.put("timestamp", LocalDateTime.now(ZoneOffset.ofHours(8)).format(STAMP));
        given.put("nonce", random());
        given.values().removeIf(Objects::isNull);
        given.put("sign", Signing.bill(secret, given, scheme));
        Map<String, String> heads = Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json");
        byte[] body = Signing.canonical(given).getBytes(StandardCharsets.UTF_8);
        Transport.Answer answer = transport.send("POST", root + prefix + "/openapi/rpc/service", heads, body);
        Map<String, Object> content = json(answer);
        if (content.get("error_response") instanceof Map<?, ?>) {
            Map<?, ?> error = (Map<?, ?>) content.get("error_response");
            String message = Stream.of(error.get("msg"), error.get("sub_msg"))
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .collect(Collectors.joining(" "));
            String code = String.valueOf(error.get("code"));
            throw new FundPortalException(code, message, answer.status, text(error.get("request_id")), retryAfter(answer));
        }
        if (answer.status != 200) throw unexpected(answer);
        @SuppressWarnings("unchecked")
        Map<String, Object> inner = (Map<String, Object>) content.getOrDefault("response", content);
        return inner;
    }

    private final class Walk implements Supplier<List<Map<String, Object>>> {
        private final Map<String, String> query;
        private Set<Object> before = Set.of();
        private int page;
        private long passed;
        private boolean isOver;

        Walk(Map<String, String> filters) {
            query = new HashMap<>(filters);
            query.putIfAbsent("page_size", String.valueOf(PAGE_SIZE));
        }

        @Override
        public List<Map<String, Object>> get() {
            if (isOver) return null;
            query.put("page_no", String.valueOf(++page));
            Map<String, Object> answer = call("finance.getTransactionList", query);
            List<Map<String, Object>> found = rows(answer.get("lists"));
            passed += found.size();
            isOver = found.isEmpty() || passed >= ((Number) answer.get("count")).longValue();
            // What is booked meanwhile pushes rows down onto the next page; they are not told twice.
            Set<Object> seen = before;
            before = found.stream().map(row -> row.get("trans_id")).collect(Collectors.toSet());
            return found.stream().filter(row -> !seen.contains(row.get("trans_id"))).collect(Collectors.toList());
        }
    }
}
