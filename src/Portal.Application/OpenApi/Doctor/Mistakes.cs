using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi.Doctor;

/// <summary>What programs get wrong when they sign: each mistake is made on purpose, and the one whose signature was sent is the answer.</summary>
internal static class Mistakes
{
    /// <param name="Key">Names the words of it.</param>
    /// <param name="Compute">The signature as it would have come out, from the secret's bytes.</param>
    internal sealed record Mistake(string Key, Func<byte[], byte[]> Compute);

    /// <param name="given">In the order of the request, without <c>sign</c>.</param>
    public static IEnumerable<Mistake> OfBill(IReadOnlyList<KeyValuePair<string, string>> given)
    {
        yield return new("md5", secret => BillText.OmsMd5(secret, given));
        yield return new("hmac", secret => BillText.HmacSha256(secret, given));
        yield return new("unsorted", Over(string.Join('&', given.Select(p => $"{Encode(p.Key)}={Encode(p.Value)}"))));
        yield return new("not_encoded", Over(Joined(given, text => text)));
        yield return new("form_encoded", Over(Joined(given, text => WebUtility.UrlEncode(text))));
        yield return new("lower_case_encoding", Over(Joined(given, LowerEncode)));
        yield return new("encoded_twice", Over(Joined(given, text => Encode(Encode(text)))));
        yield return new("empty_left_out", Over(BillText.Canonical(given.Where(p => p.Value.Length > 0))));
        yield return new("joined_without_signs", Over(BillText.Assembled(given)));
        yield return new("nonce_left_out", Over(BillText.Canonical(given.Where(p => p.Key is not "nonce"))));
        yield return new("system_only", Over(BillText.Canonical(given.Where(p => System.Contains(p.Key, StringComparer.Ordinal)))));
        foreach (var mistake in OfAnyText(BillText.Canonical(given)))
            yield return mistake;
    }

    /// <param name="texts">The seven lines.</param>
    public static IEnumerable<Mistake> OfFull(string[] texts, PastedRequest request, string apiKey)
    {
        var (method, path, query, timestamp, nonce, key, hash) = (texts[0], texts[1], texts[2], texts[3], texts[4], texts[5], texts[6]);
        string[] Lines(string? m = null, string? p = null, string? q = null, string? h = null) =>
            [m ?? method, p ?? path, q ?? query, timestamp, nonce, key, h ?? hash];

        yield return new("basic", Over(CallSignature.BasicText(timestamp, apiKey)));
        yield return new("query_as_sent", Over(Text(Lines(q: request.Query))));
        yield return new("query_in_path", Over(Text(Lines(p: request.Target, q: ""))));
        yield return new("query_left_out", Over(Text(Lines(q: ""))));
        yield return new("method_in_small_letters", Over(Text(Lines(m: method.ToLowerInvariant()))));
        yield return new("body_hash_in_capitals", Over(Text(Lines(h: hash.ToUpperInvariant()))));
        yield return new("body_itself", Over(Text(Lines(h: request.Body))));
        yield return new("body_hash_empty", Over(Text(Lines(h: ""))));
        yield return new("body_with_line_end", Over(Text(Lines(h: HashOf(request.Body + "\n")))));
        yield return new("body_trimmed", Over(Text(Lines(h: HashOf(request.Body.Trim())))));
        yield return new("empty_lines_left_out", Over(string.Join('\n', Lines().Where(line => line.Length > 0))));
        yield return new("line_end_at_the_end", Over(Text(Lines()) + "\n"));
        yield return new("windows_line_ends", Over(string.Join("\r\n", Lines())));
        yield return new("joined_without_signs", Over(string.Concat(Lines())));
        yield return new("idempotency_key_left_out", Over(Text([method, path, query, timestamp, nonce, "", hash])));
        yield return new("nonce_left_out", Over(Text([method, path, query, timestamp, "", key, hash])));
        yield return new(
            "signed_with_key",
            _ => HMACSHA256.HashData(Encoding.UTF8.GetBytes(apiKey), Encoding.UTF8.GetBytes(Text(Lines())))
        );
        foreach (var mistake in OfAnyText(Text(Lines())))
            yield return mistake;
    }

    public static string HashOf(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static readonly string[] System = ["flag", "method", "ver", "charset", "type", "timestamp", "nonce"];

    /// <summary>The right text with the wrong arithmetic.</summary>
    private static IEnumerable<Mistake> OfAnyText(string text)
    {
        yield return new("hash_without_key", secret => SHA256.HashData([.. Encoding.UTF8.GetBytes(text), .. secret]));
        yield return new("hash_key_first", secret => SHA256.HashData([.. secret, .. Encoding.UTF8.GetBytes(text)]));
        yield return new("secret_as_bytes", secret => Hmac(BytesOf(secret), text));
        yield return new("secret_with_line_end", secret => Hmac([.. secret, (byte)'\n'], text));
        yield return new(
            "secret_in_capitals",
            secret => Hmac(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(secret).ToUpperInvariant()), text)
        );
    }

    private static byte[] BytesOf(byte[] secret)
    {
        var text = Encoding.ASCII.GetString(secret);
        return text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : secret;
    }

    private static Func<byte[], byte[]> Over(string text) => secret => Hmac(secret, text);

    private static byte[] Hmac(byte[] secret, string text) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text));

    private static string Text(string[] lines) => string.Join('\n', lines);

    private static string Encode(string text) => Uri.EscapeDataString(text);

    private static string LowerEncode(string text)
    {
        var encoded = Encode(text).ToCharArray();
        for (var i = 0; i + 2 < encoded.Length; i++)
            if (encoded[i] == '%')
                (encoded[i + 1], encoded[i + 2]) = (
                    char.ToLower(encoded[i + 1], CultureInfo.InvariantCulture),
                    char.ToLower(encoded[i + 2], CultureInfo.InvariantCulture)
                );
        return new string(encoded);
    }

    private static string Joined(IEnumerable<KeyValuePair<string, string>> given, Func<string, string> encode) =>
        string.Join('&', given.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{encode(p.Key)}={encode(p.Value)}"));
}
