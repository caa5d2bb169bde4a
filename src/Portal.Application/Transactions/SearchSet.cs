using System.Numerics;

namespace FundPortal.Application.Transactions;

/// <summary>A set of rows, one bit each: to join and to cut lists of millions costs about a nanosecond for each row listed.</summary>
/// <param name="upTo">The greatest row that may be in it.</param>
internal sealed class SearchSet(long upTo)
{
    private readonly ulong[] words = new ulong[(upTo >> 6) + 1];

    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var word in words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    public bool Has(uint row) => row >> 6 < words.Length && (words[row >> 6] & (1UL << (int)(row & 63))) != 0;

    public void Clear() => Array.Clear(words);

    /// <param name="id">A chunk's. Rows listed since the set was made are left out.</param>
    public void Add(long id, byte[] rows)
    {
        var row = SearchChunk.FirstOf(id);
        for (var place = 0; ; row += SearchChunk.Step(rows, ref place))
        {
            if (row >> 6 >= words.Length)
                return;
            words[row >> 6] |= 1UL << (int)(row & 63);
            if (place >= rows.Length)
                return;
        }
    }

    public void Cut(SearchSet other)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] &= other.words[i];
    }

    public IEnumerable<uint> Rows()
    {
        for (var i = 0; i < words.Length; i++)
        for (var word = words[i]; word != 0; word &= word - 1)
            yield return (uint)((i << 6) + BitOperations.TrailingZeroCount(word));
    }
}
