using FundPortal.Application.Accounts;
using FundPortal.Application.Tests.Importing;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using static FundPortal.Application.Tests.Importing.Files;

namespace FundPortal.Application.Tests.Accounts;

public sealed class AccountQueryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task D2_Lists_and_totals_are_of_the_own_accounts_only_and_a_foreign_account_is_as_unknown()
    {
        await using var group = await Group.CreateAsync();
        await FillAsync(group);
        var south = await group.PersonAsync(Role.FinanceStaff, [group.South]);
        var single = await group.PersonAsync(Role.FinanceStaff, [], [group.NorthUsd]);
        var nobody = await group.PersonAsync(Role.Administrator, []);

        Assert.Equal("2001", (await Ask(group, (ListAccounts u) => u.HandleAsync(new(), south, Ct))).Value.Single().Number);
        Assert.Equal("1002", (await Ask(group, (ListAccounts u) => u.HandleAsync(new(), single, Ct))).Value.Single().Number);
        Assert.Equal("North", (await Ask(group, (ListEntities u) => u.HandleAsync(new(), single, Ct))).Value.Single().Name);
        Assert.Empty((await Ask(group, (ListAccounts u) => u.HandleAsync(new(), nobody, Ct))).Value);
        var view = (await Ask(group, (Dashboard u) => u.HandleAsync(new(), south, Ct))).Value;
        Assert.Equal(7_000, view.Totals.Single().Booked!.Value.Minor);
        Assert.Equal(7_000, view.Curves.Single().Points[^1].Closing.Minor);
        Assert.Empty((await Ask(group, (Dashboard u) => u.HandleAsync(new(), nobody, Ct))).Value.Totals);
        foreach (var id in new[] { group.NorthCny.PublicId, Guid.NewGuid() })
        {
            Assert.Same(Refusal.NotFound, (await Ask(group, (ShowAccount u) => u.HandleAsync(new(id), south, Ct))).Refusal);
            Assert.Same(Refusal.NotFound, (await Ask(group, (AccountCurve u) => u.HandleAsync(new(id, 30), south, Ct))).Refusal);
            Assert.Same(Refusal.NotFound, (await Ask(group, (StatementCalendar u) => u.HandleAsync(new(id), south, Ct))).Refusal);
        }
    }

    [Fact]
    public async Task The_newest_balance_of_each_kind_is_shown_with_its_time_and_source()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.Auditor, [group.Holding]);
        await FillAsync(group);

        var row = (await Ask(group, (ListAccounts u) => u.HandleAsync(new(), me, Ct))).Value.Single(r => r.Id == group.NorthCny.PublicId);

        Assert.Equal((1_150L, "test"), (row.Balances.Booked!.Amount.Minor, row.Balances.Booked.Source));
        Assert.Equal(900, row.Balances.Available!.Amount.Minor);
        Assert.Null(row.Balances.Frozen);
        Assert.False(row.IsStale);
        group.Database.Clock.Advance(TimeSpan.FromDays(4));
        var later = (await Ask(group, (ListAccounts u) => u.HandleAsync(new(), me, Ct))).Value;
        Assert.All(later, r => Assert.True(r.IsStale));
    }

    [Fact]
    public async Task The_curve_carries_days_without_entries_forward_and_ends_at_the_newest_closing()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.Auditor, [group.Holding]);
        await FillAsync(group);

        var curve = (await Ask(group, (AccountCurve u) => u.HandleAsync(new(group.NorthCny.PublicId, 30), me, Ct))).Value;

        Assert.Equal(30, curve.Count);
        Assert.Equal(new DateOnly(2026, 3, 2), curve[^1].Day);
        Assert.Equal(1_000, curve[0].Closing.Minor);
        Assert.Equal(1_100, On(27));
        Assert.Equal(1_100, On(28));
        Assert.Equal(1_150, On(29));
        Assert.Equal(1_150, curve[^1].Closing.Minor);
        Assert.Equal(
            "days_range",
            (await Ask(group, (AccountCurve u) => u.HandleAsync(new(group.NorthCny.PublicId, 9_999), me, Ct))).Refusal!.Args[1]
        );

        long On(int day) => curve.Single(p => p.Day == Day1.AddDays(day - 1)).Closing.Minor;
    }

    [Fact]
    public async Task The_calendar_and_the_dashboard_show_gaps_breaks_and_accepted_differences()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [], 0, 0, 1, 5)));
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [], 3, 3, 6, 10)));
        var wrong = File(Statement(group.NorthCny, [Entry(15, 1)], 9, 9, 15, 16));
        Assert.True((await group.StoreAsync(me, Store(wrong) with { AcceptedDifferences = [new(wrong.Sha256, 0, 1)] })).IsOk);

        var calendar = (await Ask(group, (StatementCalendar u) => u.HandleAsync(new(group.NorthCny.PublicId), me, Ct))).Value;

        Assert.Equal([new DayRange(Day(1), Day(10)), new DayRange(Day(15), Day(16))], calendar.Covered);
        Assert.Equal([new StatementGap(new(Day(11), Day(14)), 3, 9, false)], calendar.Gaps);
        Assert.Equal([new StatementBreak(Day(5), 0, Day(6), 3)], calendar.Breaks);
        Assert.Equal(1, calendar.Differences.Single().DifferenceMinor);
        var alerts = (await Ask(group, (Dashboard u) => u.HandleAsync(new(), me, Ct))).Value.Alerts;
        Assert.Equal(2, alerts.Count);
    }

    [Fact]
    public async Task The_preview_says_which_gap_or_break_a_file_would_make()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [], 10, 10, 1, 5)));

        var broken = await group.PreviewAsync(
            me,
            new Application.Importing.ImportInput(File(Statement(group.NorthCny, [Entry(6, 5)], 12, 17, 6, 6)))
        );
        var late = await group.PreviewAsync(
            me,
            new Application.Importing.ImportInput(File(Statement(group.NorthCny, [Entry(8, 5)], 12, 17, 8, 8)))
        );

        var statement = broken.Files[0].Statements[0];
        Assert.Equal((1, 5L, 0L, 0L), (statement.New, statement.InMinor, statement.OutMinor, statement.DifferenceMinor));
        Assert.Equal(new StatementBreak(Day(5), 10, Day(6), 12), Assert.Single(statement.Breaks));
        Assert.Equal(new StatementGap(new(Day(6), Day(7)), 10, 12, false), Assert.Single(late.Files[0].Statements[0].Gaps));
        Assert.Empty(await group.RowsAsync());
    }

    [Fact]
    public async Task Today_in_and_out_are_of_today_in_China()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        // 1 March is day 29, 2 March is today.
        await group.StoreOneAsync(me, File(Statement(group.NorthCny, [Entry(29, 5), Entry(30, 7), Entry(30, -4), Entry(30, -1)])));

        var total = (await Ask(group, (Dashboard u) => u.HandleAsync(new(), me, Ct))).Value.Totals[0];

        Assert.Equal((7L, 5L), (total.InToday.Minor, total.OutToday.Minor));
        Assert.Null(total.Booked);
        Assert.Equal(2, total.WithoutBalance);
    }

    /// <summary>North 1001: 1000 → 1150 until 1 March with an available balance; South: 7000.</summary>
    private static async Task FillAsync(Group group)
    {
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var first = Statement(group.NorthCny, [Entry(27, 100)], 1_000, 1_100, 20, 28);
        var second = Statement(group.NorthCny, [Entry(29, 50)], 1_100, 1_150, 29, 29, [new(BalanceKind.Available, Day(29), 900)]);
        // The newer file first: what is newest goes by the statements' days.
        await group.StoreOneAsync(me, File(second));
        await group.StoreOneAsync(me, File(first));
        await group.StoreOneAsync(me, File(Statement(group.SouthCny, [Entry(28, 7_000)], 0, 7_000, 28, 28)));
    }

    private static DateOnly Day(int day) => Day1.AddDays(day - 1);

    private static Task<Result<T>> Ask<TUseCase, T>(Group group, Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull => group.Database.RunAsync(ask);
}
