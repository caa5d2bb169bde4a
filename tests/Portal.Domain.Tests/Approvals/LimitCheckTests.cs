using CsCheck;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Tests.Approvals;

public sealed class LimitCheckTests
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Two = Guid.NewGuid();
    private static readonly DateTime Now = new(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc);
    private static readonly LimitLevel Level = new("Director", new Signers([Role.Approver], []), 2);

    /// <summary>Small numbers meet the boundary often; large ones try to overflow.</summary>
    private static readonly Gen<long> Amounts = Gen.OneOf(Gen.Long[1, 6], Gen.Long[1, long.MaxValue]);

    private static readonly Gen<LimitUse> Uses = Gen.Select(
        Gen.Enum<LimitPeriod>(),
        Amounts,
        Gen.OneOf(Gen.Long[0, 6], Gen.Long[0, long.MaxValue]),
        Gen.Bool,
        Gen.Bool,
        (period, amount, used, isHard, isInForce) => new LimitUse(Limit(new(period, amount, isHard ? null : Level), isInForce), used)
    );

    [Fact]
    public void Limits_answer_as_plain_reckoning_does() =>
        Gen.Select(Uses.List[0, 6], Amounts)
            .Sample(
                (uses, amount) =>
                {
                    var outcome = LimitCheck.Evaluate(uses, amount);
                    // The obvious way: what would stand there afterwards, in numbers that cannot overflow.
                    var exceeded = uses.Where(use => use.Limit.IsInForce)
                        .Where(use =>
                            (Int128)amount + (use.Limit.Terms!.Period == LimitPeriod.Payment ? 0 : use.UsedMinor)
                            > use.Limit.Terms.AmountMinor
                        )
                        .Select(use => use.Limit)
                        .ToArray();
                    Assert.Same(exceeded.FirstOrDefault(limit => limit.Terms!.IsHard), outcome.RefusedBy);
                    Assert.Equal(exceeded.Where(limit => !limit.Terms!.IsHard), outcome.Extra);
                },
                iter: 20_000
            );

    [Theory]
    [InlineData(99, 100, 0, false)]
    [InlineData(100, 100, 0, false)]
    [InlineData(101, 100, 0, true)]
    [InlineData(40, 100, 60, false)]
    [InlineData(41, 100, 60, true)]
    [InlineData(1, 100, 100, true)]
    public void A_limit_holds_up_to_and_including_its_amount(long amount, long limit, long used, bool isRefused)
    {
        var outcome = LimitCheck.Evaluate([new(Limit(new(LimitPeriod.Day, limit, null)), used)], amount);
        Assert.Equal(isRefused, outcome.RefusedBy is not null);
    }

    [Fact]
    public void Soft_limits_add_their_levels_together_after_all_others()
    {
        var first = new RouteLevel(1, "Manager", new Signers([Role.Approver], []), 1, null, "small");
        var outcome = LimitCheck.Evaluate(
            [new(Limit(new(LimitPeriod.Payment, 10, Level)), 0), new(Limit(new(LimitPeriod.Day, 10, Level)), 5)],
            11
        );
        var route = outcome.Extend(new Route([first]));
        Assert.Equal([1, 2, 2], route.Levels.Select(level => level.Stage));
        Assert.Equal(("Director", 2, "A limit"), (route.Levels[1].Name, route.Levels[1].Quorum, route.Levels[1].Origin));
        Assert.Same(route, new LimitOutcome(null, []).Extend(route));
    }

    [Fact]
    public void A_limit_counts_from_the_second_persons_confirmation_and_until_the_end_is_confirmed()
    {
        var limit = Limit(new(LimitPeriod.Day, 10, null), isInForce: false);
        Assert.False(limit.IsInForce);
        Assert.Equal("second_person", limit.Decide(isConfirmed: true, One, Now).Refusal?.Code);
        Assert.True(limit.Decide(isConfirmed: true, Two, Now).IsOk);
        Assert.True(limit.IsInForce);
        Assert.Equal("limit_nothing_waits", limit.Decide(isConfirmed: true, Two, Now).Refusal?.Code);

        limit.Propose(new(LimitPeriod.Day, 99, null), Two, Now);
        Assert.Equal(10, limit.Terms!.AmountMinor);
        Assert.True(limit.Decide(isConfirmed: false, One, Now).IsOk);
        Assert.Equal(10, limit.Terms.AmountMinor);

        limit.Propose(null, One, Now);
        Assert.True(limit.IsInForce);
        Assert.True(limit.Decide(isConfirmed: true, Two, Now).IsOk);
        Assert.False(limit.IsInForce);
        Assert.Equal("limit_ended", limit.Propose(new(LimitPeriod.Day, 1, null), One, Now).Refusal?.Code);
    }

    [Fact]
    public void A_new_limit_that_is_refused_never_was()
    {
        var limit = Limit(new(LimitPeriod.Day, 10, null), isInForce: false);
        Assert.True(limit.Decide(isConfirmed: false, One, Now).IsOk);
        Assert.NotNull(limit.EndedAt);
    }

    private static PaymentLimit Limit(LimitTerms terms, bool isInForce = true)
    {
        var limit = new PaymentLimit { Name = "A limit", Subject = LimitSubject.Account };
        limit.Propose(terms, One, Now);
        if (isInForce)
            limit.Decide(isConfirmed: true, Two, Now);
        return limit;
    }
}
