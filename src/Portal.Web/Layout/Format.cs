using System.Globalization;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.Layout;

/// <summary>Amounts and times as people read them: by culture, exact, in China Standard Time.</summary>
internal static class Format
{
    /// <summary>A true minus sign: it has the width of a digit and cannot be mistaken for a dash.</summary>
    private const string Minus = "\u2212";

    public static string Amount(Money money, bool withSign = false)
    {
        var digits = Math.Abs(money.ToDecimal())
            .ToString("N" + money.Currency.Exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture);
        return money.Minor < 0 ? Minus + digits
            : withSign && money.Minor > 0 ? "+" + digits
            : digits;
    }

    public static string Day(DateOnly day) =>
        string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "zh", StringComparison.Ordinal)
            ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Instant(DateTime utc)
    {
        var local = ChinaTime.FromUtc(utc);
        return $"{Day(DateOnly.FromDateTime(local))} {local.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    /// <summary>Time of day of a booking; empty at midnight, which means that the bank told none.</summary>
    public static string TimeOfDay(DateTime bookedAt)
    {
        var local = ChinaTime.FromUtc(bookedAt);
        return local.TimeOfDay == TimeSpan.Zero ? "" : local.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
