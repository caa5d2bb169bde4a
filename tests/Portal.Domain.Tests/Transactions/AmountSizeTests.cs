using FundPortal.Domain.Amounts;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Tests.Transactions;

public sealed class AmountSizeTests
{
    [Theory]
    [InlineData("1,000.50", "CNY", 100_050, 100_050)]
    [InlineData("1000.5", "JPY", 1_001, 1_000)]
    [InlineData("0.1234", "CNY", 13, 12)]
    [InlineData("0", "BHD", 0, 0)]
    public void A_size_is_compared_in_each_currencys_own_minor_units(string text, string currency, long atLeast, long atMost)
    {
        var size = AmountSize.Parse("amountFrom", text).Value;
        Assert.Equal(atLeast, AmountSize.AtLeast(size, Currency.Of(currency)));
        Assert.Equal(atMost, AmountSize.AtMost(size, Currency.Of(currency)));
    }

    [Theory]
    [InlineData("-1", "amount_format")]
    [InlineData("-0.5", "amount_format")]
    [InlineData("1e2", "amount_format")]
    [InlineData("1.", "amount_format")]
    [InlineData("1.2.3", "amount_format")]
    [InlineData("0.12345", "amount_precision")]
    [InlineData("99999999999999999999", "amount_range")]
    public void Anything_else_is_refused_by_name(string text, string reason) =>
        Assert.Equal(["amountFrom", reason], AmountSize.Parse("amountFrom", text).Refusal!.Args.Take(2));
}
