using FundPortal.Application.OpenApi.Windows;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi.Windows;

/// <summary>What was used ahead of its time is used after a start, too.</summary>
public sealed class AheadWindowTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private readonly Guid client = Guid.NewGuid();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task G3_a_signature_from_the_future_is_not_good_again_after_a_start()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var before = Started(database);
        database.Clock.Advance(TimeSpan.FromSeconds(10));
        var stamp = Now(database).AddSeconds(60);
        Assert.Equal(Spending.First, await SpendAsync(before, "a", stamp));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(before, "a", stamp));

        database.Clock.Advance(TimeSpan.FromSeconds(5));
        using var restarted = Started(database);
        Assert.Equal(Spending.UsedBefore, await SpendAsync(restarted, "a", stamp));
        // Its time has come meanwhile: it is no more ahead, and still used, to its last second.
        database.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(restarted, "a", stamp));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(Started(database), "a", stamp.AddSeconds(10)));
        database.Clock.Advance(stamp + Window - Now(database));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(restarted, "a", stamp));
        // What nobody used is good after a start, ahead of its time or not, and another client's is another.
        using var again = Started(database);
        database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Spending.First, await SpendAsync(again, "b", Now(database)));
        Assert.Equal(Spending.First, await SpendAsync(again, "c", Now(database).AddSeconds(60)));
        var other = await again.SpendAsync(Guid.NewGuid(), "c", Now(database).AddSeconds(60), Now(database) + 2 * Window, Ct);
        Assert.Equal(Spending.First, other);
    }

    [Fact]
    public async Task Used_twice_at_once_on_two_nodes_without_a_common_memory_it_is_the_first_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        AheadWindow[] nodes = [Started(database), Started(database)];
        var stamp = Now(database).AddSeconds(60);

        var got = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => Task.Run(() => SpendAsync(nodes[i % 2], "a", stamp).AsTask(), Ct))
        );

        Assert.Single(got, Spending.First);
    }

    [Fact]
    public async Task A_call_in_its_time_stores_nothing_and_what_is_kept_is_bounded_and_removed()
    {
        await using var database = await TestDatabase.CreateAsync();
        var window = Started(database, most: 2);
        database.Clock.Advance(TimeSpan.FromSeconds(10));
        foreach (var (token, seconds) in new[] { ("now", 0), ("a little ahead", 1), ("behind", -9) })
            Assert.Equal(Spending.First, await SpendAsync(window, token, Now(database).AddSeconds(seconds)));
        Assert.Equal(0, await KeptAsync(database));

        foreach (var (token, expected) in new[] { ("a", Spending.First), ("b", Spending.First), ("c", Spending.Full) })
            Assert.Equal(expected, await SpendAsync(window, token, Now(database).AddSeconds(60)));
        Assert.Equal(2, await KeptAsync(database));
        // Over, and removed by the first one that is kept after a start.
        database.Clock.Advance(TimeSpan.FromSeconds(60) + Window + TimeSpan.FromMinutes(1));
        var restarted = Started(database, most: 2);
        Assert.Equal(Spending.First, await SpendAsync(restarted, "d", Now(database).AddSeconds(60)));
        Assert.Equal(1, await KeptAsync(database));
    }

    private static AheadWindow Started(TestDatabase database, int most = 1_000) =>
        new(new MemoryReplayWindow(database.Clock), database.Services.GetRequiredService<IServiceScopeFactory>(), database.Clock, most);

    private static DateTime Now(TestDatabase database) => database.Clock.GetUtcNow().UtcDateTime;

    private static Task<int> KeptAsync(TestDatabase database) => database.UseAsync(db => db.SpentNonces.CountAsync(Ct));

    private ValueTask<Spending> SpendAsync(AheadWindow window, string token, DateTime signedAt) =>
        window.SpendAsync(client, token, signedAt, signedAt + Window, Ct);
}
