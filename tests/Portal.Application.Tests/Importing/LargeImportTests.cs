using System.Globalization;
using System.Text;
using FundPortal.Application.Importing;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Transactions;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Importing;

/// <summary>Files of more entries than are read, compared or stored at once.</summary>
public sealed class LargeImportTests
{
    private const int Count = 26_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_file_is_stored_known_again_in_an_overlapping_one_and_undone()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var first = Read(group.NorthCny.Number, 0, Count);
        var later = Read(group.NorthCny.Number, Count - 15_000, Count + 1_000);

        var stored = await group.StoreOneAsync(me, first);
        var rows = await group.RowsAsync();
        Assert.Equal((Count, 0), (stored.New, stored.Known));
        Assert.Equal(Count, rows.Count);
        Assert.Equal(rows.Select(r => r.Id).Order(), rows.Select(r => r.Id));
        Assert.Equal(Enumerable.Range(0, Count).Select(Amount), rows.Select(r => r.AmountMinor));
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(await group.TotalsAsync()));
        var raw = await group.Database.UseAsync(db =>
            db.TransactionSources.OrderBy(s => s.TransactionId).Select(s => new { s.Position, s.Raw }).ToListAsync(Ct)
        );
        Assert.Equal(first.Statements.SelectMany(s => s.Entries).Select(e => new { e.Position, e.Raw }), raw);

        var preview = await group.PreviewAsync(me, new ImportInput(first));
        Assert.Equal((0, Count), (preview.Files[0].Statements.Sum(s => s.New), preview.Files[0].Statements.Sum(s => s.Known)));
        Assert.Equal(
            first.Statements[0].Entries.Take(PreviewImport.MaxLines).Select(e => e.Position),
            preview.Files[0].Statements[0].Lines.Select(l => l.Position)
        );

        var overlapping = await group.StoreOneAsync(me, later);
        Assert.Equal((1_000, 15_000), (overlapping.New, overlapping.Known));
        Assert.True((await group.UndoAsync(me, overlapping.Import!.Value)).IsOk);
        Assert.True((await group.UndoAsync(me, stored.Import!.Value)).IsOk);
        Assert.Empty(await group.RowsAsync());
        Assert.Empty(await group.TotalsAsync());
    }

    [Fact]
    public async Task Entries_in_no_order_are_compared_and_stored_as_those_in_order_are()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        // Equal payments of one day everywhere in the file: only their count tells them apart.
        var entries = Enumerable
            .Range(0, Count)
            .Select(i => Entry((i * 7 % 28) + 1, (i % 50) + 1, position: i + 1, time: i % 3 == 0 ? null : new TimeOnly(i % 24, 0)))
            .ToArray();
        var (left, right) = (entries[..(Count / 2)], entries[(Count / 2)..]);

        var half = await group.StoreOneAsync(me, File(Statement(group.NorthCny, left)));
        var whole = await group.StoreOneAsync(me, File(Statement(group.NorthCny, left), Statement(group.NorthCny, right)));

        Assert.Equal((left.Length, 0), (half.New, half.Known));
        Assert.Equal((right.Length, left.Length), (whole.New, whole.Known));
        var rows = await group.RowsAsync();
        Assert.Equal(Count, rows.Count);
        var secondHalf = rows.Where(r => r.Id > left.Length).OrderBy(r => r.Id).ToList();
        Assert.Equal(secondHalf.OrderBy(r => r.BookedAt).Select(r => r.Id), secondHalf.Select(r => r.Id));
        Assert.Equal(
            right.OrderBy(e => e.BookingDate).ThenBy(e => e.Time ?? TimeOnly.MinValue).Select(e => e.Position),
            await group.Database.UseAsync(db =>
                db.TransactionSources.Where(s => s.TransactionId > left.Length)
                    .OrderBy(s => s.TransactionId)
                    .Select(s => s.Position)
                    .ToListAsync(Ct)
            )
        );
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(await group.TotalsAsync()));
    }

    [Fact]
    public async Task Nothing_stays_of_a_large_import_that_fails_in_its_last_slice()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var entries = Enumerable.Range(0, 12_000).Select(i => Entry((i / 1_000) + 1, i + 1)).ToArray();
        var file = File(Statement(group.NorthCny, entries)) with { Statements = [Statement(group.NorthCny, new FailsAtTheEnd(entries))] };

        await Assert.ThrowsAsync<InvalidOperationException>(() => group.StoreOneAsync(me, file));

        Assert.Empty(await group.RowsAsync());
        Assert.Empty(await group.TotalsAsync());
        Assert.Equal(0, await group.Database.UseAsync(db => db.ImportFiles.CountAsync(Ct)));
        Assert.Equal(12_000, (await group.StoreOneAsync(me, File(Statement(group.NorthCny, entries)))).New);
    }

    [Fact]
    public void A_large_bill_that_is_newest_first_is_turned_round()
    {
        var text = new StringBuilder("账务流水号,发生时间,收入金额（+元）,支出金额（-元）,账户余额（元）\n");
        for (var i = Count; i > 0; i--)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"N{i},{new DateTime(2026, 1, 1).AddMinutes(i):yyyy-MM-dd HH:mm:ss},1.00,0.00,{i}.00"
            );

        var statement = Assert.Single(FileReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "bill.csv").Single().Statements);

        Assert.Equal((0L, Count * 100L, 0L), (statement.OpeningMinor, statement.ClosingMinor, statement.DifferenceMinor));
        Assert.Equal(Enumerable.Range(1, Count).Select(i => $"N{i}"), statement.Entries.Select(e => e.Id), StringComparer.Ordinal);
        Assert.Empty(statement.Warnings);
    }

    [Fact]
    public void A_byte_that_fits_no_encoding_is_told_with_its_line_however_far_away()
    {
        byte[] bytes =
        [
            0xEF,
            0xBB,
            0xBF,
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("一行文字\n", 50_000))),
            0xFF,
            (byte)'\n',
        ];

        var problem = FileReader.Read(bytes, "x.csv").Single().Errors.Single();

        Assert.Equal(("text_encoding", 50_001), (problem.Code, problem.Line));
    }

    private static long Amount(int i) => i % 4 == 0 ? 100 : i + 1;

    private static ParsedFile Read(string account, int from, int to)
    {
        var text = new StringBuilder($":20:LARGE\n:25:{account}\n:28C:1\n:60F:C260101CNY0,\n");
        var sum = 0L;
        for (var i = from; i < to; i++)
        {
            var day = new DateOnly(2026, 1, 1).AddDays(i / 1_000);
            sum += Amount(i);
            // Every fourth entry of a day is like the others of it.
            text.Append(
                CultureInfo.InvariantCulture,
                $":61:{day:yyMMdd}C{Amount(i) / 100},{Amount(i) % 100:D2}NTRFNONREF\n:86:{(i % 4 == 0 ? "same" : $"order {i}")}\n"
            );
        }
        text.Append(CultureInfo.InvariantCulture, $":62F:C260601CNY{sum / 100},{sum % 100:D2}\n-\n");
        var file = FileReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "large.sta").Single();
        Assert.Empty(file.Errors);
        Assert.Equal(0, file.Statements.Single().DifferenceMinor);
        return file;
    }

    /// <summary>Can be judged and compared, which asks for heads and single entries; read through to be stored, they end badly.</summary>
    private sealed class FailsAtTheEnd(ParsedEntry[] entries) : IKeptEntries
    {
        public int Count => entries.Length;

        public ParsedEntry this[int index] => entries[index];

        public IEnumerable<EntryHead> Heads => entries.Select(EntryHead.Of);

        public EntrySums Sums => EntrySums.Of(Heads);

        public IEnumerator<ParsedEntry> GetEnumerator()
        {
            foreach (var entry in entries[..^1])
                yield return entry;
            throw new InvalidOperationException("The disk is gone.");
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
