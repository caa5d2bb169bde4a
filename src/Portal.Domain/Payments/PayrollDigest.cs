using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>
/// Tells that two payrolls pay the same people the same: SHA-256 over every line's account and amount, whatever their order, remarks and the
/// way in which account numbers are written.
/// </summary>
public static class PayrollDigest
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(IEnumerable<(string AccountNumber, long AmountMinor)> lines)
    {
        // An account key holds letters and digits only, so that the separators are unambiguous.
        var texts = lines
            .Select(line =>
                string.Create(CultureInfo.InvariantCulture, $"{BankDetailsCheck.AccountKey(line.AccountNumber)} {line.AmountMinor}\n")
            )
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(texts))));
    }
}
