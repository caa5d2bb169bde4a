using System.Globalization;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;

namespace FundPortal.Web.Approvals;

/// <summary>Rates as people write them: plain decimals with at most eight places.</summary>
internal static class RateText
{
    public static string Of(long rateE8) => ((decimal)rateE8 / ExchangeRate.One).ToString("0.00######", CultureInfo.InvariantCulture);

    /// <summary>Refused with <c>rate_range</c> for anything that is not a plain decimal of at most eight places.</summary>
    public static Result<long> Parse(string? text)
    {
        if (
            !decimal.TryParse((text ?? "").Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
            || rate > (decimal)ExchangeRate.Max / ExchangeRate.One
            || rate * ExchangeRate.One != decimal.Truncate(rate * ExchangeRate.One)
        )
            return Refusal.Invalid("rate", "rate_range");
        return (long)(rate * ExchangeRate.One);
    }

    /// <summary>How far it is from the rate before, in percent with one place and a sign; empty where there was none.</summary>
    public static string Change(long rateE8, long? beforeE8) =>
        beforeE8 is { } before and > 0
            ? (((decimal)rateE8 - before) * 100 / before).ToString("+0.0;\u22120.0;0.0", CultureInfo.InvariantCulture) + "%"
            : "";

    /// <summary>More than a tenth up or down: look twice.</summary>
    public static bool IsLarge(long rateE8, long? beforeE8) => beforeE8 is { } before && Math.Abs((decimal)rateE8 - before) * 10 > before;
}
