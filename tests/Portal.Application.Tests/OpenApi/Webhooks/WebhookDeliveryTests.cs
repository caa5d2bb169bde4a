using System.Globalization;
using FundPortal.Application.Notices;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi.Webhooks;

/// <summary>Deliveries to a real server: signed, at least once, by one sender at a time, for a day, and never to where they must not go.</summary>
public sealed class WebhookDeliveryTests
{
    private static readonly string[] Balances = ["balance.changed"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_balance_that_changed_is_told_once_with_a_signature_that_a_receiver_can_check()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var client = await ClientAsync(group);
        var made = await group.SubscribeAsync(client, receiver.Url + "?tenant=a%20b&a=%E4%B8%AD", Balances);
        await group.BalanceAsync(group.NorthCny, 1_234_56);
        // The same again, and an older one, are no change.
        await group.BalanceAsync(group.NorthCny, 1_234_56);

        Assert.Equal((1, 0), await group.DeliverAsync());
        Assert.Equal((0, 0), await group.DeliverAsync());

        var hook = Assert.Single(receiver.Taken);
        Assert.True(hook.IsSignedWith(made.Secret, "/hooks", "a=%E4%B8%AD&tenant=a%20b"));
        Assert.False(hook.IsSignedWith(Programs.Secret, "/hooks", "a=%E4%B8%AD&tenant=a%20b"));
        Assert.Equal(group.Database.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), hook.Timestamp);
        Assert.Equal("balance.changed", hook.Type);
        Assert.Equal(group.NorthCny.PublicId, hook.Data.GetProperty("accountId").GetGuid());
        Assert.Equal("1234.56", hook.Data.GetProperty("balance").GetString());
        var delivery = Assert.Single(await group.DeliveriesAsync());
        Assert.Equal(
            (WebhookDeliveryState.Delivered, 1, (int?)200, hook.Id),
            (delivery.State, delivery.Attempts, delivery.LastStatus, delivery.EventId)
        );
    }

    [Fact]
    public async Task A_receiver_that_fails_hears_it_again_with_the_same_id_and_a_new_timestamp_and_nonce()
    {
        await using var receiver = new HookReceiver { Status = 500 };
        await using var group = await Hooks.GroupAsync();
        var made = await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        Assert.Equal((0, 1), await group.DeliverAsync());
        // Not before its time.
        group.Database.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((0, 0), await group.DeliverAsync());
        Assert.Equal("http_500", Assert.Single(await group.DeliveriesAsync()).LastError);

        receiver.Status = 204;
        receiver.AnswerBytes = 0;
        group.Database.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((1, 0), await group.DeliverAsync());

        var (first, second) = (receiver.Taken.First(), receiver.Taken.Last());
        Assert.Equal(first.Body, second.Body);
        Assert.NotEqual(first.Nonce, second.Nonce, StringComparer.Ordinal);
        Assert.NotEqual(first.Timestamp, second.Timestamp, StringComparer.Ordinal);
        Assert.True(second.IsSignedWith(made.Secret, "/hooks", ""));
    }

    [Fact]
    public async Task A_receiver_that_is_away_for_a_day_is_given_up_with_one_notice_and_a_person_can_send_again()
    {
        await using var receiver = new HookReceiver { Status = 503 };
        await using var group = await Hooks.GroupAsync();
        var owner = await group.AdministratorAsync();
        var client = await group.ProgramAsync("erp", owner, Hooks.All, group.Holding);
        await group.SubscribeAsync(client, receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        await group.BalanceAsync(group.NorthUsd, 2);
        var begun = group.Database.Clock.GetUtcNow();
        while (group.Database.Clock.GetUtcNow() - begun < TimeSpan.FromHours(25))
        {
            await group.DeliverAsync();
            group.Database.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        var given = await group.DeliveriesAsync();
        Assert.All(given, d => Assert.Equal(WebhookDeliveryState.GivenUp, d.State));
        Assert.All(given, d => Assert.InRange(d.Attempts, 8, 20));
        Assert.All(given, d => Assert.InRange(d.LastTriedAt!.Value - d.At, TimeSpan.FromHours(24), TimeSpan.FromHours(24.2)));
        var notice = Assert.Single(await group.Database.UseAsync(db => db.Notices.ToListAsync(Ct)));
        Assert.Equal((owner.PersonId, NoticeKinds.WebhookGivenUp, "/webhooks"), (notice.PersonId, notice.Kind, notice.Link));

        receiver.Status = 200;
        Assert.True((await ResendAsync(group, given[0].Id, owner)).IsOk);
        Assert.Equal((1, 0), await group.DeliverAsync());
        Assert.Equal(given[0].EventId, receiver.Taken.Last().Id);
        // One that arrived can be sent again as well.
        Assert.True((await ResendAsync(group, given[0].Id, owner)).IsOk);
        Assert.Equal((1, 0), await group.DeliverAsync());
        // It works again: the next time it does not, somebody is told again.
        Assert.Null((await group.Database.UseAsync(db => db.WebhookSubscriptions.SingleAsync(Ct))).GivenUpAt);
    }

    [Fact]
    public async Task Two_senders_at_once_deliver_each_event_once()
    {
        await using var receiver = new HookReceiver();
        receiver.OnHook = () => Task.Delay(5, Ct);
        await using var group = await Hooks.GroupAsync();
        var client = await ClientAsync(group);
        await group.SubscribeAsync(client, receiver.Url, Balances);
        await group.SubscribeAsync(client, receiver.Url, Balances);
        for (var i = 1; i <= 20; i++)
            await group.BalanceAsync(group.NorthCny, i);
        await using var other = group.Database.OtherNode();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RunAsync(i % 2 == 0 ? group.Database.Services : other)));

        Assert.Equal(40, receiver.Taken.Count);
        Assert.All(receiver.Taken.GroupBy(hook => hook.Id), same => Assert.Equal(2, same.Count()));
        Assert.All(await group.DeliveriesAsync(), d => Assert.Equal((WebhookDeliveryState.Delivered, 1), (d.State, d.Attempts)));

        static async Task RunAsync(IServiceProvider node)
        {
            for (var idle = 0; idle < 20; )
            {
                await using var scope = node.CreateAsyncScope();
                var report = await scope.ServiceProvider.GetRequiredService<DeliverWebhooks>().HandleAsync(new(), Actor.System, Ct);
                idle = report.Value.IsIdle ? idle + 1 : 0;
                await Task.Delay(10, Ct);
            }
        }
    }

    [Fact]
    public async Task What_a_sender_died_with_goes_out_when_its_claim_has_run_out()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        await group.Database.UseAsync(async db =>
        {
            var subscription = await db.WebhookSubscriptions.SingleAsync(Ct);
            (subscription.LeaseId, subscription.LeasedUntil) = (
                Guid.NewGuid(),
                group.Database.Clock.GetUtcNow().UtcDateTime + DeliverWebhooks.Lease
            );
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal((0, 0), await group.DeliverAsync());
        group.Database.Clock.Advance(DeliverWebhooks.Lease);
        Assert.Equal((1, 0), await group.DeliverAsync());
    }

    [Fact]
    public async Task G9_a_redirect_is_not_followed()
    {
        await using var inside = new HookReceiver();
        await using var receiver = new HookReceiver { Status = 307, Location = inside.Url };
        await using var group = await Hooks.GroupAsync();
        await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);

        Assert.Equal((0, 1), await group.DeliverAsync());

        Assert.Empty(inside.Taken);
        var delivery = Assert.Single(await group.DeliveriesAsync());
        Assert.Equal((307, "redirect"), (delivery.LastStatus, delivery.LastError));
    }

    [Fact]
    public async Task G9_a_name_that_points_inside_later_is_refused_when_connecting()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        // As if it had been a public name when it was subscribed.
        await group.Database.UseAsync(db =>
            db.WebhookSubscriptions.ExecuteUpdateAsync(set => set.SetProperty(s => s.Url, "https://localhost:1/hooks"), Ct)
        );
        await group.BalanceAsync(group.NorthCny, 1);

        Assert.Equal((0, 1), await group.DeliverAsync());
        Assert.StartsWith("host_not_allowed", Assert.Single(await group.DeliveriesAsync()).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G9_an_answer_without_end_is_not_read()
    {
        await using var receiver = new HookReceiver { AnswerBytes = 50_000_000 };
        await using var group = await Hooks.GroupAsync();
        await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);

        Assert.Equal((1, 0), await group.DeliverAsync());
        Assert.Equal(WebhookDeliveryState.Delivered, Assert.Single(await group.DeliveriesAsync()).State);
    }

    [Fact]
    public async Task An_ended_subscription_gets_nothing_more()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var client = await ClientAsync(group);
        var made = await group.SubscribeAsync(client, receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        var stranger = await group.ProgramAsync("other", await group.AdministratorAsync(), Hooks.All, group.Holding);

        Assert.Equal(Refusal.NotFound, (await EndAsync(group, made, await group.CallAsync(stranger))).Refusal);
        Assert.True((await EndAsync(group, made, await group.CallAsync(client))).IsOk);
        await group.BalanceAsync(group.NorthCny, 2);

        Assert.Equal((0, 0), await group.DeliverAsync());
        Assert.Empty(receiver.Taken);
        var dropped = Assert.Single(await group.DeliveriesAsync());
        Assert.Equal(WebhookDeliveryState.Dropped, dropped.State);
        Assert.Equal("webhook_ended", (await ResendAsync(group, dropped.Id, await group.AdministratorAsync())).Refusal!.Code);
    }

    [Fact]
    public async Task A_client_hears_nothing_of_accounts_that_it_does_not_see_and_nothing_more_when_one_is_taken_away()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var north = await group.ProgramAsync("north", await group.AdministratorAsync(), Hooks.All, group.North);
        await group.SubscribeAsync(north, receiver.Url, Balances);
        await group.SubscribeAsync(north, receiver.Url, Balances, group.NorthUsd);
        await group.BalanceAsync(group.SouthCny, 1);
        Assert.Empty(await group.DeliveriesAsync());
        Assert.Equal(Refusal.NotFound, (await group.TrySubscribeAsync(north, receiver.Url, Balances, group.SouthCny)).Refusal);

        // The second subscription is for the other account only.
        await group.BalanceAsync(group.NorthCny, 2);
        Assert.Single(await group.DeliveriesAsync());
        await group.Database.UseAsync(db => db.ScopeGrants.Where(g => g.PersonId == north.Id).ExecuteDeleteAsync(Ct));

        Assert.Equal((0, 0), await group.DeliverAsync());
        Assert.Empty(receiver.Taken);
        Assert.Equal("out_of_scope", Assert.Single(await group.DeliveriesAsync()).LastError);
    }

    [Fact]
    public async Task A_disabled_client_hears_nothing_and_what_waited_arrives_when_it_is_enabled_again()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var client = await ClientAsync(group);
        await group.SubscribeAsync(client, receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        await SetAsync(isDisabled: true);
        await group.BalanceAsync(group.NorthCny, 2);
        await group.DeliverAsync();
        Assert.Empty(receiver.Taken);

        await SetAsync(isDisabled: false);
        group.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 0), await group.DeliverAsync());

        async Task SetAsync(bool isDisabled)
        {
            await group.Database.UseAsync(async db =>
            {
                (await db.ApiClients.SingleAsync(c => c.Id == client.Id, Ct)).IsDisabled = isDisabled;
                return await db.SaveChangesAsync(Ct);
            });
            group.Database.Clock.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task Old_deliveries_are_deleted_and_what_waits_stays()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        await group.SubscribeAsync(await ClientAsync(group), receiver.Url, Balances);
        await group.BalanceAsync(group.NorthCny, 1);
        await group.DeliverAsync();
        await group.BalanceAsync(group.NorthCny, 2);
        group.Database.Clock.Advance(TimeSpan.FromDays(89));
        Assert.Equal(0, await PruneAsync());
        group.Database.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await PruneAsync());
        Assert.Equal(WebhookDeliveryState.Waiting, Assert.Single(await group.DeliveriesAsync()).State);

        async Task<int> PruneAsync() => (await group.Database.RunAsync((PruneWebhooks u) => u.HandleAsync(new(), Actor.System, Ct))).Value;
    }

    private static async Task<ApiClient> ClientAsync(Group group) =>
        await group.ProgramAsync("erp", await group.AdministratorAsync(), Hooks.All, group.Holding);

    private static Task<Result<Done>> ResendAsync(Group group, long delivery, Actor actor) =>
        group.Database.RunAsync((ResendWebhook u) => u.HandleAsync(new(delivery), actor, Ct));

    private static Task<Result<Done>> EndAsync(Group group, CreateWebhook.Created made, Actor actor) =>
        group.Database.RunAsync((EndWebhook u) => u.HandleAsync(new(made.Webhook.Id), actor, Ct));
}
