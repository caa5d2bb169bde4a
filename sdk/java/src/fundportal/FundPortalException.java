package fundportal;

import java.util.Set;

/** Everything that can go wrong with a call. */
public final class FundPortalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The API's own ("1003", "signature_invalid"), or "timeout", "network" or "http_502" when the API said nothing itself. */
    public final String code;

    /** HTTP status; 0 when there was no answer. */
    public final int status;

    /** Stands in the portal's call log; null when the API told none. */
    public final String requestId;

    /** Seconds, when the server told them; otherwise null. */
    public final Integer retryAfter;

    /** Of a payment; file it again with this key, never with a new one. Otherwise null. */
    public final String idempotencyKey;

    FundPortalException(String code, String message, int status, String requestId, Integer retryAfter) {
        this(code, code + ": " + message, status, requestId, retryAfter, null, null);
    }

    private FundPortalException(
            String code, String text, int status, String requestId, Integer retryAfter, String key, Throwable cause) {
        super(text, cause);
        this.code = code;
        this.status = status;
        this.requestId = requestId;
        this.retryAfter = retryAfter;
        this.idempotencyKey = key;
    }

    static FundPortalException network(String message) {
        return new FundPortalException("network", message, 0, null, null);
    }

    FundPortalException of(String key) {
        return new FundPortalException(code, getMessage(), status, requestId, retryAfter, key, this);
    }

    /** Whether the same call may succeed later. */
    public boolean mayPass() {
        return Set.of("timeout", "network", "429", "500").contains(code) || Set.of(429, 500, 502, 503, 504).contains(status);
    }
}
