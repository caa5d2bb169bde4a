using System.Globalization;
using Bunit;
using CsCheck;
using FundPortal.Application.Approvals;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payments;
using FundPortal.Web.Approvals;
using FundPortal.Web.Layout;
using FundPortal.Web.Payments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace FundPortal.Web.Tests.Payments;

public sealed class PaymentComponentTests : BunitContext
{
    public PaymentComponentTests()
    {
        Services.AddLogging().AddLocalization().AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("en");
    }

    [Fact]
    public void F7_what_the_screen_shows_reads_back_to_the_very_amount_in_every_currency_and_language() =>
        Gen.Select(
                Gen.Long[1, AmountText.MaxMinor],
                Gen.Int[0, 4].Select(i => new[] { "CNY", "JPY", "KWD", "USD", "CLF" }[i]),
                Gen.Int[0, 1].Select(i => new[] { "zh-CN", "en" }[i]),
                (minor, code, culture) => (minor, code, culture)
            )
            .Sample(sample =>
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(sample.culture);
                var money = new Money(sample.minor, Currency.Of(sample.code));
                Assert.Equal(money, AmountText.Parse(Format.Amount(money), money.Currency).Value);
                Assert.Equal(money, AmountText.Parse(money.ToPlainText(), money.Currency).Value);
            });

    [Fact]
    public void A_bulk_decision_shows_count_sums_the_largest_and_first_time_payees_before_the_code()
    {
        ListInbox.Row[] rows = [Row("Alpha", 100_00, "CNY", isFirst: true), Row("Beta", 250_50, "CNY"), Row("Gamma", 7, "JPY")];
        var text = Render<BulkSummary>(p => p.Add(s => s.Rows, rows)).Find(".sums").TextContent;
        Assert.Contains("3 payments", text, StringComparison.Ordinal);
        Assert.Contains("CNY sum 350.50", text, StringComparison.Ordinal);
        Assert.Contains("CNY largest 250.50 Beta", text, StringComparison.Ordinal);
        Assert.Contains("JPY sum 7", text, StringComparison.Ordinal);
        Assert.Contains("1 first-time payees: Alpha", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_preview_warns_where_too_few_people_can_sign()
    {
        var preview = new PreviewPayment.Preview(
            [],
            null,
            [new(1, "cashier", "small", 1, ["Ann"]), new(2, "board", "large", 2, ["Bob"])],
            3,
            null,
            null,
            false,
            null,
            null,
            null,
            null,
            null
        );
        var levels = Render<PreviewPanel>(p => p.Add(x => x.Preview, preview)).FindAll(".route li");
        Assert.DoesNotContain("Too few", levels[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("Too few", levels[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void States_days_and_reasons_in_a_refusal_are_told_in_words()
    {
        var text = Services.GetRequiredService<IStringLocalizer<CommonText>>();
        Assert.Equal(
            "The payment is “Approved”: that cannot be done now.",
            RefusalText.Of(text, PaymentRefusals.WrongState(PaymentState.Approved))
        );
        Assert.Equal("You must not sign this payment: you made it.", RefusalText.Of(text, PaymentRefusals.Excluded(ExclusionReason.Maker)));
        Assert.Equal("Waits for its day, 4 Mar 2026.", RefusalText.Of(text, PaymentGate.NotYet(new DateOnly(2026, 3, 4))));
    }

    [Fact]
    public void Every_state_step_type_and_exclusion_has_words_in_both_languages()
    {
        var common = Services.GetRequiredService<IStringLocalizer<CommonText>>();
        var payments = Services.GetRequiredService<IStringLocalizer<PaymentsText>>();
        foreach (var culture in new[] { "zh-CN", "en" })
        {
            CultureInfo.CurrentUICulture = new CultureInfo(culture);
            LocalizedString[] words =
            [
                .. Enum.GetValues<PaymentState>().Select(value => common["PaymentState_" + value]),
                .. Enum.GetValues<ExclusionReason>().Select(value => common["ExclusionReason_" + value]),
                .. Enum.GetValues<DuplicateKind>().Select(value => common["DuplicateKind_" + value]),
                .. Enum.GetValues<PaymentStep>().Select(value => payments["Step_" + value]),
                .. Enum.GetValues<PaymentType>().Select(value => payments["Type_" + value]),
                .. Enum.GetValues<DecisionKind>().Select(value => payments["Decision_" + value]),
            ];
            Assert.Empty(words.Where(word => word.ResourceNotFound).Select(word => word.Name));
        }
    }

    private static ListInbox.Row Row(string payee, long minor, string currency, bool isFirst = false) =>
        new(
            Guid.NewGuid(),
            "P1",
            PaymentType.Transfer,
            "Account",
            "Entity",
            payee,
            "1",
            new Money(minor, Currency.Of(currency)),
            "goods",
            null,
            null,
            "maker",
            DateTime.UnixEpoch,
            "level",
            "rule",
            0,
            1,
            DateTime.UnixEpoch,
            null,
            isFirst,
            false,
            true,
            null,
            ""
        );
}
