using CsCheck;
using FundPortal.Application.Importing;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Transactions;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Importing;

public sealed class DuplicateTests
{
    /// <summary>Few days, amounts and texts, so that equal payments abound.</summary>
    private static Gen<ParsedEntry[]> Statements(bool withIds) =>
        Gen.Select(Gen.Int[1, 6], Gen.Long[-2, 2].Where(amount => amount != 0), Gen.Int[0, 1], Gen.Int[2, 3])
            .Array[1, 25]
            .Select(parts =>
                parts
                    .OrderBy(part => part.Item1)
                    .Select(
                        (part, i) =>
                            Entry(
                                part.Item1,
                                part.Item2,
                                part.Item3 == 0 ? "rent" : "fee",
                                withIds ? $"B{i}" : "",
                                (TransactionKind)part.Item4,
                                i + 1
                            )
                    )
                    .ToArray()
            );

    /// <summary>Ranges that overlap and together cover 0 to 6, in any order.</summary>
    private static readonly Gen<(int From, int To)[]> Covers = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 6])
        .Array[0, 4]
        .Select(pairs =>
            pairs.Select(p => (Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2))).Append((0, 3)).Append((3, 6)).ToArray()
        )
        .SelectMany(ranges => Gen.Shuffle(ranges));

    [Fact]
    public async Task Any_overlapping_split_by_days_in_any_order_gives_the_same_rows_without_ids()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await Gen.Select(Statements(withIds: false), Covers)
            .SampleAsync(
                async (entries, ranges) =>
                {
                    var pieces = ranges.Select(r => entries.Where(e => Day(e) >= r.From && Day(e) <= r.To).ToArray());
                    await CheckSplitAsync(group, me, entries, pieces);
                },
                iter: 25,
                threads: 1
            );
    }

    [Fact]
    public async Task Any_overlapping_split_even_inside_a_day_gives_the_same_rows_with_ids()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await Gen.Select(Statements(withIds: true), Covers)
            .SampleAsync(
                async (entries, ranges) =>
                {
                    var pieces = ranges.Select(r => entries[(entries.Length * r.From / 6)..(entries.Length * r.To / 6)]);
                    await CheckSplitAsync(group, me, entries, pieces);
                },
                iter: 25,
                threads: 1
            );
    }

    private static async Task CheckSplitAsync(Group group, Actor me, ParsedEntry[] entries, IEnumerable<ParsedEntry[]> pieces)
    {
        var account = await group.AccountAsync(group.North, Guid.NewGuid().ToString("N"), "CNY");
        foreach (var piece in pieces.Where(piece => piece.Length > 0))
            await group.StoreOneAsync(me, File(Statement(account, piece)));
        var rows = (await group.RowsAsync()).Where(row => row.AccountId == account.Id).ToList();
        Assert.Equal(entries.Select(Line).Order(StringComparer.Ordinal), rows.Select(Line).Order(StringComparer.Ordinal));
        var totals = (await group.TotalsAsync()).Where(total => total.AccountId == account.Id);
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines(totals));
    }

    [Fact]
    public async Task One_id_that_stands_for_several_parts_of_a_batch_keeps_them_all()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var parts = new[] { Entry(1, 5, id: "BATCH"), Entry(1, 5, id: "BATCH"), Entry(1, 7, id: "BATCH"), Entry(2, 5, id: "BATCH") };

        Assert.Equal(4, (await group.StoreOneAsync(me, File(Statement(group.NorthCny, parts)))).New);
        Assert.Equal(0, (await group.StoreOneAsync(me, File(Statement(group.NorthCny, parts[..3])))).New);
    }

    [Fact]
    public async Task The_same_id_with_another_wording_is_the_same_entry()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 5, "short", "B1")])));

        var again = await group.StoreOneAsync(me, File("camt", [Statement(group.NorthCny, [Entry(1, 5, "the long text", "B1")])]));

        Assert.Equal((0, 1), (again.New, again.Known));
    }

    [Fact]
    public async Task The_same_id_in_another_account_is_another_entry()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var file = File(Statement(group.NorthCny, [Entry(1, 5, id: "B1")]), Statement(group.NorthUsd, [Entry(1, 5, id: "B1")]));

        Assert.Equal(2, (await group.StoreOneAsync(me, file)).New);
    }

    [Fact]
    public async Task An_entry_stored_from_a_source_without_ids_makes_one_with_an_id_doubtful_and_left_out_unless_asked_for()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        await group.StoreOneAsync(me, File("mt940", [Statement(group.NorthCny, [Entry(1, 5), Entry(1, 9)])]));
        var camt = File("camt", [Statement(group.NorthCny, [Entry(1, 5, id: "B1"), Entry(1, 5, id: "B2"), Entry(2, 9, id: "B3")])]);

        var preview = (await group.PreviewAsync(me, new ImportInput(camt))).Files.Single().Statements.Single();
        Assert.Equal((2, 0, 1), (preview.New, preview.Known, preview.Doubtful));
        Assert.Equal(EntryState.Doubtful, preview.Lines[0].State);
        Assert.Equal((await group.RowsAsync())[0].Id, preview.Lines[0].StoredId);

        var stored = await group.StoreOneAsync(me, camt);
        Assert.Equal((2, 0, 1), (stored.New, stored.Known, stored.DoubtfulLeftOut));
        var insisted = await group.StoreOneAsync(me, camt, includeDoubtful: true);
        Assert.Equal((1, 2, 0), (insisted.New, insisted.Known, insisted.DoubtfulLeftOut));
        Assert.Equal(5, (await group.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_second_equal_payment_is_new_not_doubtful_when_the_file_also_has_the_known_one()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        await group.StoreOneAsync(me, File("mt942", [Statement(group.NorthCny, [Entry(1, 5)])]));

        var day = await group.StoreOneAsync(me, File("mt940", [Statement(group.NorthCny, [Entry(1, 5), Entry(1, 5)])]));

        Assert.Equal((1, 1, 0), (day.New, day.Known, day.DoubtfulLeftOut));
    }

    [Fact]
    public async Task Files_of_one_batch_are_compared_with_each_other()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var january = File(Statement(group.NorthCny, [Entry(1, 5), Entry(2, 6)]));
        var overlap = File(Statement(group.NorthCny, [Entry(2, 6), Entry(3, 7)]));

        var stored = (await group.StoreAsync(me, Store(january, overlap, january))).Value;

        Assert.Equal([(2, 0, false), (1, 1, false), (0, 2, true)], stored.Select(s => (s.New, s.Known, s.WasKnown)));
        Assert.Equal([5L, 6L, 7L], (await group.RowsAsync()).Select(r => r.AmountMinor));
    }

    private static int Day(ParsedEntry entry) => entry.BookingDate.DayNumber - Day1.DayNumber + 1;

    private static string Line(ParsedEntry e) => FormattableString.Invariant($"{e.BookingDate:O} {e.AmountMinor} {e.Kind} {e.Text} {e.Id}");

    private static string Line(BankTransaction t) =>
        FormattableString.Invariant($"{t.BookingDate:O} {t.AmountMinor} {t.Kind} {t.Text} {t.BankReference}");
}
