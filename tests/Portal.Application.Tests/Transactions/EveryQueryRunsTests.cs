using FundPortal.Application.Accounts;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Transactions;

public sealed class EveryQueryRunsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_answers_on_a_group_without_transactions()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);

        Assert.Equal(3, (await Ask((ListAccounts u) => u.HandleAsync(new(), me, Ct))).Count);
        Assert.Equal("1001", (await Ask((ShowAccount u) => u.HandleAsync(new(group.NorthCny.PublicId), me, Ct))).Number);
        Assert.Empty(await Ask((AccountCurve u) => u.HandleAsync(new(group.NorthCny.PublicId, 90), me, Ct)));
        Assert.Empty((await Ask((StatementCalendar u) => u.HandleAsync(new(group.NorthCny.PublicId), me, Ct))).Covered);
        Assert.Equal(
            "CNY USD",
            string.Join(" ", (await Ask((Dashboard u) => u.HandleAsync(new(), me, Ct))).Totals.Select(t => t.CurrencyCode))
        );
        Assert.Equal(3, (await Ask((ListEntities u) => u.HandleAsync(new(), me, Ct))).Count);
        Assert.Single(await Ask((ListBanks u) => u.HandleAsync(new(), me, Ct)));
        foreach (var filter in Filters(group))
        {
            Assert.Empty((await Ask((ListTransactions u) => u.HandleAsync(new(filter), me, Ct))).Rows);
            Assert.Empty((await Ask((ListTransactions u) => u.HandleAsync(new(filter, After: "1772416800000.1"), me, Ct))).Rows);
            Assert.Empty((await Ask((ListTransactions u) => u.HandleAsync(new(filter, Before: "1772416800000.1"), me, Ct))).Rows);
            Assert.Equal(0, (await Ask((SummarizeTransactions u) => u.HandleAsync(new(filter), me, Ct))).Count);
        }

        async Task<T> Ask<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
            where TUseCase : notnull => (await group.Database.RunAsync(ask)).Value;
    }

    private static IEnumerable<TransactionFilter> Filters(Group group)
    {
        yield return new();
        yield return new() { Accounts = [group.NorthCny.PublicId] };
        yield return new() { Accounts = [group.NorthCny.PublicId, group.SouthCny.PublicId] };
        yield return new() { Entity = group.North.PublicId };
        yield return new()
        {
            From = new(2026, 1, 1),
            To = new(2026, 1, 31),
            Kinds = [TransactionKind.Fee, TransactionKind.Interest],
        };
        yield return new()
        {
            Direction = Direction.Out,
            AmountFrom = "1",
            AmountTo = "1,000.50",
            Text = "50%_[x",
        };
        yield return new() { From = DateOnly.MinValue, To = DateOnly.MaxValue };
    }
}
