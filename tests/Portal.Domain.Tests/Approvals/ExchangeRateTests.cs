using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;

namespace FundPortal.Domain.Tests.Approvals;

public sealed class ExchangeRateTests
{
    [Theory]
    [InlineData(100, "USD", 7_1234_0000_0, "CNY", 7124)] // 1.00 × 71.234 / 10
    [InlineData(1, "USD", 7_12345678_0, "CNY", 72)]
    [InlineData(1, "JPY", 4_700_000, "CNY", 5)] // 1 yen × 0.047 = 0.047
    [InlineData(1_000, "JPY", 5_000_000, "CNY", 5_000)]
    [InlineData(1, "BHD", 100_000_000, "CNY", 1)] // a tenth of a fen, rounded up
    [InlineData(10, "BHD", 100_000_000, "CNY", 1)]
    [InlineData(11, "BHD", 100_000_000, "CNY", 2)]
    [InlineData(0, "USD", 100_000_000, "CNY", 0)]
    [InlineData(AmountText.MaxMinor, "CNY", 100_000_000, "HKD", AmountText.MaxMinor)]
    public void Amounts_are_converted_exactly_and_rounded_up(long minor, string from, long rateE8, string to, long expected) =>
        Assert.Equal(expected, ExchangeRate.Convert(new Money(minor, Currency.Of(from)), rateE8, Currency.Of(to)).Value);

    [Fact]
    public void A_result_beyond_all_amounts_is_refused_not_wrapped()
    {
        var most = ExchangeRate.Convert(new Money(AmountText.MaxMinor, Currency.Cny), ExchangeRate.Max, Currency.Of("BHD"));
        Assert.Equal(["amount", "amount_range"], most.Refusal!.Args);
        var least = ExchangeRate.Convert(new Money(AmountText.MaxMinor, Currency.Cny), ExchangeRate.One + 1, Currency.Of("HKD"));
        Assert.Equal("amount_range", least.Refusal!.Args[1]);
    }
}
