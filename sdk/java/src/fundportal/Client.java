package fundportal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What both clients have in common. */
abstract class Client {
    private static final long LONGEST_WAIT = 30_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    final String root;
    final String prefix;
    final Transport transport;

    /** How to wait, in milliseconds; tests do not. */
    LongConsumer sleep = Client::pause;

    private final int attempts;

    Client(String url, Transport transport, Duration timeout, int attempts) {
        URI address = URI.create(url);
        boolean isHere = address.getHost() != null && Set.of("127.0.0.1", "localhost", "[::1]").contains(address.getHost());
        if (address.getHost() == null || !("https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && isHere)))
            throw new IllegalArgumentException("the address must be https");
        root = address.getScheme() + "://" + address.getRawAuthority();
        prefix = address.getRawPath().replaceAll("/+$", "");
        this.transport = transport != null ? transport : new HttpTransport(timeout);
        this.attempts = attempts;
    }

    /** 32 hexadecimal digits that nobody can guess. */
    static String random() {
        byte[] content = new byte[16];
        RANDOM.nextBytes(content);
        return Signing.hex(content);
    }

    /** Asks again, signed anew, while the error may pass. Only for what may safely arrive twice. */
    final <T> T repeat(Supplier<T> once) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once.get();
            } catch (FundPortalException error) {
                long wait = error.retryAfter != null ? error.retryAfter * 1_000L : 500L << (attempt - 1);
                if (attempt >= attempts || !error.mayPass() || wait > LONGEST_WAIT) throw error;
                sleep.accept(wait);
            }
        }
    }

    static Map<String, Object> json(Transport.Answer answer) {
        try {
            return Json.object(new String(answer.body, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException error) {
            if (answer.status / 100 != 2) throw unexpected(answer);
            throw FundPortalException.network("the answer is not a JSON object");
        }
    }

    static FundPortalException unexpected(Transport.Answer answer) {
        return new FundPortalException("http_" + answer.status, "the server gave no reason", answer.status, null, retryAfter(answer));
    }

    static Integer retryAfter(Transport.Answer answer) {
        String value = answer.heads.getOrDefault("retry-after", "");
        return value.matches("[0-9]{1,9}") ? Integer.valueOf(value) : null;
    }

    static String text(Object value) {
        return value == null ? null : value.toString();
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> rows(Object list) {
        return (List<Map<String, Object>>) list;
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", error);
        }
    }
}
