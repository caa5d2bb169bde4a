package fundportal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Asks a running portal, told by environment variables, and prints what it found: one line a question. */
final class Live {
    private static final Map<String, String> TOLD = System.getenv();
    private static final String ACCOUNT = TOLD.get("FUNDPORTAL_ACCOUNT");

    private static String code(Runnable action) {
        try {
            action.run();
        } catch (FundPortalException error) {
            return error.code + (error.requestId != null ? " with" : " without") + " request id";
        }
        return "no error";
    }

    private static String told(Iterable<Map<String, Object>> rows, String name) {
        List<Object> ids = new ArrayList<>();
        for (Map<String, Object> row : rows) ids.add(row.get(name));
        return ids.size() + " rows, " + new HashSet<>(ids).size() + " different";
    }

    private static void say(String what, Object found) {
        System.out.println(what + ": " + (found instanceof Boolean ? ((Boolean) found ? "True" : "False") : found));
    }

    private static FinanceBill bill(String secret) {
        return new FinanceBill(TOLD.get("FUNDPORTAL_URL"), TOLD.get("FUNDPORTAL_FLAG"), secret);
    }

    private static Settlement settlement(String secret) {
        return new Settlement(TOLD.get("FUNDPORTAL_URL"), TOLD.get("FUNDPORTAL_KEY"), secret);
    }

    public static void main(String[] arguments) {
        FinanceBill bill = bill(TOLD.get("FUNDPORTAL_BILL_SECRET"));
        say("bill balances", bill.balances().size());
        say("bill transactions", told(bill.transactions(Map.of("account_id", ACCOUNT, "page_size", "20")), "trans_id"));
        say("bill wrong secret", code(() -> bill("wrong").balances()));
        if (!TOLD.containsKey("FUNDPORTAL_KEY")) return;
        Settlement client = settlement(TOLD.get("FUNDPORTAL_SECRET"));
        String key = Settlement.newKey();
        Map<String, String> payment = Map.of(
                "accountId", ACCOUNT,
                "payeeId", TOLD.get("FUNDPORTAL_PAYEE"),
                "amount", "12.30",
                "purpose", "\u8d27\u6b3e Java",
                "externalRef", key,
                "duplicateReason", "a test");
        say("settlement accounts", told(client.accounts(2), "accountId"));
        say("settlement balance", client.balance(ACCOUNT).get("accountId").equals(ACCOUNT));
        say("settlement transactions", told(client.transactions(ACCOUNT, Map.of("limit", "20")), "transactionId"));
        Map<String, Object> first = client.pay(payment, key);
        String id = first.get("paymentId").toString();
        say("settlement same payment", client.pay(payment, key).get("paymentId").equals(id));
        say("settlement found again", client.paymentByReference(key).get("paymentId").equals(id));
        Map<String, String> other = new HashMap<>(payment);
        other.put("amount", "45.60");
        say("settlement other payment", code(() -> client.pay(other, key)));
        say("settlement cancelled", client.cancel(id).get("state"));
        say("settlement wrong secret", code(() -> settlement("wrong").balance(ACCOUNT)));
    }
}
