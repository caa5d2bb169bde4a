using CsCheck;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Approvals;

public sealed class RoutingTests
{
    private static readonly Signers Approvers = new([Role.Approver], []);

    private static readonly PaymentFacts Facts = new(
        [1, 3],
        AccountId: 7,
        PaymentType.Transfer,
        PaymentSource.Page,
        new Money(1, Currency.Cny),
        PolicyMinor: 1,
        IsNewPayee: false,
        new TimeOnly(10, 0)
    );

    [Theory]
    [InlineData("99999.99", "small")]
    [InlineData("100000.00", "small")]
    [InlineData("100000.01", "large")]
    [InlineData("1000000.00", "large")]
    [InlineData("1000000.01", null)]
    [InlineData("0.01", "small")]
    public void E6_a_band_begins_over_its_lower_end_and_includes_its_upper_one(string amount, string? rule)
    {
        var policy = Policy(
            Rule("small", new Condition { Amount = new(null, 100_000_00) }),
            Rule("large", new Condition { Amount = new(100_000_00, 1_000_000_00) })
        );

        var route = policy.Route(Facts with { PolicyMinor = AmountText.Parse(amount, Currency.Cny).Value.Minor });

        if (rule is null)
            Assert.Same(ApprovalPolicy.NoRuleMatches, route.Refusal);
        else
            Assert.Equal(rule, Assert.Single(route.Value.Levels).Origin);
    }

    [Fact]
    public void The_first_match_wins()
    {
        var policy = Policy(Rule("a", new Condition { NewPayee = true }), Rule("b"), Rule("c"));
        Assert.Equal("b", Origins(policy, Facts));
        Assert.Equal("a", Origins(policy, Facts with { IsNewPayee = true }));
    }

    [Fact]
    public void Matches_marked_and_also_chain_their_levels_until_one_that_is_not()
    {
        var policy = Policy(Rule("a") with { AndAlso = true }, Rule("b") with { AndAlso = true }, Rule("c"), Rule("d"));
        Assert.Equal("a b c", Origins(policy, Facts));
        Assert.Equal([1, 2, 3], policy.Route(Facts).Value.Levels.Select(level => level.Stage));
    }

    [Fact]
    public void A_payment_that_only_and_also_rules_match_is_routed_by_them() =>
        Assert.Equal("a", Origins(Policy(Rule("a") with { AndAlso = true }, Rule("b", new Condition { NewPayee = true })), Facts));

    [Fact]
    public void An_empty_policy_routes_nothing() => Assert.Same(ApprovalPolicy.NoRuleMatches, Policy().Route(Facts).Refusal);

    [Fact]
    public void A_match_without_levels_or_with_a_quorum_of_none_lets_nothing_pass()
    {
        var chained = Policy(Rule("a") with { AndAlso = true }, Rule("b") with { Levels = [] });
        Assert.Same(ApprovalPolicy.RouteUnsignable, chained.Route(Facts).Refusal);
        var nobody = Policy(Rule("a") with { Levels = [Level(quorum: 0)] });
        Assert.Same(ApprovalPolicy.RouteUnsignable, nobody.Route(Facts).Refusal);
    }

    [Fact]
    public void Levels_in_parallel_share_a_stage_also_across_chained_rules()
    {
        var policy = Policy(
            Rule("a") with
            {
                AndAlso = true,
                Levels = [Level(inParallel: true), Level(inParallel: true), Level()],
            },
            Rule("b") with
            {
                Levels = [Level(inParallel: true), Level()],
            }
        );
        Assert.Equal([1, 1, 2, 2, 3], policy.Route(Facts).Value.Levels.Select(level => level.Stage));
    }

    [Theory]
    [InlineData("22:00", "06:00", "22:00", true)]
    [InlineData("22:00", "06:00", "00:00", true)]
    [InlineData("22:00", "06:00", "05:59", true)]
    [InlineData("22:00", "06:00", "06:00", false)]
    [InlineData("22:00", "06:00", "21:59", false)]
    [InlineData("09:00", "17:00", "09:00", true)]
    [InlineData("09:00", "17:00", "17:00", false)]
    [InlineData("09:00", "09:00", "09:00", false)]
    public void A_time_band_includes_its_beginning_not_its_end_and_may_cross_midnight(string from, string to, string at, bool expected) =>
        Assert.Equal(expected, new TimeBand(Time(from), Time(to)).Includes(Time(at)));

    [Fact]
    public void An_entity_covers_all_below_it()
    {
        var condition = new Condition { Entities = [1] };
        Assert.True(condition.Matches(Facts));
        Assert.False(condition.Matches(Facts with { Entities = [2, 3] }));
    }

    [Fact]
    public void E6_a_hundred_thousand_policies_and_payments_route_as_the_slow_obvious_way_says()
    {
        var (routed, refused) = (0, 0);
        Gen.Select(PolicyGen.Policies, PolicyGen.Payments)
            .Sample(
                (policy, facts) =>
                {
                    var expected = SlowRouting.Route(policy, facts);
                    var found = policy.Route(facts);
                    Interlocked.Increment(ref expected is null ? ref refused : ref routed);
                    return expected is null
                        ? !found.IsOk
                        : found.IsOk && found.Value.Levels.Select(level => (level.Stage, level.Name, level.Origin)).SequenceEqual(expected);
                },
                iter: 100_000
            );
        // A generator that never hits proves nothing.
        Assert.True(routed > 10_000 && refused > 10_000, $"{routed} routed, {refused} refused");
    }

    private static string Origins(ApprovalPolicy policy, PaymentFacts facts) =>
        string.Join(' ', policy.Route(facts).Value.Levels.Select(level => level.Origin));

    private static ApprovalPolicy Policy(params Rule[] rules) => new(Currency.Cny, rules);

    private static Rule Rule(string name, params IReadOnlyList<Condition> anyOf) => new(name, anyOf, [Level()], AndAlso: false);

    private static PolicyLevel Level(int quorum = 1, bool inParallel = false) => new("level", Approvers, quorum, inParallel, null);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
