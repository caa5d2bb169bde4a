using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Statements;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.OpenApi.Settlement;

/// <summary>What a program reads through the settlement API: its scope, page by page, and nothing else.</summary>
public sealed class SettlementReadTests
{
    private static readonly ApiPermission[] Reading =
    [
        ApiPermission.ReadBalances,
        ApiPermission.ReadTransactions,
        ApiPermission.ReadStatements,
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Thirty rows in North's CNY account, five a day, and one in South's.</summary>
    private static async Task<(Group Group, Actor Person, Actor Program)> FilledAsync()
    {
        var group = await Group.CreateAsync();
        var person = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var entries = Enumerable
            .Range(0, 30)
            .Select(i =>
                Entry(
                    1 + (i / 5),
                    (i % 2 == 0 ? 1 : -1) * (100 + i),
                    text: i % 3 == 0 ? "rent" : "goods",
                    kind: i % 4 == 0 ? TransactionKind.Fee : TransactionKind.Transfer,
                    position: i + 1
                )
            );
        await group.StoreOneAsync(person, File(Statement(group.NorthCny, [.. entries], 1_000, 985)));
        await group.StoreOneAsync(person, File(Statement(group.SouthCny, [Entry(3, 5)])));
        var client = await group.ProgramAsync("reader", person, Reading, group.North);
        return (group, person, await group.CallAsync(client));
    }

    [Fact]
    public async Task Accounts_are_those_of_the_scope_in_pages_that_show_each_once()
    {
        var (group, person, program) = await FilledAsync();
        await using var _ = group;
        Task<Result<ListApiAccounts.Page>> ListAsync(Actor who, int limit, string? cursor) =>
            group.Database.RunAsync((ListApiAccounts u) => u.HandleAsync(new(limit, cursor), who, Ct));

        var first = await ListAsync(program, 1, null);
        var second = await ListAsync(program, 1, first.Value.Next);

        Assert.Equal([group.NorthCny.PublicId], first.Value.Rows.Select(row => row.Account));
        Assert.Equal([group.NorthUsd.PublicId], second.Value.Rows.Select(row => row.Account));
        Assert.Null(second.Value.Next);
        Assert.Equal(985, first.Value.Rows[0].Balances.Booked!.Amount.Minor);
        Assert.Equal("limit_range", (await ListAsync(program, 0, null)).Refusal!.Args[1]);
        Assert.Equal("cursor_format", (await ListAsync(program, 1, "x")).Refusal!.Args[1]);
        Assert.Equal(Refusal.Forbidden, (await ListAsync(person, 1, null)).Refusal);
    }

    [Fact]
    public async Task A_balance_comes_with_the_closings_of_the_days_before_today()
    {
        var (group, person, program) = await FilledAsync();
        await using var _ = group;
        Task<Result<ShowApiBalance.Found>> ShowAsync(Actor who, Guid account, int days) =>
            group.Database.RunAsync((ShowApiBalance u) => u.HandleAsync(new(account, days), who, Ct));

        var found = await ShowAsync(program, group.NorthCny.PublicId, 3);

        Assert.Equal(985, found.Value.Account.Balances.Booked!.Amount.Minor);
        var yesterday = ChinaTime.Today(group.Database.Clock).AddDays(-1);
        Assert.Equal([yesterday, yesterday.AddDays(-1), yesterday.AddDays(-2)], found.Value.History.Select(point => point.Day));
        Assert.Empty((await ShowAsync(program, group.NorthCny.PublicId, 0)).Value.History);
        Assert.Empty((await ShowAsync(program, group.NorthUsd.PublicId, 3)).Value.History);
        Assert.Equal(Refusal.NotFound, (await ShowAsync(program, group.SouthCny.PublicId, 3)).Refusal);
        Assert.Equal("days_range", (await ShowAsync(program, group.NorthCny.PublicId, 366)).Refusal!.Args[1]);
        Assert.Equal(Refusal.Forbidden, (await ShowAsync(person, group.NorthCny.PublicId, 3)).Refusal);
    }

    [Fact]
    public async Task Transactions_come_newest_first_each_once_whatever_the_page_and_the_filter()
    {
        var (group, person, program) = await FilledAsync();
        await using var _ = group;
        var all = (await group.Database.UseAsync(db => db.Transactions.Where(t => t.AccountId == group.NorthCny.Id).ToListAsync(Ct)))
            .OrderByDescending(row => row.BookedAt)
            .ThenByDescending(row => row.Id)
            .ToList();
        var filters = new (TransactionFilter Filter, Func<BankTransaction, bool> Lets)[]
        {
            (new(), _ => true),
            (new() { Kinds = [TransactionKind.Fee] }, row => row.Kind == TransactionKind.Fee),
            (new() { Direction = Direction.Out }, row => row.AmountMinor < 0),
            (new() { AmountFrom = "1.05", AmountTo = "1.20" }, row => Math.Abs(row.AmountMinor) is >= 105 and <= 120),
            (new() { Text = "rent" }, row => row.Text is "rent"),
            (
                new() { From = Day1.AddDays(1), To = Day1.AddDays(2) },
                row => row.BookingDate >= Day1.AddDays(1) && row.BookingDate <= Day1.AddDays(2)
            ),
        };
        foreach (var (filter, lets) in filters)
        {
            foreach (var limit in new[] { 1, 7, 30, 500 })
            {
                var found = new List<long>();
                string? cursor = null;
                do
                {
                    var page = await ListAsync(group, program, group.NorthCny.PublicId, filter, limit, cursor);
                    found.AddRange(page.Value.Rows.Select(row => row.Id));
                    cursor = page.Value.Next;
                } while (cursor is not null);
                Assert.Equal(all.Where(lets).Select(row => row.Id), found);
            }
        }
    }

    [Fact]
    public async Task Transactions_outside_the_scope_or_asked_for_wrongly_are_refused()
    {
        var (group, person, program) = await FilledAsync();
        await using var _ = group;
        var mine = group.NorthCny.PublicId;
        Assert.Equal(Refusal.NotFound, (await ListAsync(group, program, group.SouthCny.PublicId, new(), 50, null)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await ListAsync(group, person, mine, new(), 50, null)).Refusal);
        Assert.Equal("limit_range", (await ListAsync(group, program, mine, new(), 501, null)).Refusal!.Args[1]);
        foreach (
            var cursor in new[] { "", "x", new string('A', 21), new string('A', 23), "f_________8AAAAAAAAAAQ", "f_____________________" }
        )
            Assert.Equal("cursor_format", (await ListAsync(group, program, mine, new(), 50, cursor)).Refusal?.Args[1]);
        var reversed = new TransactionFilter { From = Day1.AddDays(1), To = Day1 };
        Assert.Equal("period_reversed", (await ListAsync(group, program, mine, reversed, 50, null)).Refusal!.Args[1]);
        Assert.Equal("amount_format", (await ListAsync(group, program, mine, new() { AmountFrom = "1e2" }, 50, null)).Refusal!.Args[1]);
    }

    [Fact]
    public async Task A_statement_s_entries_lead_from_its_opening_to_its_closing_and_reading_it_is_audited()
    {
        var (group, person, program) = await FilledAsync();
        await using var _ = group;
        var request = new StatementRequest([group.NorthCny.PublicId], Day1.AddDays(1), Day1.AddDays(3));

        var (found, entries) = await group.Database.RunAsync(
            async (ReadApiStatement u) =>
            {
                var read = (await u.HandleAsync(request, program, Ct)).Value;
                return (read, await read.Entries.ToListAsync(Ct));
            }
        );

        Assert.Equal(15, entries.Count);
        Assert.Equal(found.Sums.Count, entries.Count);
        Assert.Equal(found.ClosingMinor, entries[^1].BalanceMinor);
        Assert.Equal(found.OpeningMinor + entries[0].Row.AmountMinor, entries[0].BalanceMinor);
        Assert.Equal(
            1,
            await group.Database.UseAsync(db =>
                db.AuditEntries.CountAsync(e => e.Action == "statement.viewed" && e.ActorId == program.PersonId, Ct)
            )
        );
        async Task<Refusal?> RefusedAsync(StatementRequest asked, Actor who) =>
            (await group.Database.RunAsync((ReadApiStatement u) => u.HandleAsync(asked, who, Ct))).Refusal;
        Assert.Equal(Refusal.NotFound, await RefusedAsync(request with { Accounts = [group.SouthCny.PublicId] }, program));
        Assert.Equal(Refusal.Forbidden, await RefusedAsync(request, person));
        Assert.Equal("period_reversed", (await RefusedAsync(request with { To = Day1 }, program))!.Args[1]);
    }

    [Fact]
    public async Task Each_right_opens_what_it_is_for_and_nothing_else()
    {
        var (group, person, _) = await FilledAsync();
        await using var world = group;
        var (account, request) = (group.NorthCny.PublicId, new StatementRequest([group.NorthCny.PublicId], Day1, Day1));
        foreach (var right in Enum.GetValues<ApiPermission>())
        {
            var client = await group.ProgramAsync("only " + right, person, [right], group.Holding);
            var program = await group.CallAsync(client);
            var refused = new (ApiPermission Needs, Refusal? Refusal)[]
            {
                (ApiPermission.ReadBalances, (await AskAsync((ListApiAccounts u) => u.HandleAsync(new(1, null), program, Ct))).Refusal),
                (ApiPermission.ReadBalances, (await AskAsync((ShowApiBalance u) => u.HandleAsync(new(account, 0), program, Ct))).Refusal),
                (ApiPermission.ReadTransactions, (await ListAsync(group, program, account, new(), 1, null)).Refusal),
                (ApiPermission.ReadStatements, (await AskAsync((ReadApiStatement u) => u.HandleAsync(request, program, Ct))).Refusal),
            };
            Assert.All(refused, asked => Assert.Equal(asked.Needs == right ? null : Refusal.Forbidden, asked.Refusal));
        }
        Task<Result<T>> AskAsync<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
            where TUseCase : notnull => group.Database.RunAsync(ask);
    }

    private static Task<Result<ListApiTransactions.Page>> ListAsync(
        Group group,
        Actor who,
        Guid account,
        TransactionFilter filter,
        int limit,
        string? cursor
    ) => group.Database.RunAsync((ListApiTransactions u) => u.HandleAsync(new(account, filter, limit, cursor), who, Ct));
}
