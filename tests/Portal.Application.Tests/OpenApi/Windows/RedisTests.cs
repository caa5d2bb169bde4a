using System.Diagnostics;
using System.Net;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain.OpenApi;
using FundPortal.TestKit;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace FundPortal.Application.Tests.OpenApi.Windows;

/// <summary>Used signatures and rates that nodes share through a real Redis; two connections stand for two nodes.</summary>
public sealed class RedisTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(300);
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(15);
    private readonly Guid client = Guid.NewGuid();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Whole seconds, as timestamps are; a second ahead, so that this Redis was there before.</summary>
    private static DateTime Stamp =>
        new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(1);

    [Fact]
    public async Task G3_of_a_hundred_tries_on_two_nodes_exactly_one_is_the_first_in_each_of_200_rounds()
    {
        await using var redis = await StartAsync();
        await using var one = SharedMemory.Connect(redis.Connection);
        await using var two = SharedMemory.Connect(redis.Connection);
        RedisReplayWindow[] nodes = [new(one, TimeProvider.System), new(two, TimeProvider.System)];
        for (var round = 0; round < 200; round++)
        {
            var (token, stamp) = ($"n:{round}", Stamp);
            var got = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => SpendAsync(nodes[i % 2], token, stamp).AsTask()));
            Assert.Single(got, Spending.First);
            Assert.Equal(99, got.Count(spending => spending == Spending.UsedBefore));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(290)]
    [InlineData(300)]
    public async Task G3_a_used_signature_is_kept_until_its_timestamp_and_window_are_over_and_not_for_ever(int ahead)
    {
        await using var redis = await StartAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        var stamp = Stamp.AddSeconds(ahead - 1);
        Assert.Equal(Spending.First, await SpendAsync(new RedisReplayWindow(connection, TimeProvider.System), "a", stamp));

        var server = connection.GetServers().Single();
        var key = server.Keys(pattern: "fundportal:spent:*").Single();
        var kept = DateTime.UtcNow + (await connection.GetDatabase().KeyTimeToLiveAsync(key))!.Value;
        Assert.InRange(kept, stamp + Window, stamp + Window + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task G3_signed_290_seconds_ahead_it_is_still_used_310_seconds_later_and_too_old_at_591()
    {
        await using var redis = await StartAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        var clock = new TestClock(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));
        var window = new RedisReplayWindow(connection, clock);
        var stamp = clock.GetUtcNow().UtcDateTime.AddSeconds(290);
        Assert.Equal(Spending.First, await SpendAsync(window, "a", stamp));
        clock.Advance(TimeSpan.FromSeconds(310));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(window, "a", stamp));
        clock.Advance(TimeSpan.FromSeconds(280));
        Assert.Equal(Spending.UsedBefore, await SpendAsync(window, "a", stamp));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Spending.TooOld, await SpendAsync(window, "a", stamp));
        // And what was signed before this Redis was there may have been used with another.
        Assert.Equal(Spending.SignedBeforeStart, await SpendAsync(window, "b", clock.GetUtcNow().UtcDateTime.AddSeconds(-300)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task G3_a_Redis_that_was_started_anew_without_or_with_an_old_snapshot_opens_no_door_to_what_it_forgot(bool hasSnapshot)
    {
        await using var redis = await StartAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        var window = new RedisReplayWindow(connection, TimeProvider.System);
        if (hasSnapshot)
        {
            await using var operation = SharedMemory.Connect(redis.Connection + ",allowAdmin=true");
            await operation.GetDatabase().ExecuteAsync("SAVE");
        }
        var stamp = Stamp;
        Assert.Equal(Spending.First, await SpendAsync(window, "a", stamp));
        await Task.Delay(stamp.AddSeconds(1) - DateTime.UtcNow, Ct);

        await redis.KillAsync();
        await redis.StartAgainAsync();

        Assert.Equal(Spending.SignedBeforeStart, await WhenBackAsync(() => SpendAsync(window, "a", stamp)));
        Assert.Equal(Spending.First, await SpendAsync(window, "b", Stamp));
    }

    [Fact]
    public async Task G3_nor_to_what_was_used_ahead_of_its_time()
    {
        await using var redis = await StartAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        await using var database = await TestDatabase.CreateAsync();
        using var window = new AheadWindow(
            new RedisReplayWindow(connection, TimeProvider.System),
            database.Services.GetRequiredService<IServiceScopeFactory>(),
            TimeProvider.System
        );
        var stamp = Stamp.AddSeconds(60);
        Assert.Equal(Spending.First, await window.SpendAsync(client, "a", stamp, stamp + Window, Ct));
        // So long that the start tells itself from the one before.
        await Task.Delay(TimeSpan.FromSeconds(4), Ct);

        await redis.KillAsync();
        await redis.StartAgainAsync();

        Assert.Equal(Spending.UsedBefore, await WhenBackAsync(() => window.SpendAsync(client, "a", stamp, stamp + Window, Ct)));
        Assert.Equal(Spending.First, await window.SpendAsync(client, "b", stamp, stamp + Window, Ct));
    }

    [Fact]
    public async Task While_Redis_is_away_nothing_passes_and_then_it_works_again()
    {
        await using var redis = await StartAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        var window = new RedisReplayWindow(connection, TimeProvider.System);
        var gate = new RateGate(new RedisTokenBuckets(connection));
        Assert.Equal(Spending.First, await SpendAsync(window, "a", Stamp));

        await redis.KillAsync();
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<SharedMemoryAwayException>(async () => await SpendAsync(window, "b", Stamp));
            await Assert.ThrowsAsync<SharedMemoryAwayException>(async () => await gate.AddressAsync(IPAddress.Loopback, Ct));
        }

        await redis.StartAgainAsync();
        Assert.Null(await WhenBackAsync(() => gate.AddressAsync(IPAddress.Loopback, Ct)));
        Assert.Equal(Spending.First, await SpendAsync(window, "c", Stamp));
    }

    [Fact]
    public async Task A_portal_starts_without_its_Redis_and_finds_it_later()
    {
        await using var redis = await StartAsync();
        await redis.KillAsync();
        await using var connection = SharedMemory.Connect(redis.Connection);
        var window = new RedisReplayWindow(connection, TimeProvider.System);
        await Assert.ThrowsAsync<SharedMemoryAwayException>(async () => await SpendAsync(window, "a", Stamp));
        await redis.StartAgainAsync();
        Assert.Equal(Spending.First, await WhenBackAsync(() => SpendAsync(window, "a", Stamp)));
    }

    [Fact]
    public async Task G8_nodes_share_a_client_s_rate_and_tokens_come_back_by_the_second()
    {
        await using var redis = await StartAsync();
        await using var one = SharedMemory.Connect(redis.Connection);
        await using var two = SharedMemory.Connect(redis.Connection);
        RateGate[] nodes = [new(new RedisTokenBuckets(one)), new(new RedisTokenBuckets(two))];
        var slow = Known(callsPerSecond: 1);

        var waits = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => nodes[i % 2].ClientAsync(slow, Ct).AsTask()));

        // Ten seconds' worth at once, whichever node is asked, and at most what came back meanwhile.
        Assert.InRange(waits.Count(wait => wait is null), 10, 12);
        Assert.All(waits, wait => Assert.True(wait is null || (wait > TimeSpan.Zero && wait <= TimeSpan.FromSeconds(1))));
        await Task.Delay(TimeSpan.FromMilliseconds(1_100), Ct);
        Assert.Null(await nodes[0].ClientAsync(slow, Ct));
        Assert.NotNull(await nodes[1].ClientAsync(slow, Ct));
        // Another client has its own.
        Assert.Null(await nodes[1].ClientAsync(Known(callsPerSecond: 1), Ct));
        // What is full again is forgotten, and not before.
        foreach (var key in one.GetServers().Single().Keys(pattern: "fundportal:bucket:*"))
            Assert.InRange((await one.GetDatabase().KeyTimeToLiveAsync(key))!.Value.TotalSeconds, 9, 11);
    }

    [Fact]
    public async Task G8_wrong_signatures_count_against_their_address_on_all_nodes_and_asking_costs_nothing()
    {
        await using var redis = await StartAsync();
        await using var one = SharedMemory.Connect(redis.Connection);
        await using var two = SharedMemory.Connect(redis.Connection);
        RateGate[] nodes = [new(new RedisTokenBuckets(one)), new(new RedisTokenBuckets(two))];
        var (bad, good) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        for (var i = 0; i < 100; i++)
            Assert.Null(await nodes[i % 2].AddressAsync(bad, Ct));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => nodes[i % 2].CountFailureAsync(bad, Ct).AsTask()));
        Assert.NotNull(await nodes[0].AddressAsync(bad, Ct));
        Assert.NotNull(await nodes[1].AddressAsync(bad, Ct));
        // By a secret that the nodes share and that is made once.
        Assert.Equal(await new RedisTokenBuckets(one).SecretAsync(Ct), await new RedisTokenBuckets(two).SecretAsync(Ct));
        Assert.Null(await nodes[1].AddressAsync(good, Ct));
    }

    private static async Task<RedisProcess> StartAsync()
    {
        Assert.SkipUnless(RedisProcess.IsHere, RedisProcess.Missing);
        return await RedisProcess.StartAsync();
    }

    private static KnownClient Known(int callsPerSecond) =>
        new(
            Guid.NewGuid(),
            "erp",
            SignatureScheme.Full,
            ApiEnvironment.Production,
            IsDisabled: false,
            ExpiresAt: null,
            Window,
            callsPerSecond,
            "en",
            WrapsAnswers: false,
            [],
            CertificateHash: null,
            KeyHash: null,
            RefusesBefore: null,
            [],
            []
        );

    private ValueTask<Spending> SpendAsync(RedisReplayWindow window, string token, DateTime signedAt) =>
        window.SpendAsync(client, token, signedAt, signedAt + Window, Ct);

    /// <summary>Tried again until the connection is.</summary>
    private static async Task<T> WhenBackAsync<T>(Func<ValueTask<T>> ask)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (SharedMemoryAwayException) when (since.Elapsed < Ready)
            {
                await Task.Delay(50, Ct);
            }
        }
    }
}
