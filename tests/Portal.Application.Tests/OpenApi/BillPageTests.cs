using CsCheck;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>Numbered pages: every row once, in one order, with the count of them all.</summary>
public sealed class BillPageTests
{
    private static readonly ApiPermission[] Reading = [ApiPermission.ReadBalances, ApiPermission.ReadTransactions];

    private sealed record Asked(int Account, int From, int Before, int Direction, int Size);

    private static readonly Gen<Asked> Questions =
        from account in Gen.Int[0, 4]
        from start in Gen.Int[-5, 220]
        from length in Gen.Int[-1, 220]
        from direction in Gen.Int[0, 2]
        from size in Gen.Int[1, 60]
        select new Asked(account, start, length, direction, size);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_question_gets_the_pages_that_a_naive_look_at_all_rows_gives()
    {
        var (group, accounts) = await FilledAsync();
        await using var _ = group;
        var person = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var everything = await group.CallAsync(await group.ProgramAsync("all", person, Reading, group.Holding));
        var south = await group.CallAsync(await group.ProgramAsync("south", person, Reading, group.South));
        var rows = await group.RowsAsync();
        rows.Reverse();
        var begin = rows[^1].BookedAt;
        await Questions.SampleAsync(
            async asked =>
            {
                var me = asked.Account == 4 ? south : everything;
                var one = asked.Account is > 0 and < 4 ? accounts[asked.Account - 1] : null;
                DateTime? from = asked.From < 0 ? null : begin.AddHours(asked.From);
                DateTime? before = asked.Before < 0 ? null : (from ?? begin).AddHours(asked.Before).AddMinutes(1);
                Direction? direction = asked.Direction == 0 ? null : (Direction)asked.Direction;
                var expected = rows.Where(row =>
                        (
                            one is null
                                ? me == everything || accounts.Single(a => a.Id == row.AccountId).LegalEntityId == group.South.Id
                                : row.AccountId == one.Id
                        )
                        && (from is null || row.BookedAt >= from)
                        && (before is null || row.BookedAt < before)
                        && (direction is null || direction == Direction.Out == row.AmountMinor < 0)
                    )
                    .Select(row => row.Id)
                    .ToList();
                var seen = new List<long>();
                for (var number = 1; ; number++)
                {
                    var page = await PageAsync(group, me, new(one?.PublicId, from, before, direction, [], number, asked.Size));
                    Assert.Equal(expected.Count, page.Value.Count);
                    if (page.Value.Rows.Count == 0)
                        break;
                    Assert.True(number == 1 || seen.Count == (number - 1) * asked.Size);
                    seen.AddRange(page.Value.Rows.Select(row => row.Id));
                }
                Assert.Equal(expected, seen);
            },
            iter: 60,
            threads: 1
        );
    }

    [Fact]
    public async Task Shops_choose_among_the_accounts_in_scope()
    {
        var (group, accounts) = await FilledAsync();
        await using var _ = group;
        await group.Database.UseAsync(async db =>
        {
            db.Attach(accounts[0]).Entity.ShopCode = "SHOP001";
            db.Attach(accounts[2]).Entity.ShopCode = "SHOP002";
            return await db.SaveChangesAsync(Ct);
        });
        var person = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var me = await group.CallAsync(await group.ProgramAsync("erp", person, Reading, group.North));

        var page = await PageAsync(group, me, new(null, null, null, null, ["SHOP001", "SHOP002", "SHOP003"], 1, 100));

        Assert.All(page.Value.Rows, row => Assert.Equal(accounts[0].Id, row.Account.Id));
        Assert.NotEmpty(page.Value.Rows);
        Assert.Equal(0, (await PageAsync(group, me, new(null, null, null, null, ["SHOP002"]))).Value.Count);
    }

    [Fact]
    public async Task A_huge_page_number_is_past_the_end_and_nothing_worse()
    {
        var (group, _) = await FilledAsync();
        await using var scope = group;
        var person = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var me = await group.CallAsync(await group.ProgramAsync("erp", person, Reading, group.Holding));

        var page = await PageAsync(group, me, new(null, null, null, null, [], int.MaxValue, ListBillTransactions.MaxSize));

        Assert.Empty(page.Value.Rows);
        Assert.True(page.Value.Count > 0);
    }

    [Fact]
    public async Task What_a_client_may_not_see_is_unknown_to_it_and_what_it_may_not_call_is_forbidden()
    {
        var (group, accounts) = await FilledAsync();
        await using var _ = group;
        var person = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var north = await group.CallAsync(await group.ProgramAsync("north", person, Reading, group.North));
        var balances = await group.CallAsync(await group.ProgramAsync("balances", person, [ApiPermission.ReadBalances], group.Holding));

        Assert.Equal(Refusal.NotFound, (await PageAsync(group, north, new(accounts[2].PublicId, null, null, null, []))).Refusal);
        Assert.Equal(Refusal.NotFound, (await BalancesAsync(group, north, new(accounts[2].PublicId, null))).Refusal);
        Assert.Equal(Refusal.Forbidden, (await PageAsync(group, balances, new(null, null, null, null, []))).Refusal);
        Assert.Equal(Refusal.Forbidden, (await PageAsync(group, person, new(null, null, null, null, []))).Refusal);
        Assert.Equal(Refusal.Forbidden, (await BalancesAsync(group, person, new(null, null))).Refusal);
        Assert.Equal(
            [accounts[0].Id, accounts[1].Id],
            (await BalancesAsync(group, north, new(null, null))).Value.Select(row => row.Account.Id)
        );
        Assert.Equal(3, (await BalancesAsync(group, balances, new(null, AccountType.Current))).Value.Count);
        Assert.Empty((await BalancesAsync(group, balances, new(null, AccountType.Deposit))).Value);
    }

    private static Task<Result<ListBillTransactions.Page>> PageAsync(Group group, Actor me, ListBillTransactions.Query query) =>
        group.Database.RunAsync((ListBillTransactions use) => use.HandleAsync(query, me, Ct));

    private static Task<Result<IReadOnlyList<ListBillBalances.Row>>> BalancesAsync(Group group, Actor me, ListBillBalances.Query query) =>
        group.Database.RunAsync((ListBillBalances use) => use.HandleAsync(query, me, Ct));

    /// <summary>Many rows on few days, gaps between, some sharing a time, and one account with almost none.</summary>
    private static async Task<(Group Group, Account[] Accounts)> FilledAsync()
    {
        var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        Account[] accounts = [group.NorthCny, group.NorthUsd, group.SouthCny];
        foreach (var (account, index) in accounts.Select((account, index) => (account, index)))
        {
            var entries = Enumerable
                .Range(0, index == 2 ? 3 : 120)
                .Select(i =>
                    Entry(
                        1 + (i % 3 == 0 ? 0 : i / 20),
                        (i % 3 == 0 ? -1 : 1) * (100 + i),
                        position: i + 1,
                        raw: $"{account.Number}/{i}"
                    ) with
                    {
                        Time = i % 4 == 0 ? null : new TimeOnly(i % 24, i % 60, 0),
                    }
                );
            await group.StoreOneAsync(me, File(Statement(account, [.. entries])));
        }
        return (group, accounts);
    }
}
