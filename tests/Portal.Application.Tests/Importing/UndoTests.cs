using CsCheck;
using FundPortal.Application.Importing;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Transactions;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Importing;

public sealed class UndoTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_undone_import_leaves_nothing_but_its_trace()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 100)], 0, 100, 1, 1)));
        var second = await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(2, 11)], 300, 311, 2, 2)));
        Assert.Equal(200, await BaseAsync());

        Assert.True((await group.UndoAsync(me, second.Import!.Value)).IsOk);

        Assert.Equal(0, await BaseAsync());
        Assert.Equal([100L], (await group.RowsAsync()).Select(r => r.AmountMinor));
        Assert.Equal(Oracle.TotalsOf(await group.RowsAsync()), Oracle.Lines(await group.TotalsAsync()));
        Assert.Equal(1, await group.Database.UseAsync(db => db.TransactionSources.CountAsync(Ct)));
        Assert.Equal(100, await group.Database.UseAsync(db => db.AccountBalances.Select(b => b.AmountMinor).SingleAsync(Ct)));
        Assert.Equal("import_undone", (await group.UndoAsync(me, second.Import.Value)).Refusal!.Code);
        Assert.Equal(1, await group.Database.UseAsync(db => db.AuditEntries.CountAsync(e => e.Action == "import.undone", Ct)));

        var again = await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(2, 11)], 300, 311, 2, 2)));
        Assert.Equal((1, false), (again.New, again.WasKnown));

        Task<long?> BaseAsync() =>
            group.Database.UseAsync(db => db.Accounts.Where(a => a.Id == group.NorthCny.Id).Select(a => a.BaseMinor).SingleAsync(Ct));
    }

    [Fact]
    public async Task An_id_is_never_given_twice_even_after_an_undo()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var first = await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 100)])));
        var id = (await group.RowsAsync()).Single().Id;
        await group.UndoAsync(me, first.Import!.Value);

        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 100)])));

        Assert.True((await group.RowsAsync()).Single().Id > id);
    }

    [Fact]
    public async Task A_pinned_or_overlapped_import_cannot_be_undone()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var first = await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(1, 5), Entry(2, 6)])));
        var later = await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(2, 6), Entry(3, 7)])));

        Assert.Equal("import_overlapped", (await group.UndoAsync(me, first.Import!.Value)).Refusal!.Code);
        Assert.True((await group.UndoAsync(me, later.Import!.Value)).IsOk);
        await group.Database.UseAsync(async db =>
        {
            (await db.ImportFiles.SingleAsync(f => f.PublicId == first.Import, Ct)).IsPinned = true;
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal("import_pinned", (await group.UndoAsync(me, first.Import.Value)).Refusal!.Code);
    }

    [Fact]
    public async Task D2_An_import_of_others_is_not_found_and_a_part_of_one_shows_that_part_only()
    {
        await using var group = await Group.CreateAsync();
        var all = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var south = await group.PersonAsync(Role.FinanceStaff, [group.South]);
        var mine = await group.StoreOneAsync(all, File(Statement(group.NorthCny, [Entry(1, 5)])));
        var both = await group.StoreOneAsync(all, File(Statement(group.NorthUsd, [Entry(1, 5)]), Statement(group.SouthCny, [Entry(1, 6)])));

        Assert.Equal("not_found", (await group.UndoAsync(south, mine.Import!.Value)).Refusal!.Code);
        Assert.Equal("not_found", (await group.UndoAsync(south, Guid.NewGuid())).Refusal!.Code);
        Assert.Equal("forbidden", (await group.UndoAsync(south, both.Import!.Value)).Refusal!.Code);
        Assert.Equal("not_found", (await Show(south, mine.Import.Value)).Refusal!.Code);
        Assert.Equal("2001", (await Show(south, both.Import.Value)).Value.Statements.Single().AccountNumber);
        var list = (await group.Database.RunAsync((ListImports use) => use.HandleAsync(new(), south, Ct))).Value;
        Assert.Equal((both.Import.Value, 1, 1), list.Rows.Select(r => (r.Id, r.Accounts, r.NewEntries)).Single());
        Assert.Equal(2, (await group.Database.RunAsync((ListImports use) => use.HandleAsync(new(), all, Ct))).Value.Rows.Count);

        Task<Domain.Result<ShowImport.Details>> Show(Actor actor, Guid import) =>
            group.Database.RunAsync((ShowImport use) => use.HandleAsync(new(import), actor, Ct));
    }

    [Fact]
    public async Task The_history_is_paged_by_cursor()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var imports = new List<Guid>();
        for (var day = 1; day <= 5; day++)
            imports.Add((await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(day, day)])))).Import!.Value);

        var seen = new List<Guid>();
        for (Guid? after = null; ; )
        {
            var page = (await group.Database.RunAsync((ListImports use) => use.HandleAsync(new(after, 2), me, Ct))).Value;
            seen.AddRange(page.Rows.Select(r => r.Id));
            if ((after = page.Next) is null)
                break;
        }
        Assert.Equal(Enumerable.Reverse(imports), seen);
    }

    /// <summary>Steps of a random life: a positive number imports that many rows, a negative one undoes one of the imports.</summary>
    private static readonly Gen<(int Step, int Seed)[]> Lives = Gen.Select(
        Gen.Int[-3, 6].Where(step => step != 0),
        Gen.Int[0, 10_000]
    ).Array[4, 12];

    [Fact]
    public async Task Daily_totals_and_running_balances_equal_a_naive_computation_after_any_imports_and_undos()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await Lives.SampleAsync(
            async life =>
            {
                var account = await group.AccountAsync(group.South, Guid.NewGuid().ToString("N"), "CNY");
                var imports = new List<Guid>();
                foreach (var (step, seed) in life)
                {
                    if (step < 0 && imports.Count > 0)
                    {
                        var chosen = imports[seed % imports.Count];
                        Assert.True((await group.UndoAsync(me, chosen)).IsOk);
                        imports.Remove(chosen);
                    }
                    else if (step > 0)
                    {
                        var entries = Enumerable.Range(0, step).Select(i => RandomEntry(seed + (i * 7919))).OrderBy(e => e.BookingDate);
                        var file = File(Statement(account, [.. entries], null, seed));
                        imports.Add((await group.StoreOneAsync(me, file)).Import!.Value);
                    }
                }
                await CheckAsync(group, me, account);
            },
            iter: 20,
            threads: 1
        );
    }

    private static Domain.Importing.ParsedEntry RandomEntry(int seed) =>
        Entry(
            1 + (seed % 9),
            (seed % 401) - 200 is var amount and not 0 ? amount : 1,
            id: Guid.NewGuid().ToString("N"),
            kind: (TransactionKind)(1 + (seed % 4)),
            time: seed % 3 == 0 ? new TimeOnly(seed % 24, 0) : null
        );

    private static async Task CheckAsync(Group group, Actor me, Domain.Accounts.Account account)
    {
        var rows = (await group.RowsAsync()).Where(r => r.AccountId == account.Id).ToList();
        Assert.Equal(Oracle.TotalsOf(rows), Oracle.Lines((await group.TotalsAsync()).Where(t => t.AccountId == account.Id)));
        var start = await group.Database.UseAsync(db =>
            db.Accounts.Where(a => a.Id == account.Id).Select(a => a.BaseMinor).SingleAsync(Ct)
        );
        var balance = start ?? 0;
        var expected = rows.ToDictionary(r => r.Id, r => start is null ? (long?)null : balance += r.AmountMinor);
        foreach (
            var filter in new[]
            {
                new TransactionFilter(),
                new() { Direction = Direction.Out },
                new() { Kinds = [TransactionKind.Other, TransactionKind.Sale] },
            }
        )
        {
            var mine = filter with { Accounts = [account.PublicId] };
            var page = (await group.Database.RunAsync((ListTransactions use) => use.HandleAsync(new(mine, Size: 200), me, Ct))).Value;
            Assert.All(page.Rows, row => Assert.Equal(expected[row.Id], row.Balance?.Minor));
        }
    }
}
