using System.Globalization;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Payments;

public sealed class WorkingDaysTests
{
    private static readonly WorkingDays Days = new([
        new(2030, "notice", [new("Feast", new(2030, 5, 1), new(2030, 5, 3), [new(2030, 5, 4), new(2030, 4, 28)])]),
    ]);

    [Theory]
    [InlineData("2030-04-27", false, true, null)]
    [InlineData("2030-04-28", true, true, "Feast")]
    [InlineData("2030-04-30", true, true, null)]
    [InlineData("2030-05-01", false, true, "Feast")]
    [InlineData("2030-05-03", false, true, "Feast")]
    [InlineData("2030-05-04", true, true, "Feast")]
    [InlineData("2030-05-05", false, true, null)]
    [InlineData("2031-05-01", true, false, null)]
    [InlineData("2031-05-03", false, false, null)]
    public void A_day_is_worked_as_announced_and_a_year_without_announcement_says_so(
        string day,
        bool isWorking,
        bool isKnown,
        string? holiday
    )
    {
        var found = Days.Of(DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture));
        Assert.Equal((isWorking, isKnown, holiday), (found.IsWorking, found.IsYearKnown, found.Holiday));
        Assert.Equal(isWorking, Days.IsWorkingDay(found.Day));
    }

    [Theory]
    [InlineData("2030-04-30", "2030-04-30", true)]
    [InlineData("2030-05-01", "2030-05-04", true)]
    [InlineData("2030-05-05", "2030-05-06", true)]
    [InlineData("2030-12-28", "2030-12-30", true)]
    [InlineData("2031-05-03", "2031-05-05", false)]
    [InlineData("2029-12-29", "2029-12-31", false)]
    public void The_next_working_day_is_the_day_itself_or_the_first_one_after_it(string day, string next, bool isKnown)
    {
        var found = Days.NextWorkingDay(DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture));
        Assert.Equal((DateOnly.ParseExact(next, "O", CultureInfo.InvariantCulture), isKnown), (found.Day, found.IsYearKnown));
    }

    [Fact]
    public void Data_that_contradict_themselves_are_refused()
    {
        var feast = new PublicHoliday("Feast", new(2030, 5, 1), new(2030, 5, 3), []);
        foreach (
            var wrong in new HolidayYear[][]
            {
                [new(2030, "", [feast]), new(2030, "", [])],
                [new(2030, "", [feast, feast])],
                [new(2031, "", [feast])],
                [new(2030, "", [feast with { Worked = [new(2030, 5, 6)] }])],
                [new(2030, "", [feast with { To = new(2030, 5, 4), Worked = [new(2030, 5, 4)] }])],
            }
        )
            Assert.Throws<ArgumentException>(() => new WorkingDays(wrong));
    }
}
