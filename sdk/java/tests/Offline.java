package fundportal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tests without a portal; see the README. */
final class Offline {
    private static final Map<String, String> CALL = Map.of(
            "flag", "erp01", "method", "finance.getAccountBalance", "ver", "1", "charset", "utf-8", "type", "json",
            "timestamp", "20240101100000", "account_id", "ACC001");

    /** Answers with what it was given, in turn, and keeps what it was asked. */
    private static final class Server implements Transport {
        final Deque<Object> answers = new ArrayDeque<>();
        final List<String> urls = new ArrayList<>();
        final List<Map<String, String>> heads = new ArrayList<>();
        final List<String> bodies = new ArrayList<>();
        final List<Long> waits = new ArrayList<>();

        Server says(int status, String body, String... heads) {
            answers.add(new Answer(status, heads.length == 0 ? Map.of() : Map.of(heads[0], heads[1]), body.getBytes(StandardCharsets.UTF_8)));
            return this;
        }

        Server isLate() {
            answers.add(new FundPortalException("timeout", "", 0, null, null));
            return this;
        }

        @Override
        public Answer send(String method, String url, Map<String, String> heads, byte[] body) {
            urls.add(url);
            this.heads.add(heads);
            bodies.add(new String(body, StandardCharsets.UTF_8));
            Object answer = answers.remove();
            if (answer instanceof FundPortalException) throw (FundPortalException) answer;
            return (Answer) answer;
        }

        FinanceBill bill() {
            FinanceBill bill = new FinanceBill("https://portal.test", "erp01", "s3cr3t", "hmac-sha256", Duration.ofSeconds(1), 3, this);
            bill.sleep = waits::add;
            return bill;
        }

        Settlement settlement() {
            Settlement settlement = new Settlement("https://portal.test", "sk_test_1", "s3cr3t", "full", Duration.ofSeconds(1), 3, this);
            settlement.sleep = waits::add;
            return settlement;
        }

        long different(Function<Map<String, String>, String> of) {
            return heads.stream().map(of).distinct().count();
        }
    }

    private static void same(Object wanted, Object found) {
        if (!Objects.equals(wanted, found)) throw new AssertionError("wanted " + wanted + ", found " + found);
    }

    private static <T extends Throwable> T thrown(Class<T> type, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException error) {
            if (type.isInstance(error)) return type.cast(error);
            throw error;
        }
        throw new AssertionError("wanted " + type + ", nothing was thrown");
    }

    private static List<Object> all(Iterable<Map<String, Object>> rows, String name) {
        List<Object> found = new ArrayList<>();
        for (Map<String, Object> row : rows) found.add(row.get(name));
        return found;
    }

    public static void main(String[] arguments) {
        Map<String, Runnable> tests = new LinkedHashMap<>();
        tests.put("bill signature vectors", () -> {
            same("01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476", Signing.bill("s3cr3t", CALL, "hmac-sha256"));
            same("C3D7E7510DB06D547D674136F4C4BE6B", Signing.bill("s3cr3t", CALL, "oms-md5"));
            Map<String, String> more = new HashMap<>(CALL);
            more.put("method", "finance.getTransactionList");
            more.put("start_time", "2024-01-01 00:00:00");
            more.put("remark", "\u91c7\u8d2d\u4ed8\u6b3e");
            same("9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B", Signing.bill("s3cr3t", more, "hmac-sha256"));
        });
        tests.put("full signature vector", () -> {
            Map<String, String> query = Map.of("to", "2026-11-23", "limit", "500", "from", "2026-11-23");
            String path = "/v1/accounts/A%2F1/transactions";
            same(
                    "0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f",
                    Signing.full("s3cr3t", "GET", path, query, "1700000000", "0123456789abcdef", "", new byte[0]));
        });
        tests.put("basic signs time and key", () -> same(
                "40242777594242d5e1f95f4fb453307fa40ed74cf5658db5c5f0046df5114b8e",
                Signing.basic("s3cr3t", "1700000000", "sk_test_1")));
        tests.put("all pages of bills without a row twice", () -> {
            // T3 came in between: T2 moved to the second page.
            Server server = new Server()
                    .says(200, "{\"count\":3,\"lists\":[{\"trans_id\":\"T2\"},{\"trans_id\":\"T1\"}]}")
                    .says(200, "{\"response\":{\"count\":4,\"lists\":[{\"trans_id\":\"T1\"},{\"trans_id\":\"T0\"}]}}");
            same(List.of("T2", "T1", "T0"), all(server.bill().transactions(Map.of("page_size", "2")), "trans_id"));
            same(List.of(true, true), List.of(server.bodies.get(0).contains("&page_no=1&"), server.bodies.get(1).contains("&page_no=2&")));
        });
        tests.put("amounts are exact", () -> {
            Server server = new Server().says(200, "{\"accounts\":[{\"account_name\":\"a \\\"\\u91c7\",\"balance\":90071992547409.93}]}");
            Map<String, Object> row = server.bill().balances().get(0);
            same(new BigDecimal("90071992547409.93"), row.get("balance"));
            same("a \"\u91c7", row.get("account_name"));
        });
        tests.put("bill error", () -> {
            Server server = new Server()
                    .says(200, "{\"error_response\":{\"code\":\"1003\",\"msg\":\"m\",\"sub_msg\":\"sign\",\"request_id\":\"r1\"}}");
            FundPortalException error = thrown(FundPortalException.class, () -> server.bill().balances());
            same(List.of("1003", "1003: m sign", "r1", 1), List.of(error.code, error.getMessage(), error.requestId, server.urls.size()));
        });
        tests.put("too many requests are waited out", () -> {
            Server server = new Server()
                    .says(200, "{\"error_response\":{\"code\":\"429\",\"msg\":\"\"}}", "retry-after", "7")
                    .says(200, "{\"accounts\":[]}");
            same(List.of(), server.bill().balances());
            same(List.of(7_000L), server.waits);
        });
        tests.put("all pages of the settlement API", () -> {
            Server server = new Server()
                    .says(200, "{\"transactions\":[{\"transactionId\":\"2\"}],\"nextCursor\":\"a&b\"}")
                    .says(200, "{\"transactions\":[{\"transactionId\":\"1\"}],\"nextCursor\":null}");
            same(List.of("2", "1"), all(server.settlement().transactions("A/1", Map.of("from", "2026-11-23")), "transactionId"));
            same("https://portal.test/v1/accounts/A%2F1/transactions?cursor=a%26b&from=2026-11-23", server.urls.get(1));
        });
        tests.put("a payment is repeated with its own key and a new nonce", () -> {
            Server server = new Server().isLate().says(503, "<html>").says(201, "{\"paymentId\":\"p\"}");
            same(Map.of("paymentId", "p"), server.settlement().pay(Map.of("amount", "12.00"), "order-1"));
            same(1L, server.different(heads -> heads.get("Idempotency-Key")));
            same(3L, server.different(heads -> heads.get("X-Nonce")));
            same(List.of("{\"amount\":\"12.00\"}"), server.bodies.stream().distinct().collect(Collectors.toList()));
        });
        tests.put("a payment whose end is unknown tells its key", () -> {
            Server server = new Server().isLate().isLate().isLate();
            FundPortalException error =
                    thrown(FundPortalException.class, () -> server.settlement().pay(Map.of("amount", "1.00"), null));
            same(true, server.heads.stream().allMatch(heads -> heads.get("Idempotency-Key").equals(error.idempotencyKey)));
        });
        tests.put("cancelling is not repeated", () -> {
            Server server = new Server().isLate();
            thrown(FundPortalException.class, () -> server.settlement().cancel("p"));
            same(1, server.urls.size());
        });
        tests.put("problem details", () -> {
            Server server = new Server().says(409, "{\"detail\":\"d\",\"code\":\"idempotency_conflict\",\"requestId\":\"r2\"}");
            FundPortalException error =
                    thrown(FundPortalException.class, () -> server.settlement().pay(Map.of("amount", "1.00"), "k"));
            same(List.of("idempotency_conflict", 409, "r2", "k"), List.of(error.code, error.status, error.requestId, error.idempotencyKey));
        });
        tests.put("plain http only to this machine", () -> {
            thrown(IllegalArgumentException.class, () -> new FinanceBill("http://portal.test", "f", "s"));
            new FinanceBill("http://127.0.0.1:5000", "f", "s");
        });
        tests.put("no server is an error of the same type", () -> {
            Settlement client = new Settlement("http://127.0.0.1:1", "k", "s", "full", Duration.ofSeconds(2), 1, null);
            same("network", thrown(FundPortalException.class, () -> client.balance("A")).code);
        });
        int failed = 0;
        for (Map.Entry<String, Runnable> test : tests.entrySet()) {
            try {
                test.getValue().run();
            } catch (RuntimeException | AssertionError error) {
                failed++;
                System.out.println("FAILED " + test.getKey() + ": " + error);
            }
        }
        System.out.println(tests.size() - failed + " passed, " + failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }
}
