using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Domain.OpenApi;
using FundPortal.TestKit;
using FundPortal.Web.Tests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>Two portals on one database with one Redis between them: a call is good on one of them, once.</summary>
public sealed class NodesTests
{
    private const string Key = "sk_live_of_the_tests";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task G3_a_hundred_copies_of_one_call_on_two_nodes_are_answered_once_by_either_API()
    {
        await using var nodes = await Nodes.StartAsync();
        for (var round = 0; round < 5; round++)
        {
            var nonce = Nonce(round);
            var form = SignedRequests.Bill("erp01", nonce);
            var bill = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => nodes[i].BillCodeAsync(form)));
            Assert.Single(bill, code => code is "0");
            Assert.Equal(99, bill.Count(code => code is "1003"));

            var calls = Enumerable.Range(0, 100).Select(_ => SignedRequests.Settlement(Key, nonce)).ToArray();
            var settlement = await Task.WhenAll(calls.Select((call, i) => nodes[i].SettlementCodeAsync(call)));
            Assert.Single(settlement, code => code is "200");
            Assert.Equal(99, settlement.Count(code => code is "401 nonce_reused"));
        }
        // Used on one, later tried on the other.
        var late = SignedRequests.Bill("erp01", Nonce(99));
        Assert.Equal("0", await nodes[0].BillCodeAsync(late));
        Assert.Equal("1003", await nodes[1].BillCodeAsync(late));
    }

    [Fact]
    public async Task G8_two_nodes_share_the_rates_of_clients_and_addresses()
    {
        await using var nodes = await Nodes.StartAsync(callsPerSecond: 1);
        var codes = new List<string>();
        for (var i = 0; i < 16; i++)
            codes.Add(await nodes[i].BillCodeAsync(SignedRequests.Bill("erp01", Nonce(i))));
        Assert.All(codes.Take(10), code => Assert.Equal("0", code));
        Assert.Contains(codes.Skip(10), code => code is "429");
        // Guesses sent to one node close the other one to their address.
        for (var i = 0; i < 40; i++)
            await nodes[0].BillCodeAsync(SignedRequests.Bill("nobody", Nonce(i)));
        Assert.Equal("429", await nodes[1].BillCodeAsync(SignedRequests.Bill("erp01", Nonce(50))));
        Assert.Equal("429 rate_limited", await nodes[1].SettlementCodeAsync(SignedRequests.Settlement(Key, Nonce(51))));
    }

    [Fact]
    public async Task While_Redis_is_away_every_call_is_refused_and_logged_and_when_it_is_back_they_pass_again()
    {
        await using var nodes = await Nodes.StartAsync();
        Assert.Equal("0", await nodes[0].BillCodeAsync(SignedRequests.Bill("erp01", Nonce(1))));

        await nodes.Redis.KillAsync();
        Assert.Equal("500", await nodes[0].BillCodeAsync(SignedRequests.Bill("erp01", Nonce(2))));
        Assert.Equal("503 service_unavailable", await nodes[0].SettlementCodeAsync(SignedRequests.Settlement(Key, Nonce(2))));
        Assert.Equal(2, nodes.World.Host.Log.All.Count(line => line.Contains("Redis does not answer", StringComparison.Ordinal)));
        var lines = await nodes.World.CallsAsync(3);
        Assert.Equal(["0", "500", "service_unavailable"], lines.Select(line => line.Code), StringComparer.Ordinal);

        await nodes.Redis.StartAgainAsync();
        var since = Stopwatch.StartNew();
        var i = 10;
        while (await nodes[0].BillCodeAsync(SignedRequests.Bill("erp01", Nonce(++i))) is not "0")
        {
            Assert.True(since.Elapsed < TimeSpan.FromSeconds(15), "Redis is back, yet no call passes.");
            await Task.Delay(100, Ct);
        }
        Assert.Equal("200", await nodes[0].SettlementCodeAsync(SignedRequests.Settlement(Key, Nonce(3))));
    }

    private static string Nonce(int number) => "nonce-of-the-test-" + number.ToString(CultureInfo.InvariantCulture);

    private sealed class Nodes : IAsyncDisposable
    {
        private readonly WebApplication second;
        private readonly HttpClient[] clients;

        private Nodes(RedisProcess redis, ApiWorld world, WebApplication second)
        {
            (Redis, World, this.second) = (redis, world, second);
            clients = [world.Host.Client, new HttpClient { BaseAddress = new Uri(second.Urls.First()) }];
        }

        public RedisProcess Redis { get; }

        public ApiWorld World { get; }

        /// <summary>By turns the first and the second node.</summary>
        public HttpClient this[int index] => clients[index % clients.Length];

        public static async Task<Nodes> StartAsync(int callsPerSecond = 1_000)
        {
            Assert.SkipUnless(RedisProcess.IsHere, RedisProcess.Missing);
            var redis = await RedisProcess.StartAsync();
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Redis:Connection"] = redis.Connection };
            var world = await ApiWorld.StartAsync(settings: settings);
            var second = PortalHost.BuildOn(world.Host.Database, settings);
            second.Services.GetRequiredService<KeyRing>().Open();
            await second.StartAsync(Ct);
            await world.ClientAsync(more: c => c.CallsPerSecond = callsPerSecond);
            await world.ClientAsync(SignatureScheme.Full, Key);
            return new(redis, world, second);
        }

        public async ValueTask DisposeAsync()
        {
            clients[1].Dispose();
            await second.StopAsync();
            await second.DisposeAsync();
            await World.DisposeAsync();
            await Redis.DisposeAsync();
        }
    }
}
