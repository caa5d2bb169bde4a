using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Transactions;

/// <summary>
/// A piece of the list of rows in which one gram stands, in the order of their ids. The pieces of a gram follow each other without
/// overlap. The piece with the id 0 is none: it tells up to which row all rows are listed (<see cref="Progress"/>).
/// </summary>
internal sealed class SearchChunk
{
    /// <summary>Two fit a page of SQLite, four one of SQL Server; what is appended to costs little to write again.</summary>
    private const int MaxBytes = 1_900;

    /// <summary>A step to the next row in sevens of bits.</summary>
    private const int MaxStepBytes = 5;

    /// <summary>The gram in the upper half, the first row in the lower: all pieces of a gram lie side by side.</summary>
    public long Id { get; set; }

    /// <summary>Steps from each row to the next.</summary>
    public required byte[] Rows { get; set; }

    public static long IdOf(uint gram, uint row) => unchecked((long)(((ulong)gram << 32) | row));

    public static uint GramOf(long id) => unchecked((uint)((ulong)id >> 32));

    public static uint FirstOf(long id) => unchecked((uint)id);

    public static SearchChunk Progress(long upTo)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, upTo);
        return new SearchChunk { Id = 0, Rows = bytes };
    }

    public static long UpToOf(byte[] progress) => BinaryPrimitives.ReadInt64LittleEndian(progress);

    /// <param name="see">Called with each row in order.</param>
    public static void Read(long id, ReadOnlySpan<byte> rows, Action<uint> see)
    {
        var row = FirstOf(id);
        see(row);
        for (var place = 0; place < rows.Length; )
            see(row += Step(rows, ref place));
    }

    public static uint Step(ReadOnlySpan<byte> rows, ref int place)
    {
        uint step = rows[place++];
        if (step < 0x80)
            return step;
        step &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            uint part = rows[place++];
            step |= (part & 0x7F) << shift;
            if (part < 0x80)
                return step;
        }
    }

    /// <param name="rows">In order, each once.</param>
    public static IEnumerable<SearchChunk> Of(uint gram, List<uint> rows)
    {
        var bytes = new byte[MaxBytes + MaxStepBytes];
        for (var i = 0; i < rows.Count; )
        {
            var first = rows[i++];
            var (last, length) = (first, 0);
            for (; i < rows.Count && length < MaxBytes; i++)
            {
                var step = rows[i] - last;
                for (; step >= 0x80; step >>= 7)
                    bytes[length++] = (byte)((step & 0x7F) | 0x80);
                bytes[length++] = (byte)step;
                last = rows[i];
            }
            yield return new SearchChunk { Id = IdOf(gram, first), Rows = bytes[..length] };
        }
    }
}

internal sealed class SearchChunkTable : IEntityTypeConfiguration<SearchChunk>
{
    public void Configure(EntityTypeBuilder<SearchChunk> chunk)
    {
        chunk.ToTable("SearchChunks");
        chunk.Property(c => c.Id).ValueGeneratedNever();
    }
}
