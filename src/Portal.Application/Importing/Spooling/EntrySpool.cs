using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Spooling;

/// <summary>
/// The entries of one file in compact form, numbered from 0. Written once, then read from any place by any number of readers. Of each block
/// of entries its place is held, nothing else.
/// </summary>
internal sealed class EntrySpool : IDisposable
{
    /// <summary>Entries that are read at once.</summary>
    public const int Block = 64;

    /// <summary>A record's length, then the head of fixed length, then seven texts.</summary>
    internal const int LengthBytes = sizeof(int);
    internal const int HeadBytes = 4 + 4 + 8 + 8 + 8 + 4 + 1 + 1;
    internal const int None = -1;
    internal const byte IsReversal = 1;
    internal const byte HasBalance = 2;

    private readonly SpoolFile spool = new();
    private readonly List<long> blocks = [];
    private byte[] record = new byte[1024];

    public int Count { get; private set; }

    public void Append(ParsedEntry entry)
    {
        if (Count % Block == 0)
            blocks.Add(spool.Length);
        var head = record.AsSpan(LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, entry.BookingDate.DayNumber);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], entry.ValueDate?.DayNumber ?? None);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], entry.Time?.Ticks ?? None);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], entry.AmountMinor);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], entry.BalanceAfterMinor ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(head[32..], entry.Position);
        head[36] = checked((byte)entry.Kind);
        head[37] = (byte)((entry.IsReversal ? IsReversal : 0) | (entry.BalanceAfterMinor is null ? 0 : HasBalance));
        var at = LengthBytes + HeadBytes;
        at = Write(at, entry.Id);
        at = Write(at, entry.BankType);
        at = Write(at, entry.Counterparty);
        at = Write(at, entry.CounterpartyAccount);
        at = Write(at, entry.Text);
        at = Write(at, entry.EndToEndId);
        at = Write(at, entry.Raw);
        BinaryPrimitives.WriteInt32LittleEndian(record, at);
        spool.Append(record.AsSpan(0, at));
        Count++;
    }

    /// <summary>Nothing is appended any more.</summary>
    public void Seal() => spool.Seal();

    public void Dispose() => spool.Dispose();

    /// <summary>All bytes of a block.</summary>
    internal int Read(int block, ref byte[] buffer)
    {
        var length = (int)((block + 1 < blocks.Count ? blocks[block + 1] : spool.Length) - blocks[block]);
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, buffer.Length * 2)];
        spool.ReadAt(blocks[block], buffer.AsSpan(0, length));
        return length;
    }

    /// <summary>UTF-8, behind twice its length; half a surrogate pair has no UTF-8, so such a text is written as it is, behind twice its length and one.</summary>
    private int Write(int at, string text)
    {
        var most = at + sizeof(int) + Math.Max(Encoding.UTF8.GetMaxByteCount(text.Length), text.Length * sizeof(char));
        if (most > record.Length)
            Array.Resize(ref record, Math.Max(most, record.Length * 2));
        var place = record.AsSpan(at + sizeof(int));
        var status = Utf8.FromUtf16(text, place, out _, out var length, replaceInvalidSequences: false);
        var isPlain = status != System.Buffers.OperationStatus.Done;
        if (isPlain)
        {
            var units = System.Runtime.InteropServices.MemoryMarshal.AsBytes(text.AsSpan());
            units.CopyTo(place);
            length = units.Length;
        }
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(at), (length * 2) + (isPlain ? 1 : 0));
        return at + sizeof(int) + length;
    }
}

/// <summary>Reads entries by number; those that stand beside each other cheapest. One for each reader.</summary>
internal sealed class EntryReader(EntrySpool spool)
{
    private readonly int[] starts = new int[EntrySpool.Block];
    private byte[] buffer = [];
    private int block = -1;

    public EntryHead Head(int number)
    {
        var head = HeadOf(number);
        var time = BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
        return new(
            DateOnly.FromDayNumber(BinaryPrimitives.ReadInt32LittleEndian(head)),
            time == EntrySpool.None ? null : new TimeOnly(time),
            Day(BinaryPrimitives.ReadInt32LittleEndian(head[4..])),
            BinaryPrimitives.ReadInt64LittleEndian(head[16..]),
            (head[37] & EntrySpool.HasBalance) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(head[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(head[32..])
        );
    }

    public ParsedEntry Entry(int number)
    {
        var head = Head(number);
        var record = HeadOf(number);
        var (kind, flags) = ((TransactionKind)record[36], record[37]);
        record = record[EntrySpool.HeadBytes..];
        return new(
            Text(ref record),
            head.BookingDate,
            head.Time,
            head.ValueDate,
            head.AmountMinor,
            kind,
            Text(ref record),
            (flags & EntrySpool.IsReversal) != 0,
            Text(ref record),
            Text(ref record),
            Text(ref record),
            Text(ref record),
            head.BalanceAfterMinor,
            head.Position,
            Text(ref record)
        );
    }

    private ReadOnlySpan<byte> HeadOf(int number)
    {
        if (number / EntrySpool.Block != block)
            Load(number / EntrySpool.Block);
        return buffer.AsSpan(starts[number % EntrySpool.Block] + EntrySpool.LengthBytes);
    }

    private void Load(int wanted)
    {
        // A read that fails must not leave the old block's number on new bytes.
        block = -1;
        var length = spool.Read(wanted, ref buffer);
        for (int i = 0, at = 0; at < length; i++)
        {
            starts[i] = at;
            at += BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
        }
        block = wanted;
    }

    private static DateOnly? Day(int number) => number == EntrySpool.None ? null : DateOnly.FromDayNumber(number);

    private static string Text(ref ReadOnlySpan<byte> record)
    {
        var told = BinaryPrimitives.ReadInt32LittleEndian(record);
        var bytes = record.Slice(sizeof(int), told / 2);
        record = record[(sizeof(int) + bytes.Length)..];
        return bytes.IsEmpty ? ""
            : told % 2 == 0 ? Encoding.UTF8.GetString(bytes)
            : new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(bytes));
    }
}
