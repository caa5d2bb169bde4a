using System.Globalization;
using FundPortal.Application.Payments.Calendar;

namespace FundPortal.Application.Tests.Payments;

public sealed class ChineseCalendarTests
{
    /// <summary>Days off in sum and days worked for them, as each notice counts them (共 … 天).</summary>
    [Theory]
    [InlineData(2024, "元旦 1, 春节 8, 清明节 3, 劳动节 5, 端午节 1, 中秋节 3, 国庆节 7", 8)]
    [InlineData(2025, "元旦 1, 春节 8, 清明节 3, 劳动节 5, 端午节 3, 国庆节、中秋节 8", 5)]
    [InlineData(2026, "元旦 3, 春节 9, 清明节 3, 劳动节 5, 端午节 3, 中秋节 3, 国庆节 7", 6)]
    public void The_holidays_are_as_long_as_their_notice_says(int year, string lengths, int worked)
    {
        var found = ChineseCalendar.Announced().Single(y => y.Year == year);
        Assert.Equal(lengths, string.Join(", ", found.Holidays.Select(h => $"{h.Name} {h.To.DayNumber - h.From.DayNumber + 1}")));
        Assert.Equal(worked, found.Holidays.Sum(h => h.Worked.Count));
        Assert.Contains(year.ToString(CultureInfo.InvariantCulture) + "年部分节假日安排的通知", found.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-01", "2026-01-04")]
    [InlineData("2026-02-14", "2026-02-14")]
    [InlineData("2026-02-15", "2026-02-24")]
    [InlineData("2026-05-01", "2026-05-06")]
    [InlineData("2026-10-01", "2026-10-08")]
    [InlineData("2025-10-01", "2025-10-09")]
    [InlineData("2024-02-09", "2024-02-09")]
    [InlineData("2024-02-10", "2024-02-18")]
    public void The_next_working_day_knows_the_feasts(string day, string next) =>
        Assert.Equal(
            DateOnly.ParseExact(next, "O", CultureInfo.InvariantCulture),
            ChineseCalendar.Load().NextWorkingDay(DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture)).Day
        );
}
