using System.Net;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>What a call brings beside its body, as it came; null where a header is missing or stands more than once.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">As it went over the wire.</param>
/// <param name="Query">Raw, without the question mark.</param>
/// <param name="CertificateHash">SHA-256 of the certificate that the connection was made with.</param>
public sealed record CallHeads(
    string Method,
    string Path,
    string Query,
    IPAddress? Address,
    byte[]? CertificateHash,
    string? Authorization,
    string? Timestamp,
    string? Nonce,
    string? Signature,
    string? IdempotencyKey
)
{
    /// <summary>Everything but reading.</summary>
    public bool IsChange => Method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>Without the values that are secret or good once.</summary>
    public override string ToString() => $"{Method} {Path}";
}
