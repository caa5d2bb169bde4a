using System.Globalization;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Tests.Channels;

public sealed class SendingWindowTests
{
    private static readonly WorkingDays Calendar = new([
        new(2026, "test", [new("春节", new(2026, 2, 16), new(2026, 2, 22), [new(2026, 2, 14), new(2026, 2, 28)])]),
    ]);

    /// <summary>Times of day in China; the window is 09:00 to 16:30 on working days.</summary>
    [Theory]
    [InlineData("2026-03-02 10:00:00", "2026-03-02 10:00:00")]
    [InlineData("2026-03-02 08:59:59", "2026-03-02 09:00:00")]
    [InlineData("2026-03-02 16:29:59", "2026-03-02 16:29:59")]
    [InlineData("2026-03-02 16:30:00", "2026-03-03 09:00:00")]
    [InlineData("2026-03-06 17:00:00", "2026-03-09 09:00:00")]
    [InlineData("2026-02-13 17:00:00", "2026-02-14 09:00:00")]
    [InlineData("2026-02-14 17:00:00", "2026-02-23 09:00:00")]
    [InlineData("2026-02-28 23:59:59", "2026-03-02 09:00:00")]
    public void A_bank_opens_on_its_working_days_at_its_hours(string now, string opens)
    {
        var channel = Channel();
        (channel.SendFrom, channel.SendUntil, channel.SendsOnWorkingDaysOnly) = (new(9, 0), new(16, 30), true);
        Assert.Equal(Utc(opens), SendingWindow.Opens(channel, Calendar, Utc(now)));
    }

    [Theory]
    [InlineData("2026-03-07 03:00:00")]
    [InlineData("2026-02-17 23:59:59")]
    public void A_bank_without_hours_is_always_open(string now) =>
        Assert.Equal(Utc(now), SendingWindow.Opens(Channel(), Calendar, Utc(now)));

    private static Channel Channel() => new() { Name = "bank", Kind = ChannelKind.CmbDirect };

    private static DateTime Utc(string china)
    {
        var local = DateTime.ParseExact(china, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return ChinaTime.ToUtc(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }
}
