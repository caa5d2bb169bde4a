using System.Globalization;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Tests.Host;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>Timestamps of the finance bill API at the ends of their time, with a clock that stands.</summary>
public sealed class BillTimeTests
{
    private int calls;

    [Fact]
    public async Task G2_a_timestamp_in_either_form_is_good_for_300_seconds_both_ways_ends_included()
    {
        await using var world = await StartAsync();
        world.Host.Database.Clock.Advance(TimeSpan.FromSeconds(1_000));
        foreach (var (seconds, code) in new[] { (-301, "1002"), (-300, "0"), (0, "0"), (300, "0"), (301, "1002") })
        {
            Assert.Equal(code, await CodeAsync(world, China(world, seconds)));
            Assert.Equal(code, await CodeAsync(world, Unix(world, seconds)));
        }
        // Milliseconds, other digits, and the day in UTC are no timestamps of now.
        Assert.Equal("2002", await CodeAsync(world, Unix(world, 0) + "000"));
        Assert.Equal(
            "1002",
            await CodeAsync(world, world.Host.Database.Clock.GetUtcNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task G3_a_stamp_290_seconds_ahead_is_still_used_310_seconds_later()
    {
        await using var world = await StartAsync();
        var clock = world.Host.Database.Clock;
        var form = Form(China(world, 290), "nonce-of-the-test");
        Assert.Equal("0", await world.Host.Client.BillCodeAsync(form));
        clock.Advance(TimeSpan.FromSeconds(310));
        Assert.Equal("1003", await world.Host.Client.BillCodeAsync(form));
        clock.Advance(TimeSpan.FromSeconds(280));
        Assert.Equal("1003", await world.Host.Client.BillCodeAsync(form));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1002", await world.Host.Client.BillCodeAsync(form));
    }

    private static async Task<ApiWorld> StartAsync()
    {
        var world = await ApiWorld.StartAsync(on: await PortalHost.StartAsync(realCookies: true));
        await world.ClientAsync();
        return world;
    }

    private static string China(ApiWorld world, int seconds) =>
        ChinaTime
            .FromUtc(world.Host.Database.Clock.GetUtcNow().UtcDateTime.AddSeconds(seconds))
            .ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    private static string Unix(ApiWorld world, int seconds) =>
        (world.Host.Database.Clock.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture);

    private Task<string> CodeAsync(ApiWorld world, string stamp) =>
        world.Host.Client.BillCodeAsync(Form(stamp, $"nonce-of-the-test-{++calls}"));

    private static string Form(string stamp, string nonce)
    {
        var call = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["flag"] = "erp01",
            ["method"] = "finance.getAccountBalance",
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            ["timestamp"] = stamp,
            ["nonce"] = nonce,
        };
        var sign = Convert.ToHexString(BillText.HmacSha256(System.Text.Encoding.ASCII.GetBytes(ApiWorld.Secret), call));
        return string.Join('&', call.Append(new("sign", sign)).Select(pair => $"{pair.Key}={pair.Value}"));
    }
}
