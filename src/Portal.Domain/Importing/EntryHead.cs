using System.Runtime.InteropServices;

namespace FundPortal.Domain.Importing;

/// <summary>What statements are judged and ordered by: an entry without its texts.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EntryHead(
    DateOnly BookingDate,
    TimeOnly? Time,
    DateOnly? ValueDate,
    long AmountMinor,
    long? BalanceAfterMinor,
    int Position
)
{
    public static EntryHead Of(ParsedEntry entry) =>
        new(entry.BookingDate, entry.Time, entry.ValueDate, entry.AmountMinor, entry.BalanceAfterMinor, entry.Position);

    /// <summary>In the entries' order; of kept entries without making them.</summary>
    public static IEnumerable<EntryHead> Of(IReadOnlyList<ParsedEntry> entries) =>
        entries is IKeptEntries kept ? kept.Heads : entries.Select(Of);
}

/// <summary>Entries that may be too many to be held: each is made when it is asked for.</summary>
public interface IKeptEntries : IReadOnlyList<ParsedEntry>
{
    IEnumerable<EntryHead> Heads { get; }

    EntrySums Sums { get; }
}

/// <param name="First">The first booking day; null without entries.</param>
/// <param name="InMinor">Sum of money in.</param>
/// <param name="OutMinor">Sum of money out, not negative.</param>
public sealed record EntrySums(DateOnly? First, DateOnly? Last, Int128 InMinor, Int128 OutMinor)
{
    /// <exception cref="OverflowException">It is no 64-bit number.</exception>
    public long NetMinor => checked((long)(InMinor - OutMinor));

    public static EntrySums Of(IReadOnlyList<ParsedEntry> entries) => entries is IKeptEntries kept ? kept.Sums : Of(EntryHead.Of(entries));

    public static EntrySums Of(IEnumerable<EntryHead> heads)
    {
        var (first, last) = (DateOnly.MaxValue, DateOnly.MinValue);
        var (paidIn, paidOut) = (Int128.Zero, Int128.Zero);
        var isEmpty = true;
        foreach (var head in heads)
        {
            isEmpty = false;
            first = head.BookingDate < first ? head.BookingDate : first;
            last = head.BookingDate > last ? head.BookingDate : last;
            if (head.AmountMinor > 0)
                paidIn += head.AmountMinor;
            else
                paidOut -= head.AmountMinor;
        }
        return isEmpty ? new(null, null, 0, 0) : new(first, last, paidIn, paidOut);
    }
}
