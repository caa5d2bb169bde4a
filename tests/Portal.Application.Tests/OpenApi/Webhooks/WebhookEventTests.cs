using FundPortal.Application.Channels;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.Channels;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.OpenApi.Webhooks;

/// <summary>What is told, to whom, and that it is written with the change it tells of.</summary>
public sealed class WebhookEventTests
{
    private static readonly string[] Everything = ["balance.changed", "transaction.booked", "payment.state_changed", "alert.raised"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_channel_reads_is_told_as_booked_transactions_and_a_changed_balance()
    {
        await using var receiver = new HookReceiver();
        await using var room = await ReadingRoom.CreateAsync(Hooks.Allowing("127.0.0.1"));
        var client = await room.Group.ProgramAsync("erp", await room.Group.AdministratorAsync(), Hooks.All, room.Group.North);
        await room.Group.SubscribeAsync(client, receiver.Url, Everything);
        var south = await room.Group.ProgramAsync("south", await room.Group.AdministratorAsync(), Hooks.All, room.Group.South);
        await room.Group.SubscribeAsync(south, receiver.Url, Everything);
        room.Bank.Book(ReadableBank.Entry("A", room.Today, 100_00, "货款"));
        room.Bank.Book(ReadableBank.Entry("B", room.Today, -30_00));

        await room.ReadAsync();
        await room.Group.DeliverAsync();

        var booked = receiver.Taken.Where(h => h.Is("transaction.booked")).ToArray();
        var rows = booked.SelectMany(h => h.Data.GetProperty("transactions").EnumerateArray()).ToArray();
        string[] amounts = [.. rows.Select(row => row.GetProperty("amount").GetString()!).Order(StringComparer.Ordinal)];
        Assert.Equal(["-30.00", "100.00"], amounts);
        Assert.Contains("货款", rows.Select(row => row.GetProperty("remark").GetString()), StringComparer.Ordinal);
        Assert.All(receiver.Taken, h => Assert.Equal(room.Group.NorthCny.PublicId, h.Data.GetProperty("accountId").GetGuid()));
        var balance = Assert.Single(receiver.Taken, h => h.Is("balance.changed"));
        Assert.Equal("1070.00", balance.Data.GetProperty("balance").GetString());

        // Read again without news: nothing to tell.
        var before = receiver.Taken.Count;
        await room.ReadAsync();
        await room.Group.DeliverAsync();
        Assert.Equal(before, receiver.Taken.Count);
    }

    [Fact]
    public async Task A_client_is_told_nothing_of_an_account_that_its_owner_may_not_see_any_more()
    {
        await using var receiver = new HookReceiver();
        await using var room = await ReadingRoom.CreateAsync(Hooks.Allowing("127.0.0.1"));
        var owner = await room.Group.PersonAsync(Role.FinanceStaff, [room.Group.North]);
        var client = await room.Group.ProgramAsync("erp", owner, Hooks.All, room.Group.North);
        await room.Group.SubscribeAsync(client, receiver.Url, Everything);
        room.Bank.Book(ReadableBank.Entry("A", room.Today, 100_00));
        await room.ReadAsync();
        // After the event, and before it is sent.
        await room.Group.Database.UseAsync(async db =>
        {
            db.ScopeGrants.RemoveRange(db.ScopeGrants.Where(grant => grant.PersonId == owner.PersonId));
            return await db.SaveChangesAsync(Ct);
        });
        await room.Group.DeliverAsync();
        room.Bank.Book(ReadableBank.Entry("B", room.Today, 50_00));
        await room.ReadAsync();
        await room.Group.DeliverAsync();

        Assert.Empty(receiver.Taken);
    }

    [Fact]
    public async Task A_payment_s_states_are_told_to_the_client_that_filed_it_and_to_no_other()
    {
        await using var receiver = new HookReceiver();
        await using var treasury = await Treasury.CreateAsync(more: Hooks.Allowing("127.0.0.1"));
        var client = await treasury.Group.ProgramAsync("erp", treasury.OtherMaker, Hooks.All, treasury.Group.Holding);
        var other = await treasury.Group.ProgramAsync("other", treasury.OtherMaker, Hooks.All, treasury.Group.Holding);
        await treasury.Group.SubscribeAsync(client, receiver.Url, ["payment.state_changed"]);
        await treasury.Group.SubscribeAsync(other, receiver.Url, ["payment.state_changed"]);
        var actor = await treasury.Group.CallAsync(client);
        var filed = await treasury.Database.RunAsync(
            (FileApiPayment u) =>
                u.HandleAsync(
                    new(
                        "K1",
                        "INV-1",
                        treasury.Group.NorthCny.PublicId,
                        treasury.Payee.PublicId,
                        null,
                        null,
                        null,
                        "10.00",
                        "CNY",
                        "goods",
                        null,
                        null
                    ),
                    actor,
                    Ct
                )
        );
        Assert.Null(filed.Refusal);
        var caller = await treasury.Group.CallAsync(client);
        Assert.True((await treasury.Database.RunAsync((CancelPayment u) => u.HandleAsync(new(filed.Value.Payment), caller, Ct))).IsOk);

        await treasury.Group.DeliverAsync();

        Assert.Equal(2, receiver.Taken.Count);
        Assert.All(receiver.Taken, h => Assert.Equal(filed.Value.Payment, h.Data.GetProperty("paymentId").GetGuid()));
        Assert.All(receiver.Taken, h => Assert.Equal("INV-1", h.Data.GetProperty("externalRef").GetString()));
        string[] states = [.. receiver.Taken.Select(h => h.Data.GetProperty("state").GetString()!)];
        Assert.Equal(["inApproval", "cancelled"], states);
        Assert.Equal("inApproval", receiver.Taken.Last().Data.GetProperty("previousState").GetString());
    }

    [Fact]
    public async Task A_channel_s_trouble_is_told_with_the_accounts_that_the_client_sees()
    {
        await using var receiver = new HookReceiver();
        await using var room = await ReadingRoom.CreateAsync(Hooks.Allowing("127.0.0.1"));
        await room.ServeAsync(room.Group.SouthCny.Id);
        var client = await room.Group.ProgramAsync("erp", await room.Group.AdministratorAsync(), Hooks.All, room.Group.North);
        await room.Group.SubscribeAsync(client, receiver.Url, Everything);
        var log = room.Database.Services.GetRequiredService<ChannelLog>();
        var fault = new ChannelFault(ChannelFaultKind.BadSignature, "signature", "inner words");
        await log.FailedAsync(room.Channel.Id, fault, null, Ct);
        // The same trouble once more is no second alert.
        await log.FailedAsync(room.Channel.Id, fault, null, Ct);

        await room.Group.DeliverAsync();

        var hook = Assert.Single(receiver.Taken);
        Assert.Equal(("alert.raised", "badSignature"), (hook.Type, hook.Data.GetProperty("kind").GetString()));
        var account = Assert.Single(hook.Data.GetProperty("accountIds").EnumerateArray());
        Assert.Equal(room.Group.NorthCny.PublicId, account.GetGuid());
        Assert.DoesNotContain("inner words", hook.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_committed_is_not_told()
    {
        await using var group = await Hooks.GroupAsync();
        await using var receiver = new HookReceiver();
        var client = await group.ProgramAsync("erp", await group.AdministratorAsync(), Hooks.All, group.Holding);
        await group.SubscribeAsync(client, receiver.Url, Everything);
        await group.Database.UseAsync(async db =>
        {
            await using var write = await db.BeginWriteAsync(Ct);
            db.AccountBalances.Add(
                new AccountBalance
                {
                    AccountId = group.NorthCny.Id,
                    Kind = BalanceKind.Booked,
                    AsOf = group.Database.Clock.GetUtcNow().UtcDateTime,
                    AmountMinor = 1,
                    Source = "bank",
                }
            );
            // Saved, but not committed.
            return await db.SaveChangesAsync(Ct);
        });

        Assert.Empty(await group.DeliveriesAsync());
    }

    [Fact]
    public async Task A_client_is_told_nothing_that_it_may_not_ask_for()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var owner = await group.AdministratorAsync();
        var balances = await group.ProgramAsync(
            "balances",
            owner,
            [ApiPermission.ReadBalances, ApiPermission.ManageWebhooks],
            group.Holding
        );
        var silent = await group.ProgramAsync("silent", owner, [ApiPermission.ReadBalances], group.Holding);

        Assert.Equal(Refusal.Forbidden, (await group.TrySubscribeAsync(balances, receiver.Url, ["transaction.booked"])).Refusal);
        Assert.Equal(Refusal.Forbidden, (await group.TrySubscribeAsync(silent, receiver.Url, ["balance.changed"])).Refusal);
        Assert.Null((await group.TrySubscribeAsync(balances, receiver.Url, ["balance.changed"])).Refusal);
        // Taken away later: no event is written any more.
        await group.Database.UseAsync(async db =>
        {
            var client = await db.ApiClients.SingleAsync(c => c.Id == balances.Id, Ct);
            Assert.True(client.Grant([ApiPermission.ManageWebhooks]).IsOk);
            return await db.SaveChangesAsync(Ct);
        });
        await group.BalanceAsync(group.NorthCny, 1);
        Assert.Empty(await group.DeliveriesAsync());
    }

    [Fact]
    public async Task G3_a_nonce_makes_one_subscription_even_on_a_node_that_does_not_remember_it()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var client = await group.ProgramAsync("erp", await group.AdministratorAsync(), Hooks.All, group.Holding);
        var actor = await group.CallAsync(client, "one-nonce-of-sixteen");
        Task<Result<CreateWebhook.Created>> CreateAsync() =>
            group.Database.RunAsync((CreateWebhook u) => u.HandleAsync(new(receiver.Url, ["balance.changed"], []), actor, Ct));

        Assert.Null((await CreateAsync()).Refusal);
        Assert.Equal(FileApiPayment.NonceReused, (await CreateAsync()).Refusal);
        Assert.Equal(1, await group.Database.UseAsync(db => db.WebhookSubscriptions.CountAsync(Ct)));
    }

    [Theory]
    [InlineData("http://example.com/h", "https_only")]
    [InlineData("https://127.0.0.1/h", "host_not_allowed")]
    [InlineData("https://[::1]/h", "host_not_allowed")]
    [InlineData("https://[::ffff:127.0.0.1]/h", "host_not_allowed")]
    [InlineData("https://169.254.169.254/latest", "host_not_allowed")]
    [InlineData("https://0x7f000001/h", "host_not_allowed")]
    [InlineData("https://2130706433/h", "host_not_allowed")]
    [InlineData("https://10.1.2.3/h", "host_not_allowed")]
    [InlineData("https://localhost/h", "host_not_allowed")]
    [InlineData("https://user@example.com/h", "format")]
    [InlineData("https://example.com/h#part", "format")]
    [InlineData("ftp://example.com/h", "https_only")]
    [InlineData("https://does-not-exist.invalid/h", "host_unknown")]
    [InlineData("not an address", "format")]
    [InlineData("", "format")]
    public async Task G9_an_address_that_the_portal_must_not_call_is_refused(string url, string reason)
    {
        await using var group = await FundPortal.Application.Tests.Accounts.Group.CreateAsync(Hooks.Allowing());
        var client = await group.ProgramAsync("erp", await group.AdministratorAsync(), Hooks.All, group.Holding);

        Assert.Equal(Refusal.Invalid("url", reason).Args, (await group.TrySubscribeAsync(client, url, ["balance.changed"])).Refusal!.Args);
    }

    [Fact]
    public async Task Events_must_be_known_and_a_client_has_twenty_subscriptions_at_most()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var client = await group.ProgramAsync("erp", await group.AdministratorAsync(), Hooks.All, group.Holding);
        foreach (
            var events in new string[][] { [], ["balance.Changed"], ["balance.changed", "more"], ["balance.changed", "balance.changed"] }
        )
            Assert.Equal("events", (await group.TrySubscribeAsync(client, receiver.Url, events)).Refusal!.Args[0]);
        for (var i = 0; i < WebhookSubscription.MaxOfClient; i++)
            await group.SubscribeAsync(client, receiver.Url, Everything);
        Assert.Equal("webhook_limit", (await group.TrySubscribeAsync(client, receiver.Url, Everything)).Refusal!.Code);
    }

    [Fact]
    public async Task Subscriptions_and_the_log_are_shown_without_secrets_and_bodies_page_by_page()
    {
        await using var receiver = new HookReceiver();
        await using var group = await Hooks.GroupAsync();
        var administrator = await group.AdministratorAsync();
        var client = await group.ProgramAsync("erp", administrator, Hooks.All, group.Holding);
        var stranger = await group.ProgramAsync("other", administrator, Hooks.All, group.Holding);
        var made = await group.SubscribeAsync(client, receiver.Url, Everything, group.NorthCny, group.NorthUsd);
        for (var i = 1; i <= 5; i++)
            await group.BalanceAsync(group.NorthCny, i);
        receiver.Status = 500;
        await group.DeliverAsync();

        var own = await group.Database.RunAsync(async (ListWebhooks u) => await u.HandleAsync(new(), await group.CallAsync(client), Ct));
        Assert.Equal(made.Webhook.Id, Assert.Single(own.Value.Rows).Id);
        Assert.Equal([group.NorthCny.PublicId, group.NorthUsd.PublicId], own.Value.Rows[0].Accounts);
        var foreign = await group.Database.RunAsync(
            async (ListWebhooks u) => await u.HandleAsync(new(made.Webhook.Id), await group.CallAsync(stranger), Ct)
        );
        Assert.Empty(foreign.Value.Rows);
        Assert.Single((await group.Database.RunAsync((ListWebhooks u) => u.HandleAsync(new(), administrator, Ct))).Value.Rows);

        var seen = new List<long>();
        long? before = null;
        do
        {
            var page = await ListAsync(new(made.Webhook.Id, Before: before, Size: 2));
            seen.AddRange(page.Rows.Select(row => row.Id));
            before = page.Next;
        } while (before is not null);
        Assert.Equal(seen.OrderDescending(), seen);
        Assert.Equal(5, seen.Count);
        var all = (await ListAsync(new())).Rows;
        Assert.Single((await ListAsync(new(EventId: all[0].EventId))).Rows);
        Assert.Equal(5, (await ListAsync(new(State: WebhookDeliveryState.Waiting, Event: WebhookEvent.BalanceChanged))).Rows.Count);
        Assert.Empty((await ListAsync(new(Event: WebhookEvent.AlertRaised))).Rows);
        Assert.Contains(all, row => row is { LastStatus: 500, Attempts: 1, CanResend: true });
        // The secret stands encrypted.
        var stored = await group.Database.UseAsync(db => db.WebhookSubscriptions.SingleAsync(Ct));
        Assert.DoesNotContain(made.Secret, System.Text.Encoding.UTF8.GetString(stored.Secret), StringComparison.Ordinal);

        async Task<ListWebhookDeliveries.Page> ListAsync(ListWebhookDeliveries.Query query) =>
            (await group.Database.RunAsync((ListWebhookDeliveries u) => u.HandleAsync(query, administrator, Ct))).Value;
    }
}
