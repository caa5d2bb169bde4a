using System.Diagnostics;
using System.Text.Json;
using FundPortal.Domain.OpenApi;
using FundPortal.TestKit;
using FundPortal.Web.OpenApi.Webhooks;
using FundPortal.Web.Tests.OpenApi.Settlement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi.Webhooks;

/// <summary>Subscriptions over HTTP, and the sender in the running portal.</summary>
public sealed class WebhookApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_subscribes_sees_its_subscriptions_without_secrets_and_ends_them()
    {
        await using var receiver = new HookReceiver();
        await using var host = await StartAsync();
        var (caller, other) = (await host.ClientAsync(), await host.ClientAsync());

        var made = await caller.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed, alert.raised", host.NorthCny.PublicId));

        Assert.True(made.Status == 201, made.Text);
        Assert.Equal(64, made.Json.GetProperty("secret").GetString()!.Length);
        var id = made.Json.GetProperty("webhookId").GetString();
        Assert.Equal($"/v1/webhooks/{id}", made.Headers.Location!.ToString());
        var list = await caller.GetAsync("/v1/webhooks");
        Assert.Equal(id, list.Json.GetProperty("webhooks").EnumerateArray().Single().GetProperty("webhookId").GetString());
        var shown = await caller.GetAsync($"/v1/webhooks/{id}");
        Assert.Equal("""["balance.changed","alert.raised"]""", shown.Json.GetProperty("events").GetRawText());
        Assert.Equal(host.NorthCny.PublicId, shown.Json.GetProperty("accountIds").EnumerateArray().Single().GetGuid());
        Assert.DoesNotContain("secret", list.Text + shown.Text, StringComparison.Ordinal);

        Assert.Equal("404 webhook_not_found", (await other.GetAsync($"/v1/webhooks/{id}")).Outcome);
        Assert.Equal("404 webhook_not_found", (await other.SendAsync("DELETE", $"/v1/webhooks/{id}", null)).Outcome);
        Assert.Empty((await other.GetAsync("/v1/webhooks")).Json.GetProperty("webhooks").EnumerateArray());
        Assert.Equal("204", (await caller.SendAsync("DELETE", $"/v1/webhooks/{id}", null)).Outcome);
        Assert.Equal("404 webhook_not_found", (await caller.SendAsync("DELETE", $"/v1/webhooks/{id}", null)).Outcome);
    }

    [Fact]
    public async Task What_must_not_be_subscribed_is_refused_with_its_code()
    {
        await using var receiver = new HookReceiver();
        await using var host = await StartAsync();
        var caller = await host.ClientAsync();
        var reader = await host.ClientAsync([ApiPermission.ReadBalances]);
        var south = await host.ClientAsync(scope: host.South);
        var balances = await host.ClientAsync([ApiPermission.ReadBalances, ApiPermission.ManageWebhooks]);

        Assert.Equal("403 permission_denied", (await reader.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed"))).Outcome);
        Assert.Equal("403 permission_denied", (await balances.PostAsync("/v1/webhooks", Body(receiver.Url, "transaction.booked"))).Outcome);
        Assert.Equal(
            "404 account_not_found",
            (await south.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed", host.NorthCny.PublicId))).Outcome
        );
        foreach (
            var (body, parameter) in new[]
            {
                (Body("https://10.0.0.1/h", "balance.changed"), "url"),
                (Body("http://example.com/h", "balance.changed"), "url"),
                (Body("https://localhost/h", "balance.changed"), "url"),
                (Body(receiver.Url, "balance.gone"), "events"),
                (Body(receiver.Url, ""), "events"),
            }
        )
        {
            var answer = await caller.PostAsync("/v1/webhooks", body);
            Assert.Equal(("400 parameter_invalid", parameter), (answer.Outcome, answer.Json.GetProperty("parameter").GetString()));
        }
        // One nonce makes one subscription.
        var nonce = Guid.NewGuid().ToString("n");
        Assert.Equal("201", (await caller.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed"), d => d.Nonce = nonce)).Outcome);
        host.Later();
        Assert.Equal(
            "401 nonce_reused",
            (await caller.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed"), d => d.Nonce = nonce)).Outcome
        );
    }

    [Fact]
    public async Task A_change_is_at_the_receiver_within_two_seconds_and_what_was_not_sent_goes_out_after_a_restart()
    {
        await using var receiver = new HookReceiver();
        await using var host = await StartAsync(sends: true);
        var caller = await host.ClientAsync();
        var made = await caller.PostAsync("/v1/webhooks", Body(receiver.Url, "balance.changed"));
        Assert.Equal("201", made.Outcome);
        var fastest = TimeSpan.MaxValue;
        for (var i = 1; i <= 3; i++)
        {
            await host.BalanceAsync(host.NorthCny, i);
            // From the commit on. The fastest counts: tests share the machine with others.
            var taken = Stopwatch.StartNew();
            while (receiver.Taken.Count < i && taken.Elapsed < TimeSpan.FromSeconds(20))
                await Task.Delay(20, Ct);
            Assert.Equal(i, receiver.Taken.Count);
            fastest = taken.Elapsed < fastest ? taken.Elapsed : fastest;
        }
        Assert.True(fastest < TimeSpan.FromSeconds(2), $"It took {fastest}.");
        Assert.True(receiver.Taken.Last().IsSignedWith(made.Json.GetProperty("secret").GetString()!, "/hooks", ""));
        // Stopped between the receiver's answer and its being written down, the portal would send once more.
        await DeliveredAsync(host, 3);
        await host.Portal.App.StopAsync(Ct);
        await host.BalanceAsync(host.NorthCny, 4);
        Assert.Equal(3, receiver.Taken.Count);

        // Another portal on the same database, with senders of its own.
        await using var scope = host.Portal.App.Services.CreateAsyncScope();
        using var sender = ActivatorUtilities.CreateInstance<WebhookSender>(host.Portal.App.Services);
        await sender.StartAsync(Ct);
        await DeliveredAsync(host, 4);
        await sender.StopAsync(Ct);
        Assert.Equal(4, receiver.Taken.Count);
    }

    /// <summary>Until so many stand as delivered and nobody holds the subscription.</summary>
    private static async Task DeliveredAsync(SettlementHost host, int count)
    {
        var waited = Stopwatch.StartNew();
        while (
            !await host.Portal.Database.UseAsync(async db =>
                await db.WebhookDeliveries.CountAsync(d => d.State == WebhookDeliveryState.Delivered, Ct) == count
                && !await db.WebhookSubscriptions.AnyAsync(s => s.LeaseId != null, Ct)
            )
        )
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"{count} deliveries did not come to an end.");
            await Task.Delay(50, Ct);
        }
    }

    [Theory]
    [InlineData("/hooks/T0KEN-in-the-path", "T0KEN")]
    [InlineData("/hooks?token=T0KEN-in-the-query", "T0KEN")]
    public async Task Of_a_receiver_s_address_the_call_log_tells_the_host_alone_for_the_rest_may_be_a_secret(string rest, string secret)
    {
        await using var receiver = new HookReceiver();
        await using var host = await StartAsync();
        var caller = await host.ClientAsync();
        var address = new Uri(new Uri(receiver.Url), rest).ToString();
        Assert.Equal("201", (await caller.PostAsync("/v1/webhooks", Body(address, "balance.changed"))).Outcome);
        Assert.Equal("400", (await caller.PostAsync("/v1/webhooks", Body("not an address " + secret, "balance.changed"))).Outcome[..3]);

        var calls = await host.CallsAsync(2);

        Assert.Contains("url=http%3A%2F%2F127.0.0.1%2F%2A%2A%2A", calls[0].Parameters, StringComparison.Ordinal);
        Assert.All(calls, call => Assert.DoesNotContain(secret, call.Parameters, StringComparison.Ordinal));
        Assert.DoesNotContain(host.Portal.Log.All, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static Task<SettlementHost> StartAsync(bool sends = false) =>
        SettlementHost.StartAsync(more: builder =>
        {
            builder.Configuration["Webhooks:InsideHosts:0"] = "127.0.0.1";
            if (sends)
                builder.Services.AddHostedService<WebhookSender>();
        });

    private static string Body(string url, string events, Guid? account = null) =>
        account is { } id
            ? JsonSerializer.Serialize(
                new
                {
                    url,
                    events,
                    accountIds = id,
                }
            )
            : JsonSerializer.Serialize(new { url, events });
}
