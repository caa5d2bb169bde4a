using CsCheck;
using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Tests.Amounts;

public sealed class AmountTextTests
{
    [Theory]
    [InlineData("1234.5", "CNY", 123450)]
    [InlineData("1,234.50", "CNY", 123450)]
    [InlineData("-3", "CNY", -300)]
    [InlineData("1.2300", "CNY", 123)]
    [InlineData("1000", "JPY", 1000)]
    [InlineData("1.234", "BHD", 1234)]
    [InlineData(" 7 ", "EUR", 700)]
    public void Well_formed_amounts_are_read_exactly(string text, string currency, long minor) =>
        Assert.Equal(minor, AmountText.Parse(text, Currency.Of(currency)).Value.Minor);

    [Theory]
    [InlineData("", "amount_format")]
    [InlineData("1,5", "amount_format")]
    [InlineData("1e2", "amount_format")]
    [InlineData("(100)", "amount_format")]
    [InlineData("+5", "amount_format")]
    [InlineData("1,23,456", "amount_format")]
    [InlineData("1.", "amount_format")]
    [InlineData(".5", "amount_format")]
    [InlineData("１２", "amount_format")]
    [InlineData("NaN", "amount_format")]
    [InlineData("1 000", "amount_format")]
    [InlineData("0.001", "amount_precision")]
    [InlineData("10000000000000.01", "amount_range")]
    [InlineData("99999999999999999999", "amount_range")]
    public void Anything_else_is_refused_by_name(string text, string reason) =>
        Assert.Equal(reason, AmountText.Parse(text, Currency.Cny).Refusal!.Args[1]);

    [Fact]
    public void Plain_text_reads_back_to_the_same_amount() =>
        Gen.Select(
                Gen.Long[-AmountText.MaxMinor, AmountText.MaxMinor],
                Gen.OneOf(Gen.Const("CNY"), Gen.Const("JPY"), Gen.Const("BHD"), Gen.Const("CLF"))
            )
            .Sample(
                (minor, code) => AmountText.Parse(new Money(minor, Currency.Of(code)).ToPlainText(), Currency.Of(code)).Value.Minor == minor
            );

    [Fact]
    public void An_overflowing_sum_is_an_error_not_a_wrong_number() =>
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, Currency.Cny) + new Money(1, Currency.Cny));

    [Fact]
    public void Mixing_currencies_throws() =>
        Assert.Throws<CurrencyMismatchException>(() => new Money(1, Currency.Cny) + new Money(1, Currency.Of("USD")));
}
