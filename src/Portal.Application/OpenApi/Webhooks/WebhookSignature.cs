using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Channels.Settlement;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>A delivery's headers: signed like a call of scheme <c>full</c>, with an empty line for the idempotency key.</summary>
/// <param name="Timestamp">Unix seconds.</param>
internal sealed record WebhookSignature(string Timestamp, string Nonce, string Signature)
{
    /// <summary>Made anew for each try.</summary>
    /// <param name="secret">The subscription's: its ASCII text is the key of the HMAC.</param>
    public static WebhookSignature Of(byte[] secret, Uri address, byte[] body, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var query = SettlementSignature.Query(Pairs(address.Query));
        var text = SettlementSignature.Text(HttpMethod.Post, address.AbsolutePath, query, timestamp, nonce, body);
        return new(timestamp, nonce, Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(text))));
    }

    /// <param name="query">As an address has it, with the question mark.</param>
    private static IEnumerable<(string Name, string Value)> Pairs(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? (Uri.UnescapeDataString(pair), "")
                : (Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
    }
}
