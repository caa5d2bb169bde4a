using System.Globalization;
using Bunit;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Transactions;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Transactions;

public sealed class TransactionTableTests : BunitContext
{
    private const string Hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;";

    public TransactionTableTests()
    {
        Services.AddLogging().AddLocalization();
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("en");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whatever_a_bank_or_a_payer_wrote_is_shown_as_text(bool withAccount)
    {
        var view = Render<TransactionTable>(p => p.Add(t => t.Rows, [RowOf(Hostile, 1)]).Add(t => t.WithAccount, withAccount));

        Assert.Empty(view.FindAll("script, img"));
        Assert.Equal(
            withAccount ? 4 : 2,
            view.FindAll("tbody td, tbody small").Count(e => e.FirstChild!.TextContent.Equals(Hostile, StringComparison.Ordinal))
        );
        Assert.Equal(5, view.FindAll("tbody td").Count);
        Assert.Single(view.FindAll("tbody button")[0].Attributes);
    }

    [Fact]
    public void A_row_shows_its_amount_and_balance_and_opens()
    {
        var opened = new List<long>();
        var view = Render<TransactionTable>(p => p.Add(t => t.Rows, [RowOf("x", -123450)]).Add(t => t.Open, opened.Add));

        Assert.Equal(["\u22121,234.50", "9.00"], view.FindAll("td:nth-child(n + 4)").Select(e => e.TextContent), StringComparer.Ordinal);
        Assert.Single(view.FindAll("td.negative"));
        view.Find("tbody tr").Click();
        Assert.Equal([7L], opened);
    }

    private static ListTransactions.Row RowOf(string text, long minor) =>
        new(
            7,
            Guid.NewGuid(),
            text,
            text,
            new DateTime(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc),
            new DateOnly(2026, 3, 2),
            new Money(minor, Currency.Cny),
            TransactionKind.Transfer,
            false,
            text,
            text,
            new Money(900, Currency.Cny)
        );
}
