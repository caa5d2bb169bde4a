package fundportal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The JDK's own client: certificates are verified, redirects are not followed, connections are kept. */
final class HttpTransport implements Transport {
    private final Duration timeout;
    private final HttpClient client;

    HttpTransport(Duration timeout) {
        this.timeout = timeout;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    @Override
    public Answer send(String method, String url, Map<String, String> heads, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(timeout);
        heads.forEach(request::header);
        request.method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        CompletableFuture<HttpResponse<byte[]>> call = client.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            // The request's own limit ends with the heads; this one holds for the body too.
            HttpResponse<byte[]> answer = call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, String> answerHeads = new TreeMap<>();
            answer.headers().map().forEach((name, values) -> answerHeads.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            return new Answer(answer.statusCode(), answerHeads, answer.body());
        } catch (TimeoutException error) {
            call.cancel(true);
            throw late();
        } catch (ExecutionException error) {
            if (error.getCause() instanceof HttpTimeoutException) throw late();
            throw FundPortalException.network(String.valueOf(error.getCause()));
        } catch (InterruptedException error) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", error);
        }
    }

    private FundPortalException late() {
        return new FundPortalException("timeout", "no answer within " + timeout.toMillis() + " ms", 0, null, null);
    }
}
