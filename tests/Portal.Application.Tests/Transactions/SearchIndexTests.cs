using FundPortal.Application.Data;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Transactions;

/// <summary>The text search's lists after whatever happens to rows.</summary>
public sealed class SearchIndexTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_follow_rows_that_come_change_and_go()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await StoreAsync(group, me, group.NorthCny, 300, "first");
        var undone = await StoreAsync(group, me, group.SouthCny, 400, "second");
        Assert.True(await ListAsync(group));
        Assert.False(await ListAsync(group));
        await CheckAsync(group, listed: 700);

        await StoreAsync(group, me, group.NorthUsd, 50, "third");
        // Not yet many enough.
        await CheckAsync(group, listed: 700);
        Assert.True(await ListAsync(group));
        await CheckAsync(group, listed: 750);

        Assert.True((await group.UndoAsync(me, undone)).IsOk);
        await CheckAsync(group, listed: 750);

        await ChangeAsync(group, (store, rows) => store.RemoveAsync([rows[3], rows[7]], Ct));
        await CheckAsync(group, listed: 750);

        var old = (await group.Database.UseAsync(db => db.Transactions.OrderBy(t => t.Id).ToListAsync(Ct)))[200].Text;
        Assert.Single(await FindAsync(group, me, old));
        await ChangeAsync(
            group,
            (store, rows) =>
                store.ReplaceAsync(
                    [.. new[] { 200, 20 }.Select(i => (rows[i], new NewTransaction(Copy(rows[i], "另一个备注 changed"), 1, "raw")))],
                    Ct
                )
        );
        await CheckAsync(group, listed: 750);
        Assert.Equal(2, (await FindAsync(group, me, "个备")).Count);
        Assert.Empty(await FindAsync(group, me, old));
    }

    [Fact]
    public async Task Rows_that_wait_are_found_and_listed_together_when_they_are_many()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await StoreAsync(group, me, group.NorthCny, 10, "early");
        await CheckAsync(group, listed: 0);
        Assert.Equal(10, (await FindAsync(group, me, "arly")).Count);

        await StoreAsync(group, me, group.SouthCny, SearchIndex.MaxWaiting, "late");

        await CheckAsync(group, listed: SearchIndex.MaxWaiting + 10);
        Assert.Equal(10, (await FindAsync(group, me, "arly")).Count);
        // What a start asks, now and on a database whose rows were never listed.
        Assert.False(await group.Database.RunAsync((StartReads start) => start.MaySearchBeBehindAsync(Ct)));
        await group.Database.UseAsync(db => db.Set<SearchChunk>().Where(c => c.Id == 0).ExecuteDeleteAsync(Ct));
        Assert.True(await group.Database.RunAsync((StartReads start) => start.MaySearchBeBehindAsync(Ct)));
    }

    [Fact]
    public async Task Rows_that_cannot_be_stored_are_not_listed()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await StoreAsync(group, me, group.NorthCny, 20, "kept");
        await ListAsync(group);

        await group.Database.UseAsync(async db =>
        {
            await using var write = await db.BeginWriteAsync(Ct);
            var row = await db.Transactions.OrderBy(t => t.Id).FirstAsync(Ct);
            await new TransactionStore(db).ReplaceAsync([(row, new NewTransaction(Copy(row, "lost"), 1, ""))], Ct);
            await db.SaveChangesAsync(Ct);
            // Not committed.
            return 0;
        });

        await CheckAsync(group, listed: 20);
    }

    private static async Task<Guid> StoreAsync(Group group, Domain.Identity.Actor me, Account account, int rows, string word)
    {
        ParsedEntry[] entries =
        [
            .. Enumerable
                .Range(0, rows)
                .Select(i => Entry(1 + (i % 25), i + 1, $"{word} {i} 货款结算", $"R{i:D6}", position: i + 1, raw: $"{word}{i}")),
        ];
        return (await group.StoreOneAsync(me, File(Statement(account, entries)))).Import!.Value;
    }

    private static Task<bool> ListAsync(Group group) => group.Database.UseAsync(db => new SearchIndex(db).CatchUpAsync(least: 1, Ct));

    private static Task<int> ChangeAsync(Group group, Func<TransactionStore, List<BankTransaction>, Task> change) =>
        group.Database.UseAsync(async db =>
        {
            await using var write = await db.BeginWriteAsync(Ct);
            await change(new TransactionStore(db), await db.Transactions.OrderBy(t => t.Id).ToListAsync(Ct));
            await db.SaveChangesAsync(Ct);
            await write.CommitAsync(Ct);
            return 0;
        });

    private static async Task<IReadOnlyList<ListTransactions.Row>> FindAsync(Group group, Domain.Identity.Actor me, string word) =>
        (await group.Database.RunAsync((ListTransactions u) => u.HandleAsync(new(new() { Text = word }, Size: 200), me, Ct))).Value.Rows;

    /// <param name="listed">The greatest row that is listed.</param>
    private static async Task CheckAsync(Group group, long listed)
    {
        var (rows, chunks) = await group.Database.UseAsync(async db =>
            (await db.Transactions.AsNoTracking().ToListAsync(Ct), await db.Set<SearchChunk>().AsNoTracking().ToListAsync(Ct))
        );
        var progress = chunks.SingleOrDefault(chunk => chunk.Id == 0);
        Assert.Equal(listed, progress is null ? 0 : SearchChunk.UpToOf(progress.Rows));
        Assert.Equal(SearchOracle.ListsOf(rows.Where(row => row.Id <= listed)), SearchOracle.Lines(chunks));
    }

    private static BankTransaction Copy(BankTransaction row, string text) =>
        new()
        {
            AccountId = row.AccountId,
            BookedAt = row.BookedAt.AddDays(1),
            BookingDate = row.BookingDate.AddDays(1),
            AmountMinor = row.AmountMinor,
            Kind = row.Kind,
            BankType = row.BankType,
            Counterparty = "别人",
            CounterpartyAccount = "6222",
            Text = text,
            DuplicateKey = row.DuplicateKey,
            ImportFileId = row.ImportFileId,
        };
}
