using FundPortal.Application.Approvals;
using FundPortal.Application.Channels;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Payments;

/// <summary>From approval to the bank's last word: one sender, one order, whatever the bank says and whoever dies in between.</summary>
public sealed class SendingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_payment_is_sent_once_followed_and_settled()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        Assert.Empty(world.Bank.Received);
        await world.RoundAsync();
        Assert.Equal(PaymentState.Accepted, await world.StateAsync(payment));
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled, "FIN/S");
        await world.RoundsAsync(5, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        var sent = Assert.Single(world.Bank.Received);
        Assert.Equal((EndToEndId.Of(payment, 0), 100_00L, "goods"), (sent.EndToEndId, sent.Amount.Minor, sent.Purpose));
        Assert.Equal(world.Treasury.Payee.Details, sent.To);
        Assert.Contains("payment.released", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        // Paid once: from now on the payee is known.
        Assert.NotNull(await world.Database.UseAsync(db => db.Payees.Select(p => p.FirstPaidOn).SingleAsync(Ct)));
    }

    [Fact]
    public async Task What_the_bank_once_accepted_is_never_sent_again_whatever_it_says_later()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.RoundAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.NotFound);
        await world.RoundsAsync(100, TimeSpan.FromMinutes(5));
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        Assert.Single(world.Bank.Received);
        Assert.Contains("payment_in_doubt", await NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_duplicate_is_asked_about_not_believed_to_be_paid_or_failed()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Duplicate, "DUP0001", null, null);
        var payment = await world.ApprovedAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.NoAnswer);
        await world.RoundAsync();
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
    }

    [Fact]
    public async Task A_refusal_by_the_bank_is_final_and_the_maker_hears_of_it()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Refused, "BAL0001", "余额不足", null);
        var payment = await world.ApprovedAsync();
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Failed, await world.StateAsync(payment));
        Assert.Contains("payment_failed", await NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task F4_a_sender_that_slept_past_its_lease_sends_nothing()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        world.Bank.BeforeLastLook = () =>
        {
            world.Database.Clock.Advance(TimeSpan.FromMinutes(10));
            return Task.CompletedTask;
        };
        await world.RoundAsync();
        Assert.Empty(world.Bank.Received);
        world.Bank.BeforeLastLook = () => Task.CompletedTask;
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);
        Assert.Equal(PaymentState.Accepted, await world.StateAsync(payment));
    }

    [Fact]
    public async Task F4_another_node_takes_over_a_dead_senders_order_by_asking_first()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        world.Bank.AfterArrival = () => throw new InvalidOperationException("killed");
        await world.RoundAsync();
        Assert.Equal(InstructionState.Sending, (await world.OrderAsync(payment)).State);
        world.Bank.AfterArrival = () => Task.CompletedTask;
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        // Its lease still holds: nobody else touches it.
        await world.RoundsAsync(3, Second);
        Assert.Equal(InstructionState.Sending, (await world.OrderAsync(payment)).State);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(2));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.Single(world.Bank.Received);
    }

    [Fact]
    public async Task F4_twenty_senders_of_two_nodes_send_each_order_once()
    {
        await using var world = await PayingTreasury.CreateAsync();
        for (var i = 0; i < 5; i++)
            await world.ApprovedAsync($"{100 + i}");
        await using var other = world.Database.OtherNode();
        IServiceProvider[] nodes = [world.Database.Services, other];
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        await using var scope = nodes[i % 2].CreateAsyncScope();
                        await scope.ServiceProvider.GetRequiredService<ReleasePayments>().HandleAsync(new(), Actor.System, Ct);
                        await scope.ServiceProvider.GetRequiredService<SendOrders>().HandleAsync(new(), Actor.System, Ct);
                    })
                )
        );
        Assert.Equal(5, world.Bank.Received.Count);
        Assert.Equal(5, world.Bank.Received.Select(order => order.EndToEndId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task E9_after_a_stops_answer_not_one_of_a_hundred_queued_payments_is_sent()
    {
        await using var world = await PayingTreasury.CreateAsync();
        for (var i = 0; i < 10; i++)
            await world.ApprovedAsync($"{100 + i}");
        await world.Database.RunAsync((ReleasePayments u) => u.HandleAsync(new(), Actor.System, Ct));
        var stopped = await world.Database.RunAsync(
            (StopPayments u) => u.HandleAsync(new(null, world.Treasury.Group.NorthCny.PublicId, "fraud"), world.Treasury.Maker, Ct)
        );
        Assert.Null(stopped.Refusal);
        await world.RoundsAsync(5, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
    }

    [Theory]
    [InlineData("UPDATE Payments SET AmountMinor = 99900")]
    [InlineData("UPDATE Payments SET Purpose = 'bonus'")]
    [InlineData("UPDATE Payments SET To_AccountNumber = '6222021001116245799'")]
    [InlineData("UPDATE PaymentInstructions SET AmountMinor = 99900")]
    [InlineData("UPDATE PaymentInstructions SET To_AccountNumber = '6222021001116245799'")]
    [InlineData("UPDATE PaymentInstructions SET EndToEndId = 'FP00000000000000000000000000'")]
    [InlineData("UPDATE Signatures SET ContentHash = zeroblob(32)")]
    [InlineData("DELETE FROM Signatures")]
    public async Task E3_a_payment_altered_past_the_portal_after_its_release_is_not_sent_and_an_alert_says_so(string attack)
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The attacks are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.Database.RunAsync((ReleasePayments u) => u.HandleAsync(new(), Actor.System, Ct));
        Assert.True(await world.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync(attack, Ct)) > 0);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Contains("payment.altered", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Contains("payment_altered", await NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_payment_waits_for_its_day_and_for_the_banks_hours()
    {
        await using var world = await PayingTreasury.CreateAsync();
        // The clock says Monday ten o'clock in China; the bank takes orders from 11 to 12 on working days.
        await world.Database.UseAsync(async db =>
        {
            var channel = await db.Channels.SingleAsync(Ct);
            (channel.SendFrom, channel.SendUntil, channel.SendsOnWorkingDaysOnly) = (new(11, 0), new(12, 0), true);
            return await db.SaveChangesAsync(Ct);
        });
        await world.ApprovedAsync();
        await world.RoundsAsync(2, TimeSpan.FromMinutes(10));
        Assert.Empty(world.Bank.Received);
        await world.RoundsAsync(1, TimeSpan.FromMinutes(45));
        Assert.Single(world.Bank.Received);
        await world.ApprovedAsync("200");
        await world.RoundsAsync(1, TimeSpan.FromHours(2));
        Assert.Single(world.Bank.Received);
        await world.RoundsAsync(1, TimeSpan.FromHours(22));
        Assert.Equal(2, world.Bank.Received.Count);
    }

    [Theory]
    [InlineData("UPDATE Channels SET State = 3", "payment_channel_not_live")]
    [InlineData("UPDATE ChannelAccounts SET IsForPayments = 0", "payment_no_channel")]
    [InlineData("UPDATE Channels SET Address = 'https://other.example'", "payment_sending_disarmed")]
    public async Task Without_a_live_and_armed_way_to_the_bank_a_payment_stays_and_says_why(string change, string why)
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The changes are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync(change, Ct));
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Equal(PaymentState.Approved, await world.StateAsync(payment));
        Assert.Equal(why, (await world.Treasury.ShowAsync(payment)).May.WhyNotRelease!.Code);
    }

    [Fact]
    public async Task A_returned_payment_is_told_its_reference_is_free_and_a_reissue_is_linked()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.Treasury.SubmittedAsync("100", "INV-7");
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], payment);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        world.Bank.Returned = [new(EndToEndId.Of(payment, 0), 100_00, new(2026, 3, 4), "R1", "RTN1", "户名不符")];
        await world.Database.RunAsync((CollectReturns u) => u.HandleAsync(new(), Actor.System, Ct));
        var returned = await world.Treasury.LoadAsync(payment);
        Assert.Equal((PaymentState.Returned, (string?)null), (returned.State, returned.ReferenceHeld));
        Assert.Contains("payment_came_back", await NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
        var again = await world.Database.RunAsync(
            (Application.Payments.SavePayment u) =>
                u.HandleAsync(
                    new(Guid.NewGuid(), world.Treasury.Entry("100", "INV-7") with { DuplicateReason = "came back" }, null, payment),
                    world.Treasury.Maker,
                    Ct
                )
        );
        Assert.Null(again.Refusal);
        var view = (await world.Database.RunAsync((ShowOrders u) => u.HandleAsync(new(payment), world.Treasury.Maker, Ct))).Value;
        Assert.Equal(again.Value.Id, Assert.Single(view.ReissuedAs).Id);
        var wrong = await world.Database.RunAsync(
            (Application.Payments.SavePayment u) =>
                u.HandleAsync(new(Guid.NewGuid(), world.Treasury.Entry("100"), null, again.Value.Id), world.Treasury.Maker, Ct)
        );
        Assert.Equal("invalid", wrong.Refusal!.Code);
    }

    internal static Task<List<string>> NoticesAsync(PayingTreasury world, Actor person) =>
        world.Database.UseAsync(db => db.Notices.Where(n => n.PersonId == person.PersonId).Select(n => n.Kind).ToListAsync(Ct));
}
