using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing;

/// <param name="StoredId">The stored transaction that it is, or that it resembles; null where that comes with the same batch.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EntryMatch(DuplicateKey Key, EntryState State, long? StoredId);

/// <summary>What one statement's entries were found to be: written in stretches, read in their order. Many of them are kept in a temporary file.</summary>
internal sealed class MatchResults(int count) : IDisposable
{
    private const int Record = 32 + sizeof(long) + 1;

    /// <summary>Results that are read or written at once.</summary>
    private const int Block = 1_024;

    private readonly RecordFile file = new((long)count * Record);
    private readonly int[] counts = new int[(int)EntryState.Doubtful + 1];

    public int Count(EntryState state) => counts[(int)state];

    /// <param name="from">Place of the first one among the statement's entries.</param>
    public void Write(int from, ReadOnlySpan<EntryMatch> matches)
    {
        var buffer = new byte[Math.Min(matches.Length, Block) * Record];
        while (!matches.IsEmpty)
        {
            var some = matches[..Math.Min(matches.Length, Block)];
            for (var i = 0; i < some.Length; i++)
            {
                var record = buffer.AsSpan(i * Record);
                some[i].Key.Write(record);
                // Ids begin with 1.
                BinaryPrimitives.WriteInt64LittleEndian(record[32..], some[i].StoredId ?? 0);
                record[40] = (byte)some[i].State;
                counts[(int)some[i].State]++;
            }
            file.WriteAt((long)from * Record, buffer.AsSpan(0, some.Length * Record));
            from += some.Length;
            matches = matches[some.Length..];
        }
    }

    public IEnumerable<EntryMatch> Read()
    {
        var buffer = new byte[Math.Min(count, Block) * Record];
        for (var from = 0; from < count; from += Block)
        {
            var some = Math.Min(count - from, Block);
            file.ReadAt((long)from * Record, buffer.AsSpan(0, some * Record));
            for (var i = 0; i < some; i++)
                yield return Of(buffer.AsSpan(i * Record, Record));
        }
    }

    public EntryMatch At(int place)
    {
        Span<byte> record = stackalloc byte[Record];
        file.ReadAt((long)place * Record, record);
        return Of(record);
    }

    public void Dispose() => file.Dispose();

    private static EntryMatch Of(ReadOnlySpan<byte> record)
    {
        var id = BinaryPrimitives.ReadInt64LittleEndian(record[32..]);
        return new(DuplicateKey.From(record[..32]), (EntryState)record[40], id == 0 ? null : id);
    }
}
