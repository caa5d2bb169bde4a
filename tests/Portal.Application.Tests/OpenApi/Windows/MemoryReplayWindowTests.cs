using FundPortal.Application.OpenApi.Windows;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.OpenApi.Windows;

/// <summary>What one node remembers of used signatures, at the ends of their time.</summary>
public sealed class MemoryReplayWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private readonly TestClock clock = new(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));
    private readonly Guid client = Guid.NewGuid();

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    [Theory]
    [InlineData(-301, Spending.TooOld)]
    [InlineData(-300, Spending.First)]
    [InlineData(0, Spending.First)]
    [InlineData(300, Spending.First)]
    public async Task A_signature_is_good_for_300_seconds_both_ways_ends_included(int seconds, Spending expected)
    {
        var window = new MemoryReplayWindow(clock);
        clock.Advance(TimeSpan.FromSeconds(1_000));
        Assert.Equal(expected, await SpendAsync(window, "a", Now.AddSeconds(seconds)));
        Assert.Equal(expected is Spending.First ? Spending.UsedBefore : expected, await SpendAsync(window, "a", Now.AddSeconds(seconds)));
    }

    [Fact]
    public async Task G3_signed_290_seconds_ahead_it_is_still_used_310_seconds_later_and_until_its_last_second()
    {
        var window = new MemoryReplayWindow(clock);
        var stamp = Now.AddSeconds(290);
        Assert.Equal(Spending.First, await SpendAsync(window, "a", stamp));
        foreach (var seconds in new[] { 310, 279, 1 })
        {
            clock.Advance(TimeSpan.FromSeconds(seconds));
            // What others send meanwhile makes it forget what is over.
            await SpendAsync(window, "other " + seconds, Now);
            Assert.Equal(Spending.UsedBefore, await SpendAsync(window, "a", stamp));
        }
        Assert.Equal(stamp + Window, Now);
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Spending.TooOld, await SpendAsync(window, "a", stamp));
    }

    [Fact]
    public async Task A_full_window_lets_nobody_in_until_it_may_forget()
    {
        var window = new MemoryReplayWindow(clock, maxRemembered: 2);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Spending.First, await SpendAsync(window, "a", Now));
        Assert.Equal(Spending.First, await SpendAsync(window, "b", Now));
        Assert.Equal(Spending.Full, await SpendAsync(window, "c", Now));
        // It forgets nobody to make room.
        Assert.Equal(Spending.UsedBefore, await SpendAsync(window, "a", Now));
        clock.Advance(Window);
        Assert.Equal(Spending.Full, await SpendAsync(window, "d", Now));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Spending.First, await SpendAsync(window, "d", Now));
        Assert.Equal(1, window.Remembered);
    }

    [Fact]
    public async Task What_was_signed_before_the_start_or_in_its_second_is_refused_for_whoever_used_it_then()
    {
        clock.Advance(TimeSpan.FromMilliseconds(700));
        var second = Now.AddMilliseconds(-700);
        var before = new MemoryReplayWindow(clock);
        Assert.Equal(Spending.First, await SpendAsync(before, "a", second.AddSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(1));
        var restarted = new MemoryReplayWindow(clock);
        Assert.Equal(Spending.SignedBeforeStart, await SpendAsync(restarted, "a", second.AddSeconds(1)));
        Assert.Equal(Spending.SignedBeforeStart, await SpendAsync(restarted, "b", second));
        Assert.Equal(Spending.First, await SpendAsync(restarted, "c", second.AddSeconds(2)));
    }

    [Fact]
    public async Task Clients_do_not_take_each_other_s_nonces()
    {
        var window = new MemoryReplayWindow(clock);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Spending.First, await SpendAsync(window, "a", Now));
        Assert.Equal(Spending.First, await window.SpendAsync(Guid.NewGuid(), "a", Now, Now + Window, default));
    }

    private ValueTask<Spending> SpendAsync(MemoryReplayWindow window, string token, DateTime signedAt) =>
        window.SpendAsync(client, token, signedAt, signedAt + Window, TestContext.Current.CancellationToken);
}
