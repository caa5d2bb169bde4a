using FundPortal.Application.Approvals;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Web.Approvals;

namespace FundPortal.Web.Tests.Approvals;

/// <summary>What the editor makes of what is typed.</summary>
public sealed class PolicyFormTests
{
    private static readonly ApprovalPolicy Whole = new(
        Currency.Cny,
        [
            new(
                "new payees",
                [
                    new()
                    {
                        Entities = [1],
                        Accounts = [2, 3],
                        Types = [PaymentType.Transfer],
                        Currencies = ["CNY", "USD"],
                        Amount = new(50_000_00, 1_000_000_00),
                        NewPayee = true,
                        OwnTransfer = false,
                        Sources = [PaymentSource.Api],
                        Time = new(new(22, 0), new(6, 30)),
                    },
                    new() { Amount = new(null, 5_00) },
                ],
                [
                    new(
                        "manager",
                        new([Role.Approver], [Guid.Parse("11111111-2222-3333-4444-555555555555")]),
                        2,
                        true,
                        new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(48), new([Role.Approver], []), TimeSpan.FromDays(10))
                    ),
                ],
                AndAlso: true
            ),
            new("rest", [], [new("manager", new([Role.Approver], []), 1, false, null)], AndAlso: false),
        ]
    );

    [Fact]
    public void What_is_shown_and_not_changed_is_read_back_the_same() =>
        Assert.Equal(PolicyContent.Write(Whole), PolicyContent.Write(PolicyForm.Of(Whole).ToPolicy().Policy!));

    [Theory]
    [InlineData("99,999.99", 99_999_99)]
    [InlineData("100000", 100_000_00)]
    [InlineData("100,000.01", 100_000_01)]
    [InlineData(" ", null)]
    public void A_border_is_read_exactly(string typed, int? minor)
    {
        var form = PolicyForm.Of(Whole);
        form.Rules[0].AnyOf[0].Over = typed;
        Assert.Equal(minor, form.ToPolicy().Policy!.Rules[0].AnyOf[0].Amount!.Over);
    }

    [Theory]
    [InlineData("1e5", "amount_format")]
    [InlineData("100.001", "amount_precision")]
    [InlineData("10万", "amount_format")]
    [InlineData("99999999999999999", "amount_range")]
    public void What_is_no_amount_is_named_with_its_rule_and_nothing_is_guessed(string typed, string reason)
    {
        var form = PolicyForm.Of(Whole);
        form.Rules[1].AnyOf[0].UpTo = typed;
        var input = form.ToPolicy();
        Assert.Null(input.Policy);
        var problem = Assert.Single(input.Problems);
        Assert.Equal(1, problem.Rule);
        Assert.Equal(["amountUpTo", reason], problem.Refusal.Args.Take(2));
    }

    [Theory]
    [InlineData("25:00", "06:00")]
    [InlineData("22:00", "")]
    [InlineData("22", "06:00")]
    public void Times_are_read_strictly_and_both_ends_are_needed(string from, string to)
    {
        var form = PolicyForm.Of(Whole);
        (form.Rules[0].AnyOf[0].From, form.Rules[0].AnyOf[0].To) = (from, to);
        Assert.Equal(["time", "time_format"], Assert.Single(form.ToPolicy().Problems).Refusal.Args);
    }

    [Fact]
    public void Quorum_and_hours_are_numbers_and_an_unknown_currency_is_said()
    {
        var form = PolicyForm.Of(Whole);
        form.Rules[0].Levels[0].Quorum = "two";
        form.Rules[1].Levels[0].Expire = "soon";
        Assert.Equal(["quorum", "hours"], form.ToPolicy().Problems.Select(p => p.Refusal.Args[0]));
        form.CurrencyCode = "XXQ";
        Assert.Equal(["currencyCode", "currency_unknown"], Assert.Single(form.ToPolicy().Problems).Refusal.Args);
    }

    [Fact]
    public void Currencies_may_be_parted_by_commas_blanks_or_Chinese_commas()
    {
        var form = PolicyForm.Of(Whole);
        form.Rules[0].AnyOf[0].Currencies = "cny，usd、 jpy;EUR";
        Assert.Equal(["CNY", "USD", "JPY", "EUR"], form.ToPolicy().Policy!.Rules[0].AnyOf[0].Currencies, StringComparer.Ordinal);
    }

    [Fact]
    public void A_new_rule_begins_with_one_open_condition_and_one_level()
    {
        var form = new PolicyForm();
        var rule = form.AddRule();
        Assert.True(Assert.Single(rule.AnyOf).AsksNothing);
        rule.Name = "all";
        var policy = form.ToPolicy().Policy!;
        Assert.Empty(policy.Rules[0].AnyOf);
        Assert.Equal(1, Assert.Single(policy.Rules[0].Levels).Quorum);
    }

    [Theory]
    [InlineData(0, -1, 0, "abc")]
    [InlineData(0, 1, 1, "bac")]
    [InlineData(2, -1, 1, "acb")]
    [InlineData(2, 1, 2, "abc")]
    public void Moving_keeps_to_the_list(int from, int by, int to, string order)
    {
        var list = new List<string> { "a", "b", "c" };
        Assert.Equal(to, PolicyForm.Move(list, list[from], by));
        Assert.Equal(order, string.Concat(list));
    }

    [Fact]
    public void The_simulators_form_names_the_field_that_is_wrong()
    {
        var form = new SimulatorForm { Amount = "1,250,000", Time = "21:30" };
        Assert.Equal("account", form.Read().Refusal!.Args[0]);
        form.Account = Guid.NewGuid();
        Assert.Equal(125_000_000, form.Read().Value.Amount.Minor);
        form.Time = "tonight";
        Assert.Equal("time", form.Read().Refusal!.Args[0]);
    }

    [Theory]
    [InlineData("7.1234", 7_12340000L)]
    [InlineData("0.00000001", 1L)]
    [InlineData("1000000", ExchangeRate.Max)]
    [InlineData("0.000000001", null)]
    [InlineData("-1", null)]
    [InlineData("1e3", null)]
    [InlineData("1000001", null)]
    [InlineData("", null)]
    public void Rates_are_plain_decimals_of_at_most_eight_places(string typed, long? rateE8)
    {
        var read = RateText.Parse(typed);
        Assert.Equal(rateE8, read.IsOk ? read.Value : null);
        if (rateE8 is { } rate)
            Assert.Equal(rate, RateText.Parse(RateText.Of(rate)).Value);
    }

    [Fact]
    public void A_rate_that_jumps_by_more_than_a_tenth_is_marked()
    {
        Assert.Equal("+1.4%", RateText.Change(7_10000000, 7_00000000));
        Assert.False(RateText.IsLarge(7_70000000, 7_00000000));
        Assert.True(RateText.IsLarge(7_70000001, 7_00000000));
        Assert.True(RateText.IsLarge(71_00000000, 7_00000000));
        Assert.Equal("", RateText.Change(1, null));
    }
}
