using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Puts a bill's rows into the order in which they happened and derives opening and closing from the balances the rows tell.</summary>
internal static class BillStatement
{
    public static ParsedStatement Of(
        string account,
        Currency currency,
        IReadOnlyList<ParsedEntry> rows,
        (DateOnly From, DateOnly To)? period,
        bool isFinal,
        IReadOnlyList<FileProblem> warnings
    )
    {
        var entries = Chronological(rows);
        var (opening, closing) = (Opening(entries), entries[^1].BalanceAfterMinor);
        var (from, to) = (entries[0].BookingDate, entries[^1].BookingDate);
        if (period is { } told)
            (from, to) = (told.From < from ? told.From : from, told.To > to ? told.To : to);
        var all = warnings.Concat(Breaks(entries, currency)).ToList();
        return new ParsedStatement(
            account,
            currency.Code,
            from,
            to,
            opening is not null && closing is not null ? opening : null,
            opening is not null && closing is not null ? closing : null,
            "",
            isFinal,
            entries,
            [],
            all
        );
    }

    /// <summary>
    /// Many exports are newest first. The direction with fewer steps back in time wins; where times are equal, the one in which
    /// the balances follow from each other. Rows out of order in both are sorted, equal times staying in the file's order.
    /// </summary>
    private static List<ParsedEntry> Chronological(IReadOnlyList<ParsedEntry> rows)
    {
        var reversed = rows.Reverse().ToList();
        var (back, forth) = (StepsBack(rows), StepsBack(reversed));
        var newestFirst = forth < back || (forth == back && BalanceBreaks(reversed) < BalanceBreaks(rows));
        var ordered = newestFirst ? reversed : [.. rows];
        return Math.Min(back, forth) == 0
            ? ordered
            : [.. ordered.OrderBy(entry => entry.BookingDate).ThenBy(entry => entry.Time ?? TimeOnly.MinValue)];
    }

    private static int StepsBack(IReadOnlyList<ParsedEntry> rows) => Pairs(rows).Count(pair => When(pair.Next) < When(pair.Before));

    private static int BalanceBreaks(IReadOnlyList<ParsedEntry> rows) => Pairs(rows).Count(pair => !Follows(pair.Before, pair.Next));

    private static bool Follows(ParsedEntry before, ParsedEntry next) =>
        before.BalanceAfterMinor is not { } balance
        || next.BalanceAfterMinor is not { } after
        || checked(balance + next.AmountMinor) == after;

    private static long? Opening(List<ParsedEntry> entries) =>
        entries[0].BalanceAfterMinor is { } first ? checked(first - entries[0].AmountMinor) : null;

    private static IEnumerable<FileProblem> Breaks(List<ParsedEntry> entries, Currency currency) =>
        Pairs(entries)
            .Where(pair => !Follows(pair.Before, pair.Next))
            .Select(pair => new FileProblem(
                "balance_break",
                $"Balance {new Money(pair.Next.BalanceAfterMinor!.Value, currency).ToPlainText()} does not follow from "
                    + $"{new Money(pair.Before.BalanceAfterMinor!.Value, currency).ToPlainText()} and {new Money(pair.Next.AmountMinor, currency).ToPlainText()}.",
                pair.Next.Position
            ));

    private static IEnumerable<(ParsedEntry Before, ParsedEntry Next)> Pairs(IReadOnlyList<ParsedEntry> rows) =>
        Enumerable.Range(1, Math.Max(0, rows.Count - 1)).Select(i => (rows[i - 1], rows[i]));

    private static DateTime When(ParsedEntry entry) => entry.BookingDate.ToDateTime(entry.Time ?? TimeOnly.MinValue);
}
