using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Channels;

/// <summary>When a bank takes payments: times of day in China, on working days or on all.</summary>
public static class SendingWindow
{
    /// <returns>Now when it is open, else when it opens next; UTC.</returns>
    public static DateTime Opens(Channel channel, WorkingDays calendar, DateTime now)
    {
        var isAlways = channel.SendFrom == channel.SendUntil;
        var day = ChinaTime.DayOf(now);
        for (var next = day; ; next = next.AddDays(1))
        {
            if (channel.SendsOnWorkingDaysOnly && !calendar.IsWorkingDay(next))
                continue;
            var start = ChinaTime.StartOf(next);
            var (from, until) = isAlways
                ? (start, ChinaTime.StartOf(next.AddDays(1)))
                : (start + channel.SendFrom.ToTimeSpan(), start + channel.SendUntil.ToTimeSpan());
            if (now < until)
                return now < from ? from : now;
        }
    }
}
