using FundPortal.Application.Transactions;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Transactions;

namespace FundPortal.Web.Tests.Transactions;

public sealed class FilterAddressTests
{
    [Fact]
    public void A_link_shows_the_same_list()
    {
        var filter = new TransactionFilter
        {
            Accounts = [Guid.NewGuid(), Guid.NewGuid()],
            Entity = Guid.NewGuid(),
            From = new DateOnly(2026, 1, 1),
            To = new DateOnly(2026, 3, 31),
            Kinds = [TransactionKind.Fee, TransactionKind.Refund],
            Direction = Direction.Out,
            AmountFrom = "1,000.50",
            AmountTo = "2000",
            Text = "货款 & 100%",
        };

        var read = FilterAddress.Read("?" + FilterAddress.Write(filter));

        Assert.Equal(filter.Accounts, read.Accounts);
        Assert.Equal(filter.Kinds, read.Kinds);
        Assert.Equal(filter with { Accounts = read.Accounts, Kinds = read.Kinds }, read);
    }

    [Theory]
    [InlineData("?account=x&entity=1&from=2024-02-30&kind=99&direction=sideways")]
    [InlineData("?direction=7")]
    [InlineData("")]
    public void What_is_not_understood_is_left_out(string query)
    {
        var read = FilterAddress.Read(query);
        Assert.Empty(read.Accounts);
        Assert.Empty(read.Kinds);
        Assert.Equal((null, null, null, null), (read.Entity, read.From, read.To, read.Direction));
    }

    [Theory]
    [InlineData("ThisWeek", "2026-03-02", "2026-03-02")]
    [InlineData("LastMonth", "2026-02-01", "2026-02-28")]
    [InlineData("ThisQuarter", "2026-01-01", "2026-03-02")]
    public void Presets_of_time_are_whole_days(string name, string from, string to) =>
        Assert.Equal((FilterAddress.Day(from)!.Value, FilterAddress.Day(to)!.Value), Periods.Of(name, new DateOnly(2026, 3, 2)));
}
