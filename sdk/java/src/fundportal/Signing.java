package fundportal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Canonical texts and signatures of both APIs. */
public final class Signing {
    private Signing() {}

    /** Pairs percent-encoded (RFC 3986), sorted by encoded name, joined with {@code &}. */
    public static String canonical(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(pair -> Map.entry(encode(pair.getKey()), encode(pair.getValue())))
                .sorted(Map.Entry.comparingByKey())
                .map(pair -> pair.getKey() + "=" + pair.getValue())
                .collect(Collectors.joining("&"));
    }

    /**
     * Signature of a finance bill call.
     *
     * @param parameters all but {@code sign}
     * @param scheme {@code hmac-sha256} or {@code oms-md5}
     */
    public static String bill(String secret, Map<String, String> parameters, String scheme) {
        if (scheme.equals("hmac-sha256")) return hmac(secret, canonical(parameters)).toUpperCase(Locale.ROOT);
        if (!scheme.equals("oms-md5")) throw new IllegalArgumentException("no such scheme: " + scheme);
        // Byte order of UTF-8 is that of code points, which UTF-16's own order is not.
        Map<String, String> sorted = new TreeMap<>(Comparator.comparing(Signing::bytes, java.util.Arrays::compareUnsigned));
        sorted.putAll(parameters);
        String text = sorted.entrySet().stream().map(pair -> pair.getKey() + pair.getValue()).collect(Collectors.joining());
        return md5(md5(text) + secret);
    }

    /**
     * Signature level {@code full}.
     *
     * @param path as it goes over the wire
     * @param key idempotency key, or ""
     */
    public static String full(
            String secret,
            String method,
            String path,
            Map<String, String> query,
            String timestamp,
            String nonce,
            String key,
            byte[] body) {
        return hmac(secret, String.join("\n", method, path, canonical(query), timestamp, nonce, key, hash("SHA-256", body)));
    }

    /** Signature level {@code basic}: proves nothing about the request, reads only. */
    public static String basic(String secret, String timestamp, String apiKey) {
        return hmac(secret, timestamp + apiKey);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return hex(mac.doFinal(bytes(text)));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    private static String md5(String text) {
        return hash("MD5", bytes(text)).toUpperCase(Locale.ROOT);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return hex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    static String hex(byte[] content) {
        StringBuilder out = new StringBuilder(content.length * 2);
        for (byte b : content) out.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        return out.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
