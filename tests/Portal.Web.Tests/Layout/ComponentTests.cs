using System.Globalization;
using Bunit;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Web.Layout;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace FundPortal.Web.Tests.Layout;

public sealed class ComponentTests : BunitContext
{
    public ComponentTests()
    {
        Services.AddLogging().AddLocalization().AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("en");
    }

    [Theory]
    [InlineData(-123450, "CNY", "\u22121,234.50")]
    [InlineData(1000, "JPY", "1,000")]
    [InlineData(1234, "BHD", "1.234")]
    public void An_amount_shows_its_currencys_decimals_and_a_true_minus(long minor, string currency, string text) =>
        Assert.Equal(text, Render<Amount>(p => p.Add(a => a.Money, new Money(minor, Currency.Of(currency)))).Find(".amount").TextContent);

    [Fact]
    public void What_is_asked_shows_bones_then_the_refusal_in_words_then_the_answer()
    {
        var view = Render<Loaded<string>>(p => p.Add(l => l.Result, null).Add(l => l.ChildContent, text => text));
        Assert.NotNull(view.Find(".skeletons"));

        view.Render(p => p.Add(l => l.Result, (Result<string>)Refusal.NotFound).Add(l => l.ChildContent, text => text));
        Assert.Contains("Not found", view.Markup, StringComparison.Ordinal);

        view.Render(p => p.Add(l => l.Result, (Result<string>)"there").Add(l => l.ChildContent, text => text));
        Assert.Equal("there", view.Markup.Trim());
    }

    [Fact]
    public void A_refused_field_is_named_with_what_is_wrong_in_both_languages()
    {
        var text = Services.GetRequiredService<Microsoft.Extensions.Localization.IStringLocalizer<CommonText>>();
        var refusal = Refusal.Invalid("amount", "amount_precision", "CNY", 2);
        Assert.Equal("Amount: CNY has 2 decimals at most", RefusalText.Of(text, refusal));
        CultureInfo.CurrentUICulture = new CultureInfo("zh-CN");
        Assert.Equal("金额: CNY 最多 2 位小数", RefusalText.Of(text, refusal));
    }
}
