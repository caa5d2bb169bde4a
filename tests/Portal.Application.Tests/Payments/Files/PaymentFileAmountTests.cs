using FundPortal.Application.Payments.Files;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Tests.Payments.Files;

/// <summary>Checklist row F6 through a file: what no form takes, no workbook smuggles in.</summary>
public sealed class PaymentFileAmountTests
{
    private static readonly string[] Currencies = ["CNY", "USD", "JPY", "KWD", "CLF"];

    /// <summary>Sixty texts; for each the minor units that CNY makes of it, or the reason why not.</summary>
    public static TheoryData<string, string> Texts =>
        new()
        {
            { "1", "100" },
            { "1.5", "150" },
            { "1.50", "150" },
            { "1.500", "150" },
            { "0.01", "1" },
            { "1,234.50", "123450" },
            { "1,234,567.89", "123456789" },
            { "01", "100" },
            { "007.10", "710" },
            { " 12 ", "1200" },
            { "\u300012\u00a0", "1200" },
            { "9999999999999.99", "999999999999999" },
            { "10000000000000", "1000000000000000" },
            { "10000000000000.00", "1000000000000000" },
            { "0", "amount_zero" },
            { "0.00", "amount_zero" },
            { "-0", "amount_zero" },
            { "-1", "amount_negative" },
            { "-1,234.50", "amount_negative" },
            { "1.005", "amount_precision" },
            { "0.001", "amount_precision" },
            { "1.23456789012345678901234567890", "amount_precision" },
            { "10000000000000.01", "amount_range" },
            { "99999999999999999999999999", "amount_range" },
            { "1e2", "amount_format" },
            { "1E2", "amount_format" },
            { "1e-2", "amount_format" },
            { "1,5", "amount_format" },
            { "1.234,50", "amount_format" },
            { "12,34", "amount_format" },
            { "1,2345", "amount_format" },
            { ",123", "amount_format" },
            { "1,", "amount_format" },
            { "1.", "amount_format" },
            { ".5", "amount_format" },
            { "1.2.3", "amount_format" },
            { "1 234", "amount_format" },
            { "1'234", "amount_format" },
            { "+1", "amount_format" },
            { "--1", "amount_format" },
            { "1-", "amount_format" },
            { "(100)", "amount_format" },
            { "NaN", "amount_format" },
            { "Infinity", "amount_format" },
            { "-Infinity", "amount_format" },
            { "∞", "amount_format" },
            { "0x10", "amount_format" },
            { "1L", "amount_format" },
            { "1m", "amount_format" },
            { "￥1", "amount_format" },
            { "$1", "amount_format" },
            { "1元", "amount_format" },
            { "1 CNY", "amount_format" },
            { "１００", "amount_format" },
            { "1．5", "amount_format" },
            { "٣", "amount_format" },
            { "一百", "amount_format" },
            { "=1+1", "amount_format" },
            { "1\t2", "amount_format" },
            { "true", "amount_format" },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public void F6_a_text_is_the_amount_that_it_says_or_refused(string text, string wanted)
    {
        var row = Assert.Single(PaymentFileReader.Read(Book.Batch(Book.Good(text))).Rows);
        var found = row.Amount is { } amount
            ? amount.Minor.ToString(System.Globalization.CultureInfo.InvariantCulture)
            : (string)Assert.Single(row.Problems).Why.Args[1];
        Assert.Equal(wanted, found);
        if (row.Amount is null)
            Assert.Equal("F4", row.Problems[0].Cell);
    }

    [Fact]
    public void F6_every_currency_reads_as_a_form_does()
    {
        Assert.Equal(60, Texts.Count);
        foreach (var code in Currencies)
        foreach (var text in Texts.Select(data => data.Data.Item1))
        {
            var typed = AmountText.Parse(text, Currency.Of(code));
            var row = Assert.Single(PaymentFileReader.Read(Book.Batch(Book.Good(text, code))).Rows);
            Assert.Equal(typed.IsOk && typed.Value.Minor > 0 ? typed.Value : null, row.Amount);
        }
    }
}
