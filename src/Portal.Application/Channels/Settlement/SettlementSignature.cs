using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Application.Channels.Settlement;

/// <summary>The settlement API's signature <c>full</c>: it covers method, path, query, time, nonce and body.</summary>
internal static class SettlementSignature
{
    /// <summary>Pairs percent-encoded as RFC 3986 says, sorted by name, then value, joined with <c>&amp;</c>.</summary>
    public static string Query(IEnumerable<(string Name, string Value)> parameters) =>
        string.Join(
            '&',
            parameters
                .Select(pair => (Name: Uri.EscapeDataString(pair.Name), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    public static string Text(HttpMethod method, string path, string query, string timestamp, string nonce, byte[] body)
    {
        const string IdempotencyKey = "";
        return string.Join(
            '\n',
            method.Method,
            path,
            query,
            timestamp,
            nonce,
            IdempotencyKey,
            Convert.ToHexStringLower(SHA256.HashData(body))
        );
    }

    /// <returns>Lower-case hexadecimal.</returns>
    public static string Of(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
