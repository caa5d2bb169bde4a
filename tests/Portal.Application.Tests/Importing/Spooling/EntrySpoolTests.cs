using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Importing.Spooling;

public sealed class EntrySpoolTests
{
    [Fact]
    public void Entries_come_back_as_they_were_from_memory_and_from_a_file()
    {
        foreach (var count in new[] { 1, 63, 64, 65, 300, 20_000 })
        {
            using var spool = new EntrySpool();
            var entries = Enumerable.Range(0, count).Select(Entry).ToArray();
            foreach (var entry in entries)
                spool.Append(entry);
            spool.Seal();

            var all = new SpooledEntries(spool, 0, count);
            Assert.Equal(entries, all);
            Assert.Equal(entries.Select(EntryHead.Of), all.Heads);
            Assert.Equal(EntrySums.Of(entries), all.Sums);
            Assert.Equal(entries[count / 2], all[count / 2]);
            Assert.Equal(entries[(count / 3)..(count / 2)], all.Range(count / 3, (count / 2) - (count / 3)));
            Assert.Equal(entries.Reverse(), all.Reordered([.. Enumerable.Range(0, count).Reverse()]));
            Assert.Equal(entries[(count / 2)..], new SpooledEntries(spool, count / 2, count - (count / 2)));
            Assert.Throws<ArgumentOutOfRangeException>(() => all[count]);
        }
    }

    [Fact]
    public void A_spool_reads_what_was_written_across_its_memory_and_its_file()
    {
        using var spool = new SpoolFile();
        var bytes = new byte[3_000_017];
        new Random(7).NextBytes(bytes);
        for (var at = 0; at < bytes.Length; at += 70_001)
            spool.Append(bytes.AsSpan(at, Math.Min(70_001, bytes.Length - at)));
        Assert.Equal(bytes, spool.ToArray());
        spool.Seal();
        Assert.Equal(bytes, spool.ToArray());
        using var stream = spool.OpenRead(1_000_000);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.Equal(bytes[1_000_000..], copy.ToArray());
        Assert.Throws<EndOfStreamException>(() => spool.ReadAt(bytes.Length - 1, new byte[2]));
    }

    [Fact]
    public void Records_are_written_in_any_order()
    {
        foreach (var length in new[] { 1_000, 2_000_000 })
        {
            using var file = new RecordFile(length);
            file.WriteAt(length - 3, [1, 2, 3]);
            file.WriteAt(0, [4, 5]);
            var read = new byte[3];
            file.ReadAt(length - 3, read);
            Assert.Equal<byte>([1, 2, 3], read);
            file.ReadAt(0, read.AsSpan(0, 2));
            Assert.Equal<byte>([4, 5, 3], read);
        }
    }

    /// <summary>Every field in every state, texts of all kinds: half a surrogate pair, NUL, none, long.</summary>
    private static ParsedEntry Entry(int i) =>
        new(
            i % 3 == 0 ? "" : $"B{i}",
            new DateOnly(2026, 1, 1).AddDays(i % 400),
            i % 4 == 0 ? null : new TimeOnly(i % 86_400 * TimeSpan.TicksPerSecond),
            i % 5 == 0 ? null : new DateOnly(2026, 1, 2).AddDays(i % 400),
            (i * 7_919L % 100_000) - 50_000,
            (TransactionKind)((i % 14) + 1),
            "TRF",
            i % 7 == 0,
            i % 11 == 0 ? "a\uD800b" : "杭州云谷科技有限公司",
            i % 13 == 0 ? "x\0y" : "",
            i % 17 == 0 ? new string('长', 2_000) : $"订单 {i} 😀",
            "",
            i % 2 == 0 ? null : -i,
            i + 1,
            $":61:{i}\n:86:raw"
        );
}
