using FundPortal.Domain.Importing;

namespace FundPortal.Domain.Tests.Importing;

public sealed class StatementChainTests
{
    [Fact]
    public void Statements_that_follow_each_other_make_one_stretch()
    {
        var chain = StatementChain.Of([Link(1, 10, 0, 50), Link(11, 20, 50, 70)]);

        Assert.Equal([new DayRange(Day(1), Day(20))], chain.Covered);
        Assert.Empty(chain.Gaps);
        Assert.Empty(chain.Breaks);
    }

    [Fact]
    public void A_closing_that_is_not_the_next_opening_is_a_break_with_both_amounts()
    {
        var chain = StatementChain.Of([Link(11, 20, 55, 70), Link(1, 10, 0, 50)]);

        Assert.Equal([new StatementBreak(Day(10), 50, Day(11), 55)], chain.Breaks);
        Assert.Equal(5, chain.Breaks[0].DifferenceMinor);
    }

    [Fact]
    public void Days_between_are_a_gap_that_equal_balances_bridge()
    {
        var weekend = StatementChain.Of([Link(1, 5, 0, 50), Link(8, 8, 50, 60)]);
        var missing = StatementChain.Of([Link(1, 5, 0, 50), Link(8, 8, 51, 60)]);

        Assert.Equal([new StatementGap(new(Day(6), Day(7)), 50, 50, true)], weekend.Gaps);
        Assert.Equal([new StatementGap(new(Day(6), Day(7)), 50, 51, false)], missing.Gaps);
        Assert.Empty(missing.Breaks);
    }

    [Fact]
    public void A_month_and_its_days_overlap_without_a_break()
    {
        var chain = StatementChain.Of([Link(1, 28, 0, 90), Link(10, 10, 40, 45), Link(11, 11, 45, 50), Link(29, 29, 90, 91)]);

        Assert.Single(chain.Covered);
        Assert.Empty(chain.Breaks);
    }

    [Fact]
    public void Several_statements_of_one_day_are_chained_by_their_balances()
    {
        var chain = StatementChain.Of([Link(1, 1, 0, 10), Link(2, 2, 25, 40), Link(2, 2, 10, 25), Link(3, 3, 40, 41)]);

        Assert.Empty(chain.Breaks);
    }

    [Fact]
    public void Untold_balances_prove_nothing()
    {
        var chain = StatementChain.Of([Link(1, 1, null, null), Link(2, 2, 10, 25)]);

        Assert.Empty(chain.Breaks);
        Assert.Empty(chain.Gaps);
    }

    private static DateOnly Day(int day) => new(2026, 1, day);

    private static StatementChain.Link Link(int from, int to, long? opening, long? closing) => new(Day(from), Day(to), opening, closing);
}
