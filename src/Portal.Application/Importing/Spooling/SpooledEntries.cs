using System.Collections;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Spooling;

/// <summary>A statement's entries: a stretch of its file's spool, or single ones of it in an order of their own.</summary>
internal sealed class SpooledEntries : IKeptEntries
{
    private readonly EntrySpool spool;
    private readonly int start;
    private readonly int[]? numbers;
    private EntrySums? sums;

    public SpooledEntries(EntrySpool spool, int start, int count) => (this.spool, this.start, Count) = (spool, start, count);

    /// <param name="numbers">Entries' numbers in the spool, in the order wanted.</param>
    public SpooledEntries(EntrySpool spool, int[] numbers) => (this.spool, this.numbers, Count) = (spool, numbers, numbers.Length);

    public int Count { get; }

    public EntrySums Sums => sums ??= EntrySums.Of(Heads);

    public IEnumerable<EntryHead> Heads
    {
        get
        {
            var reader = new EntryReader(spool);
            for (var i = 0; i < Count; i++)
                yield return reader.Head(NumberOf(i));
        }
    }

    public ParsedEntry this[int index] => Range(index, 1).Single();

    /// <summary>Some entries, one after the other.</summary>
    public IEnumerable<ParsedEntry> Range(int from, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - from);
        return Read();

        IEnumerable<ParsedEntry> Read()
        {
            var reader = new EntryReader(spool);
            for (var i = from; i < from + count; i++)
                yield return reader.Entry(NumberOf(i));
        }
    }

    /// <summary>The same entries in another order.</summary>
    /// <param name="order">Places in this list.</param>
    public SpooledEntries Reordered(int[] order) => new(spool, Array.ConvertAll(order, NumberOf));

    public IEnumerator<ParsedEntry> GetEnumerator() => Range(0, Count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int NumberOf(int index) => numbers is null ? start + index : numbers[index];
}
