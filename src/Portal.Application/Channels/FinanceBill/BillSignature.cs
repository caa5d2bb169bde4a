using System.Security.Cryptography;
using System.Text;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.Channels.FinanceBill;

/// <summary>The finance bill API's signature <c>hmac-sha256</c>, as a caller makes it.</summary>
internal static class BillSignature
{
    public static string Text(IEnumerable<KeyValuePair<string, string>> parameters) => BillText.Canonical(parameters);

    /// <returns>Upper-case hexadecimal.</returns>
    public static string Of(string secret, IEnumerable<KeyValuePair<string, string>> parameters) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(BillText.Canonical(parameters))));
}
