using FundPortal.Domain.Approvals;

namespace FundPortal.Domain.Tests.Approvals;

public sealed class SafeguardTests
{
    private static readonly DateTime Now = new(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc);
    private static readonly DateOnly Monday = new(2026, 3, 2);

    [Theory]
    [InlineData(-1, 100, false)]
    [InlineData(0, 100, true)]
    [InlineData(4, 100, true)]
    [InlineData(5, 100, false)]
    [InlineData(2, 101, false)]
    public void A_delegation_covers_its_days_and_its_amount_both_ends_included(int daysLater, long amount, bool covers)
    {
        var delegation = Give(upTo: 100);
        Assert.Equal(covers, delegation.Covers(Monday.AddDays(daysLater), amount));
        Assert.Equal(daysLater is >= 0 and <= 4, Give(upTo: null).Covers(Monday.AddDays(daysLater), long.MaxValue));
    }

    [Fact]
    public void An_ended_delegation_covers_nothing_and_ends_once()
    {
        var delegation = Give(null);
        Assert.True(delegation.End(Now, Monday));
        Assert.False(delegation.End(Now, Monday));
        Assert.False(delegation.Covers(Monday, 1));
        Assert.False(delegation.Overlaps(Monday, Monday));
        Assert.False(Give(null).End(Now, Monday.AddDays(5)));
    }

    [Theory]
    [InlineData(-3, -1, false)]
    [InlineData(-3, 0, true)]
    [InlineData(1, 2, true)]
    [InlineData(4, 9, true)]
    [InlineData(5, 9, false)]
    public void Overlapping_days_are_found(int from, int to, bool overlaps) =>
        Assert.Equal(overlaps, Give(null).Overlaps(Monday.AddDays(from), Monday.AddDays(to)));

    [Fact]
    public void A_stop_is_lifted_by_two_different_people_of_whom_one_may_have_pulled_it()
    {
        var (stopper, other) = (Guid.NewGuid(), Guid.NewGuid());
        var stop = new PaymentStop { Reason = "fraud", StoppedBy = stopper };
        Assert.Equal("stop_lift_not_asked", stop.Lift(other, Now).Refusal?.Code);
        Assert.True(stop.AskToLift(stopper, Now).IsOk);
        Assert.Equal("second_person", stop.Lift(stopper, Now).Refusal?.Code);
        Assert.True(stop.Stands);
        Assert.True(stop.Lift(other, Now).IsOk);
        Assert.False(stop.Stands);
        Assert.Equal("stop_lifted", stop.Lift(other, Now).Refusal?.Code);
        Assert.Equal("stop_lifted", stop.AskToLift(other, Now).Refusal?.Code);
    }

    private static Delegation Give(long? upTo) =>
        new()
        {
            FromId = Guid.NewGuid(),
            ToId = Guid.NewGuid(),
            FirstDay = Monday,
            LastDay = Monday.AddDays(4),
            UpToMinor = upTo,
            Reason = "away",
        };
}
