using System.Runtime.InteropServices;

namespace FundPortal.Domain.Importing;

/// <summary>Days, both ends included.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DayRange(DateOnly From, DateOnly To);

/// <summary>Days between two statements that none covers.</summary>
/// <param name="IsBridged">The balance before equals the balance after: nothing can be missing (a bank that sends none on a weekend).</param>
public sealed record StatementGap(DayRange Days, long? ClosingMinor, long? OpeningMinor, bool IsBridged);

/// <summary>Two statements that follow each other without a day between, but closing and next opening differ.</summary>
public sealed record StatementBreak(DateOnly ClosingDay, long ClosingMinor, DateOnly OpeningDay, long OpeningMinor)
{
    public long DifferenceMinor => checked(OpeningMinor - ClosingMinor);
}

/// <summary>One account's final statements in order: which days they cover and where they do not fit together.</summary>
public sealed record StatementChain(IReadOnlyList<DayRange> Covered, IReadOnlyList<StatementGap> Gaps, IReadOnlyList<StatementBreak> Breaks)
{
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Link(DateOnly From, DateOnly To, long? OpeningMinor, long? ClosingMinor);

    /// <summary>
    /// Statements may overlap (a month and its days) and several may stand on one day; a statement breaks the chain only when no
    /// statement that ends right before it, or on its first day, closes with its opening.
    /// </summary>
    public static StatementChain Of(IEnumerable<Link> statements)
    {
        var ordered = statements.OrderBy(s => s.From).ThenBy(s => s.To).ToArray();
        var covered = new List<DayRange>();
        var gaps = new List<StatementGap>();
        var breaks = new List<StatementBreak>();
        for (var i = 0; i < ordered.Length; i++)
        {
            var link = ordered[i];
            if (covered.Count == 0)
            {
                covered.Add(new(link.From, link.To));
                continue;
            }
            var last = covered[^1];
            if (link.From <= NextDay(last.To))
                covered[^1] = last with { To = link.To > last.To ? link.To : last.To };
            else
                covered.Add(new(link.From, link.To));
            Compare(ordered, i, last, gaps, breaks);
        }
        return new(covered, gaps, breaks);
    }

    private static void Compare(Link[] ordered, int index, DayRange covered, List<StatementGap> gaps, List<StatementBreak> breaks)
    {
        var link = ordered[index];
        var (ends, fits) = EndsBefore(ordered, index);
        if (link.From > NextDay(covered.To))
        {
            gaps.Add(new(new(covered.To.AddDays(1), link.From.AddDays(-1)), ends?.ClosingMinor, link.OpeningMinor, fits));
        }
        else if (
            !fits
            && link.OpeningMinor is { } opening
            && ends is { ClosingMinor: { } closing } before
            && NextDay(before.To) == link.From
        )
        {
            breaks.Add(new(before.To, closing, link.From, opening));
        }
    }

    /// <summary>The statement with the latest end before this one begins, and whether any neighbour closes with this one's opening.</summary>
    private static (Link? Ends, bool Fits) EndsBefore(Link[] ordered, int index)
    {
        var link = ordered[index];
        Link? ends = null;
        // Overlaps are short, so looking back stops soon: at the first statement that ends well before the best one found.
        for (var i = index - 1; i >= 0 && index - i <= LookBack; i--)
        {
            var other = ordered[i];
            if (other.To < link.From && other.ClosingMinor is not null && (ends is null || other.To > ends.Value.To))
                ends = other;
        }
        var fits = false;
        for (var i = Math.Max(0, index - LookBack); i < Math.Min(ordered.Length, index + LookBack) && !fits; i++)
        {
            var other = ordered[i];
            var touches = other.To == link.From || (ends is { } end && other.To == end.To);
            fits = i != index && touches && other.ClosingMinor is { } closing && closing == link.OpeningMinor;
        }
        return (ends, fits);
    }

    /// <summary>More statements than this never stand side by side on one stretch of days.</summary>
    private const int LookBack = 64;

    private static DateOnly NextDay(DateOnly day) => day == DateOnly.MaxValue ? day : day.AddDays(1);
}
