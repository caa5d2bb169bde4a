using System.Globalization;
using Bunit;
using FundPortal.Application.Approvals;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Web.Approvals;
using FundPortal.Web.Layout;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace FundPortal.Web.Tests.Approvals;

/// <summary>The table of rules, and the words for what the analysis found.</summary>
public sealed class PolicyEditorTests : BunitContext
{
    private static readonly Guid Zhou = Guid.NewGuid();

    private static readonly PolicyNames Names = new(
        [new(1, "Holding", 0)],
        [
            new(7, Guid.NewGuid(), "Main", "100200301234", "CNY", "Holding", true),
            new(8, Guid.NewGuid(), "Other", "99", "CNY", "Holding", true),
        ],
        [new(Zhou, "Zhou", true, false)]
    );

    private static readonly ApprovalPolicy Policy = new(
        Currency.Cny,
        [
            Rule("small", new AmountBand(null, 50_000_00)),
            Rule("middle", new AmountBand(50_000_00, 1_000_000_00)),
            Rule("large", new AmountBand(1_000_000_00, null)),
        ]
    );

    private readonly PolicyForm form = PolicyForm.Of(Policy);
    private int changes;

    public PolicyEditorTests()
    {
        Services.AddLogging().AddLocalization().AddMudServices();
        JSInterop.Mode = JSRuntimeMode.Loose;
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo("en");
    }

    [Fact]
    public void The_bands_stand_in_the_table_and_are_changed_in_place()
    {
        var table = RenderTable();
        Assert.Equal("50,000.00", table.Find("input[aria-label='Up to and including 1']").GetAttribute("value"));

        table.Find("input[aria-label='Over (exclusive) 2']").Change("60,000");

        Assert.Equal(60_000_00, form.ToPolicy().Policy!.Rules[1].AnyOf[0].Amount!.Over);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void Rules_move_by_button_and_by_keyboard_and_it_is_said_where_to()
    {
        var table = RenderTable();
        table.Find("button[aria-label='Move down 1']").Click();
        Assert.Equal("middle small large", Order());
        table.FindAll("tr.rule-row")[2].KeyDown(new KeyboardEventArgs { Key = "ArrowUp", AltKey = true });
        Assert.Equal("middle large small", Order());
        Assert.Contains("Rule 3 is now number 2.", table.Markup, StringComparison.Ordinal);
        table.FindAll("tr.rule-row")[0].KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal("middle large small", Order());
    }

    [Fact]
    public void A_rule_is_removed_added_and_opened_below_its_row()
    {
        var table = RenderTable();
        table.Find("button[aria-label='Remove 2']").Click();
        Assert.Equal("small large", Order());
        Assert.Empty(table.FindAll(".sub-panel"));
        table.Find("button[aria-label='Edit rule 1']").Click();
        // One condition and one level.
        Assert.Equal(2, table.FindAll(".sub-panel").Count);
        Assert.Equal("true", table.Find("button[aria-label='Edit rule 1']").GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Alternatives_and_levels_are_added_in_the_rules_editor()
    {
        var table = RenderTable();
        table.Find("button[aria-label='Edit rule 1']").Click();
        table.FindAll("button").Single(button => button.TextContent.Trim().StartsWith("Add a level", StringComparison.Ordinal)).Click();
        table.FindAll("button").Single(button => button.TextContent.Trim().StartsWith("Add an", StringComparison.Ordinal)).Click();
        Assert.Equal((2, 2), (form.Rules[0].Levels.Count, form.Rules[0].AnyOf.Count));
    }

    [Theory]
    [InlineData("en", "over 50,000.00 CNY up to and including 1,000,000.00 CNY")]
    [InlineData("zh-CN", "超过 50,000.00 CNY，至 1,000,000.00 CNY（含）")]
    public void A_band_says_which_of_its_ends_belong_to_it(string language, string words)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(language);
        Assert.Equal(words, Words().Amount(new AmountBand(50_000_00, 1_000_000_00)));
    }

    [Fact]
    public void A_condition_is_told_whole()
    {
        var condition = new Condition
        {
            Amount = new(null, 5_00),
            Entities = [1],
            Accounts = [7, 99],
            Types = [PaymentType.Payroll],
            NewPayee = false,
            Time = new(new(22, 0), new(6, 0)),
        };
        Assert.Equal(
            "Amount up to and including 5.00 CNY; Entities Holding; Accounts Main …1234, (outside your scope); Type payroll; Payee known; Time 22:00 to 06:00",
            Words().Of(condition)
        );
        Assert.Equal("any payment", Words().Of(new Condition()));
    }

    [Fact]
    public void Every_kind_of_finding_has_words_in_both_languages()
    {
        foreach (var language in new[] { "en", "zh-CN" })
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new CultureInfo(language);
            var words = new FindingWords(Text<PoliciesText>(), Words(), Policy);
            foreach (var kind in Enum.GetValues<FindingKind>())
            {
                var where = new Circumstances(
                    [7],
                    [new(PaymentType.Transfer, true)],
                    [null],
                    [PaymentSource.File],
                    [new(new(1, 0), new(2, 0))],
                    [new(1, null)]
                );
                var finding = new PolicyFinding(kind, FindingSeverity.Error, 0, 0, [1, 2], [7], [1], [Zhou], 1, 2, where);
                var text = words.Of(finding);
                Assert.False(text.Contains("Finding_", StringComparison.Ordinal) || text.Contains('{', StringComparison.Ordinal), text);
            }
        }
    }

    [Fact]
    public void A_gap_is_shown_with_its_band_and_its_circumstances()
    {
        var gap = new PolicyFinding(
            FindingKind.Gap,
            FindingSeverity.Warning,
            Where: new([7], [new(PaymentType.Transfer, true)], null, null, null, [new(50_000_00, 60_000_00)])
        );
        Assert.Equal(
            "No rule covers these payments, so they could not be submitted: over 50,000.00 CNY up to and including 60,000.00 CNY; transfer to a new payee; Main …1234",
            new FindingWords(Text<PoliciesText>(), Words(), Policy).Of(gap)
        );
    }

    [Fact]
    public void A_level_is_told_with_its_people_and_its_times()
    {
        var limit = new LevelTimeLimit(TimeSpan.FromHours(24), TimeSpan.FromDays(2), new([], [Zhou]), TimeSpan.FromMinutes(4_290));
        Assert.Equal("2 of Approver, Zhou", Words().Level(new([Role.Approver], [Zhou]), 2));
        Assert.Equal("reminder after 24 h, after 2 days Zhou may sign too, expires after 4290 min", Words().Limit(limit));
    }

    private IRenderedComponent<RuleTable> RenderTable() =>
        Render<RuleTable>(p => p.Add(t => t.Form, form).Add(t => t.Names, Names).Add(t => t.Changed, () => changes++));

    private string Order() => string.Join(' ', form.Rules.Select(rule => rule.Name));

    private PolicyWords Words() => new(Text<PoliciesText>(), Text<CommonText>(), Currency.Cny, Names);

    private IStringLocalizer<T> Text<T>() => Services.GetRequiredService<IStringLocalizer<T>>();

    private static Rule Rule(string name, AmountBand band) =>
        new(name, [new() { Amount = band }], [new("manager", new([Role.Approver], []), 1, false, null)], AndAlso: false);
}
