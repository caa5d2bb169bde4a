using FundPortal.Application.OpenApi.Calls;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi;

/// <summary>The call log: kept whole, found by filter, pruned after its days, and watched for what is unusual.</summary>
public sealed class ApiCallTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_line_is_stored_with_its_hour_and_address_and_none_is_lost_at_the_stop()
    {
        var (group, client, _) = await WorldAsync();
        await using var scope = group;
        var log = group.Database.Services.GetRequiredService<CallLog>();
        await log.StartAsync(Ct);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 3_000),
            Ct,
            async (i, ct) => await log.WriteAsync(Call(group, client, code: i % 10 == 0 ? "1003" : "0", address: $"192.0.2.{i % 3}"), ct)
        );
        await log.StopAsync(Ct);

        Assert.Equal(3_000, await group.Database.UseAsync(db => db.ApiCalls.CountAsync(Ct)));
        var hour = await group.Database.UseAsync(db => db.ApiHours.SingleAsync(Ct));
        Assert.Equal((3_000, 300), (hour.Calls, hour.Failures));
        Assert.Equal(3, await group.Database.UseAsync(db => db.ApiAddresses.CountAsync(Ct)));
    }

    [Fact]
    public async Task Pages_by_cursor_show_each_call_once_and_filters_join()
    {
        var (group, client, admin) = await WorldAsync();
        await using var scope = group;
        var calls = new List<ApiCall>();
        for (var i = 0; i < 25; i++)
        {
            // Some share a time.
            if (i % 3 == 0)
                group.Database.Clock.Advance(TimeSpan.FromHours(1));
            calls.Add(Call(group, i % 2 == 0 ? client : null, code: i % 5 == 0 ? "1002" : "0", request: $"r{i}"));
        }
        await StoreAsync(group, calls);

        var seen = new List<string>();
        for (ListApiCalls.Place? after = null; ; )
        {
            var page = await ListAsync(group, admin, new(), after, 7);
            seen.AddRange(page.Rows.Select(row => row.Call.RequestId));
            if ((after = page.Next) is null)
                break;
        }
        Assert.Equal(25, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("r24", seen[0]);
        Assert.All((await ListAsync(group, admin, new(client.Id))).Rows, row => Assert.Equal("erp", row.Name));
        Assert.Equal(13, (await ListAsync(group, admin, new(client.Id))).Rows.Count);
        Assert.Equal(5, (await ListAsync(group, admin, new(OnlyRefused: true))).Rows.Count);
        Assert.Equal("r3", (await ListAsync(group, admin, new(Text: "r3"))).Rows.Single().Call.RequestId);
        Assert.Empty((await ListAsync(group, admin, new(From: new DateOnly(2027, 1, 1)))).Rows);
        Assert.Empty((await ListAsync(group, admin, new(To: new DateOnly(2025, 1, 1)))).Rows);
        // Finance staff have no business here.
        var staff = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var refused = await group.Database.RunAsync((ListApiCalls u) => u.HandleAsync(new(new()), staff, Ct));
        Assert.Equal(Refusal.Forbidden, refused.Refusal);
    }

    [Fact]
    public async Task Old_lines_and_spent_nonces_go_and_idempotency_keys_stay()
    {
        var (group, client, _) = await WorldAsync();
        await using var scope = group;
        await StoreAsync(group, [.. Enumerable.Range(0, 30).Select(_ => Call(group, client))]);
        await group.Database.UseAsync(async db =>
        {
            db.SpentNonces.Add(
                new SpentNonce
                {
                    ClientId = client.Id,
                    Nonce = "n",
                    GoodUntil = group.Database.Clock.GetUtcNow().UtcDateTime,
                }
            );
            db.ApiFilings.Add(
                new ApiFiling
                {
                    ClientId = client.Id,
                    Key = "K1",
                    RequestHash = new byte[32],
                    PaymentId = Guid.NewGuid(),
                }
            );
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal(0, await PruneAsync(group));
        group.Database.Clock.Advance(TimeSpan.FromDays(PruneApiCalls.DefaultDays - 1));
        await StoreAsync(group, [Call(group, client)]);
        Assert.Equal(0, await PruneAsync(group));
        group.Database.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(30, await PruneAsync(group));
        Assert.Equal(1, await group.Database.UseAsync(db => db.ApiCalls.CountAsync(Ct)));
        Assert.Equal(0, await group.Database.UseAsync(db => db.SpentNonces.CountAsync(Ct)));
        Assert.Equal(1, await group.Database.UseAsync(db => db.ApiFilings.CountAsync(Ct)));
    }

    [Fact]
    public async Task What_is_not_like_the_client_is_told_once_a_day()
    {
        var (group, client, admin) = await WorldAsync();
        await using var scope = group;
        for (var day = 0; day < 7; day++)
        {
            await StoreAsync(group, [.. Enumerable.Range(0, 100).Select(_ => Call(group, client))]);
            Assert.Equal(0, await WatchAsync(group));
            group.Database.Clock.Advance(TimeSpan.FromDays(1));
        }
        // Ten times the usual, from elsewhere, most of it refused.
        await StoreAsync(group, [.. Enumerable.Range(0, 1_000).Select(i => Call(group, client, i < 600 ? "1003" : "0", "198.51.100.9"))]);
        Assert.Equal(3, await WatchAsync(group));
        Assert.Equal(0, await WatchAsync(group));
        // And at three in the morning.
        group.Database.Clock.Advance(TimeSpan.FromHours(17));
        await StoreAsync(group, [Call(group, client)]);
        Assert.Equal(1, await WatchAsync(group));

        var alerts = (await ListAsync(group, admin, new())).Alerts;
        Assert.Equal(
            [ApiAlertKind.NewAddress, ApiAlertKind.Volume, ApiAlertKind.Failures, ApiAlertKind.Night],
            alerts.Select(a => a.Kind).Order()
        );
        Assert.Equal("198.51.100.9", alerts.Single(a => a.Kind == ApiAlertKind.NewAddress).Detail);
        Assert.Equal("600/1000", alerts.Single(a => a.Kind == ApiAlertKind.Failures).Detail);
        var notices = await group.Database.UseAsync(db => db.Notices.CountAsync(n => n.Kind == "api_calls_unusual", Ct));
        Assert.Equal(4, notices);
    }

    [Fact]
    public async Task Watching_and_pruning_are_the_portal_s_own_work()
    {
        var (group, _, admin) = await WorldAsync();
        await using var scope = group;
        Assert.Equal(Refusal.Forbidden, (await group.Database.RunAsync((WatchApiCalls u) => u.HandleAsync(new(), admin, Ct))).Refusal);
        Assert.Equal(Refusal.Forbidden, (await group.Database.RunAsync((PruneApiCalls u) => u.HandleAsync(new(), admin, Ct))).Refusal);
    }

    private static async Task<(Group Group, ApiClient Client, Actor Admin)> WorldAsync()
    {
        var group = await Group.CreateAsync();
        var owner = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var client = await group.ProgramAsync("erp", owner, [ApiPermission.ReadBalances], group.Holding);
        return (group, client, await group.PersonAsync(Role.Administrator, []));
    }

    private static ApiCall Call(Group group, ApiClient? client, string code = "0", string address = "192.0.2.7", string request = "r") =>
        new()
        {
            At = group.Database.Clock.GetUtcNow().UtcDateTime,
            Api = ApiKind.Settlement,
            ClientId = client?.Id,
            SecretId = client is null ? null : 1,
            Method = "GET /v1/accounts",
            Address = address,
            Code = code,
            Status = 200,
            RequestId = request,
        };

    /// <summary>Through the log itself, started and stopped.</summary>
    private static async Task StoreAsync(Group group, IReadOnlyList<ApiCall> calls)
    {
        var log = ActivatorUtilities.CreateInstance<CallLog>(group.Database.Services);
        await log.StartAsync(Ct);
        foreach (var call in calls)
            await log.WriteAsync(call, Ct);
        await log.StopAsync(Ct);
    }

    private static async Task<ListApiCalls.Page> ListAsync(
        Group group,
        Actor admin,
        ListApiCalls.Filter filter,
        ListApiCalls.Place? after = null,
        int size = 50
    ) => (await group.Database.RunAsync((ListApiCalls u) => u.HandleAsync(new(filter, after, size), admin, Ct))).Value;

    private static async Task<int> WatchAsync(Group group) =>
        (await group.Database.RunAsync((WatchApiCalls u) => u.HandleAsync(new(), Actor.System, Ct))).Value;

    private static async Task<int> PruneAsync(Group group) =>
        (await group.Database.RunAsync((PruneApiCalls u) => u.HandleAsync(new(), Actor.System, Ct))).Value;
}
