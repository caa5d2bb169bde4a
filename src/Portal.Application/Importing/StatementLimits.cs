using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing;

/// <summary>What a statement may hold so that every later sum and date can be computed.</summary>
internal static class StatementLimits
{
    private static readonly DateOnly FirstDay = new(1900, 1, 1);
    private static readonly DateOnly LastDay = new(2199, 12, 31);

    /// <returns>The first thing beyond a limit, or null.</returns>
    public static ImportProblem? Check(ParsedStatement statement, int index)
    {
        Int128 size = 0;
        foreach (var entry in EntryHead.Of(statement.Entries))
        {
            if (!IsUsual(entry.BookingDate) || (entry.ValueDate is { } value && !IsUsual(value)))
                return new("booking_date_range", index, entry.Position);
            if (Beyond(entry.AmountMinor, AmountText.MaxMinor) || Beyond(entry.BalanceAfterMinor, DailyTotal.MaxRunningMinor))
                return new("amount_range", index, entry.Position);
            size += Int128.Abs(entry.AmountMinor);
        }
        if (size > DailyTotal.MaxRunningMinor || Beyond(statement.OpeningMinor, DailyTotal.MaxRunningMinor))
            return new("amount_range", index);
        if (Beyond(statement.ClosingMinor, DailyTotal.MaxRunningMinor))
            return new("amount_range", index);
        if (statement.Balances.Any(b => Beyond(b.AmountMinor, DailyTotal.MaxRunningMinor)))
            return new("amount_range", index);
        if (!IsUsual(statement.From ?? FirstDay) || !IsUsual(statement.To ?? FirstDay) || statement.Balances.Any(b => !IsUsual(b.Day)))
            return new("booking_date_range", index);
        return null;
    }

    /// <summary>The period as the file tells it, widened to its entries, else the days of its balances; null without any.</summary>
    public static DayRange? DaysOf(ParsedStatement statement)
    {
        var sums = EntrySums.Of(statement.Entries);
        DateOnly?[] days = [statement.From, statement.To, sums.First, sums.Last];
        if (days.Max() is null)
            days = [.. statement.Balances.Select(b => (DateOnly?)b.Day)];
        return days.Min() is { } first && days.Max() is { } last ? new(first, last) : null;
    }

    private static bool IsUsual(DateOnly day) => day >= FirstDay && day <= LastDay;

    private static bool Beyond(long? amount, long most) => amount is { } minor && (minor > most || minor < -most);
}
