using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Sdk;

/// <summary>Canonical texts and signatures of both APIs.</summary>
public static class Signing
{
    /// <summary>Pairs percent-encoded (RFC 3986), sorted by name, then value, joined with <c>&amp;</c>.</summary>
    public static string Canonical(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(
            '&',
            parameters
                .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    /// <summary>Signature of a finance bill call.</summary>
    /// <param name="secret">The client's.</param>
    /// <param name="parameters">All but <c>sign</c>.</param>
    /// <param name="scheme">How the client signs.</param>
    public static string Bill(string secret, IEnumerable<KeyValuePair<string, string>> parameters, BillScheme scheme) =>
        scheme switch
        {
            BillScheme.HmacSha256 => Hmac(secret, Canonical(parameters)).ToUpperInvariant(),
            BillScheme.OmsMd5 => Md5(Md5(Assembled(parameters)) + secret),
            _ => throw new ArgumentOutOfRangeException(nameof(scheme)),
        };

    /// <summary>Signature level <c>full</c>.</summary>
    /// <param name="secret">The client's.</param>
    /// <param name="method">In capitals.</param>
    /// <param name="path">As it goes over the wire.</param>
    /// <param name="query">Raw names and values.</param>
    /// <param name="timestamp">Unix seconds.</param>
    /// <param name="nonce">As in the header.</param>
    /// <param name="key">Idempotency key; empty where there is none.</param>
    /// <param name="body">Empty where there is none.</param>
    public static string Full(
        string secret,
        string method,
        string path,
        IEnumerable<KeyValuePair<string, string>> query,
        string timestamp,
        string nonce,
        string key,
        byte[] body
    ) =>
        Hmac(
            secret,
            string.Join('\n', method, path, Canonical(query), timestamp, nonce, key, Convert.ToHexStringLower(SHA256.HashData(body)))
        );

    /// <summary>Signature level <c>basic</c>: proves nothing about the request, reads only.</summary>
    public static string Basic(string secret, string timestamp, string apiKey) => Hmac(secret, timestamp + apiKey);

    // Byte order of UTF-8, which UTF-16's own order is not.
    private static string Assembled(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Concat(
            parameters
                .OrderBy(pair => Convert.ToHexString(Encoding.UTF8.GetBytes(pair.Key)), StringComparer.Ordinal)
                .Select(pair => pair.Key + pair.Value)
        );

    private static string Hmac(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    [SuppressMessage("Security", "CA5351", Justification = "What clients of the old OMS sign with; the portal lets it read only.")]
    private static string Md5(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>How a client of the finance bill API signs.</summary>
public enum BillScheme
{
    /// <summary>The default.</summary>
    HmacSha256,

    /// <summary>As clients of the old OMS do.</summary>
    OmsMd5,
}

/// <summary>How a client of the settlement API signs.</summary>
public enum SettlementLevel
{
    /// <summary>The default; required for payments.</summary>
    Full,

    /// <summary>Time and key only; reads only.</summary>
    Basic,
}
