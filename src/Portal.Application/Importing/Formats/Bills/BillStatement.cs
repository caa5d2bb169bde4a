using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Puts a bill's rows into the order in which they happened and derives opening and closing from the balances the rows tell.</summary>
internal static class BillStatement
{
    public static ParsedStatement Of(
        string account,
        Currency currency,
        SpooledEntries rows,
        (DateOnly From, DateOnly To)? period,
        bool isFinal,
        IReadOnlyList<FileProblem> warnings
    )
    {
        var entries = Chronological(rows);
        var (first, last) = (EntryHead.Of(entries[0]), EntryHead.Of(entries[entries.Count - 1]));
        var (opening, closing) = (Opening(first), last.BalanceAfterMinor);
        var (from, to) = (first.BookingDate, last.BookingDate);
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
    private static SpooledEntries Chronological(SpooledEntries rows)
    {
        var (back, forth) = Steps(rows);
        var newestFirst = forth < back || (forth == back && IsReversedByBalances(rows));
        var reversed = newestFirst ? rows.Reordered([.. Enumerable.Range(0, rows.Count).Reverse()]) : rows;
        return Math.Min(back, forth) == 0 ? reversed : Sorted(reversed);
    }

    private static SpooledEntries Sorted(SpooledEntries rows)
    {
        var times = rows.Heads.Select((head, place) => (At: When(head), Place: place)).ToArray();
        Array.Sort(times);
        return rows.Reordered(Array.ConvertAll(times, time => time.Place));
    }

    /// <summary>Steps back in time as the rows stand, and when they are turned round.</summary>
    private static (int Back, int Forth) Steps(SpooledEntries rows)
    {
        var (back, forth) = (0, 0);
        foreach (var (before, next) in Pairs(rows))
        {
            var order = When(next).CompareTo(When(before));
            (back, forth) = (back + (order < 0 ? 1 : 0), forth + (order > 0 ? 1 : 0));
        }
        return (back, forth);
    }

    /// <summary>Fewer balances are broken when the rows are turned round.</summary>
    private static bool IsReversedByBalances(SpooledEntries rows)
    {
        var (asTheyStand, turnedRound) = (0, 0);
        foreach (var (before, next) in Pairs(rows))
            (asTheyStand, turnedRound) = (asTheyStand + (Follows(before, next) ? 0 : 1), turnedRound + (Follows(next, before) ? 0 : 1));
        return turnedRound < asTheyStand;
    }

    private static bool Follows(EntryHead before, EntryHead next) =>
        before.BalanceAfterMinor is not { } balance
        || next.BalanceAfterMinor is not { } after
        || checked(balance + next.AmountMinor) == after;

    private static long? Opening(EntryHead entry) => entry.BalanceAfterMinor is { } first ? checked(first - entry.AmountMinor) : null;

    private static IEnumerable<FileProblem> Breaks(SpooledEntries entries, Currency currency) =>
        Pairs(entries)
            .Where(pair => !Follows(pair.Before, pair.Next))
            .Select(pair => new FileProblem(
                "balance_break",
                $"Balance {new Money(pair.Next.BalanceAfterMinor!.Value, currency).ToPlainText()} does not follow from "
                    + $"{new Money(pair.Before.BalanceAfterMinor!.Value, currency).ToPlainText()} and {new Money(pair.Next.AmountMinor, currency).ToPlainText()}.",
                pair.Next.Position
            ));

    private static IEnumerable<(EntryHead Before, EntryHead Next)> Pairs(SpooledEntries rows)
    {
        EntryHead? before = null;
        foreach (var head in rows.Heads)
        {
            if (before is { } known)
                yield return (known, head);
            before = head;
        }
    }

    private static DateTime When(EntryHead entry) => entry.BookingDate.ToDateTime(entry.Time ?? TimeOnly.MinValue);
}
