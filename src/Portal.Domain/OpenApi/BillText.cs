using System.Security.Cryptography;
using System.Text;

namespace FundPortal.Domain.OpenApi;

/// <summary>The texts that calls of the finance bill API are signed over. Parameters come without <c>sign</c>, values as they were before any encoding.</summary>
public static class BillText
{
    /// <summary>Scheme <c>hmac-sha256</c>: pairs percent-encoded as RFC 3986 says, sorted by encoded name, <c>name=value</c> joined with <c>&amp;</c>.</summary>
    public static string Canonical(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(
            '&',
            parameters
                .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    /// <summary>Scheme <c>oms-md5</c>: names and values sorted by name, joined with nothing between. Ambiguous, and so only for reads.</summary>
    public static string Assembled(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Concat(parameters.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + pair.Value));

    public static byte[] HmacSha256(byte[] secret, IEnumerable<KeyValuePair<string, string>> parameters) =>
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(Canonical(parameters)));

    /// <summary><c>MD5(UPPER(MD5(assembled)) + secret)</c>.</summary>
    public static byte[] OmsMd5(byte[] secret, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        // The old OMS signs like this and its clients cannot sign otherwise; an administrator allows it client by client, for reads.
#pragma warning disable CA5351
        var inner = Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(Assembled(parameters))));
        return MD5.HashData([.. Encoding.ASCII.GetBytes(inner), .. secret]);
#pragma warning restore CA5351
    }
}
