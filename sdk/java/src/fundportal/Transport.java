package fundportal;

import java.util.Map;

/** Sends one request. The usual one is {@link HttpTransport}; another may go through a proxy, or be a test's. */
@FunctionalInterface
public interface Transport {
    /**
     * @param heads without names that HTTP itself sets
     * @throws FundPortalException with code {@code timeout} or {@code network}
     */
    Answer send(String method, String url, Map<String, String> heads, byte[] body);

    /** Names of heads are in lower case. */
    final class Answer {
        public final int status;
        public final Map<String, String> heads;
        public final byte[] body;

        public Answer(int status, Map<String, String> heads, byte[] body) {
            this.status = status;
            this.heads = heads;
            this.body = body;
        }
    }
}
