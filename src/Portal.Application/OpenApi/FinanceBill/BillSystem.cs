using System.Globalization;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.OpenApi.FinanceBill;

/// <summary>The parameters that every call of the finance bill API has.</summary>
public static class BillSystem
{
    public static IReadOnlyList<string> Required { get; } = ["flag", "method", "ver", "charset", "type", "timestamp", "sign"];

    /// <summary><c>yyyyMMddHHmmss</c> in China, or Unix seconds.</summary>
    /// <returns>UTC; null when it is neither.</returns>
    public static DateTime? TimeOf(string text)
    {
        if (text.Length == 14)
            return
                DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var china)
                && china > DateTime.UnixEpoch
                ? DateTime.SpecifyKind(china - ChinaTime.Offset, DateTimeKind.Utc)
                : null;
        return text.Length is > 0 and <= 11 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? DateTime.UnixEpoch.AddSeconds(seconds)
            : null;
    }
}
