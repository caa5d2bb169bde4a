using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>The two texts that are signed, and the comparison (settlement API contract, "Transport and authentication").</summary>
public static class CallSignature
{
    /// <summary>Level <c>full</c>: seven lines that cover the whole request.</summary>
    /// <param name="query">Canonical.</param>
    /// <param name="nonce">Empty where there is none.</param>
    /// <param name="idempotencyKey">Empty where there is none.</param>
    /// <param name="bodyHash">SHA-256 of the body's bytes.</param>
    public static string FullText(
        string method,
        string path,
        string query,
        string timestamp,
        string nonce,
        string idempotencyKey,
        ReadOnlySpan<byte> bodyHash
    ) => string.Join('\n', method, path, query, timestamp, nonce, idempotencyKey, Convert.ToHexStringLower(bodyHash));

    /// <summary>Level <c>basic</c>: proves nothing about the request.</summary>
    public static string BasicText(string timestamp, string apiKey) => timestamp + apiKey;

    public static byte[] Of(ReadOnlySpan<byte> secret, string text) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text));

    /// <returns>The 32 bytes that were sent in hexadecimal, lower or upper; null when it is no signature at all.</returns>
    public static byte[]? Decode(string? signature)
    {
        var bytes = new byte[HMACSHA256.HashSizeInBytes];
        return
            signature is { Length: 2 * HMACSHA256.HashSizeInBytes }
            && Convert.FromHexString(signature, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }
}
