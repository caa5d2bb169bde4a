using FundPortal.Application.Channels;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>What "not found" is worth, and when.</summary>
public sealed class NotFoundTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bank_that_shows_an_order_only_after_a_quarter_of_an_hour_and_checks_no_reference_executes_it_once()
    {
        await using var world = await PayingTreasury.CreateAsync();
        await world.Database.UseAsync(db => db.Channels.ExecuteUpdateAsync(set => set.SetProperty(c => c.NotFoundAfterSeconds, 1_200), Ct));
        DateTimeOffset? arrived = null;
        world.Bank.OnSubmit = _ =>
        {
            arrived ??= world.Database.Clock.GetUtcNow();
            return new(SubmitResult.Unknown, "time_out", null, null);
        };
        world.Bank.OnQuery = _ =>
            ScriptedBank.Told(
                world.Database.Clock.GetUtcNow() - arrived > TimeSpan.FromMinutes(15) ? QueryResult.Settled : QueryResult.NotFound
            );
        var payment = await world.ApprovedAsync();
        await world.RoundsAsync(40, TimeSpan.FromSeconds(30));
        Assert.Single(world.Bank.Received);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
    }

    [Fact]
    public async Task Not_found_is_counted_from_the_end_of_the_claim_since_until_then_bytes_may_leave()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Unknown, "time_out", null, null);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.NotFound);
        await world.ApprovedAsync();
        await world.RoundAsync();
        // Ten minutes and the lease's two: only then "not found" begins to count.
        await world.RoundsAsync(35, TimeSpan.FromSeconds(20));
        Assert.Single(world.Bank.Received);
        await world.RoundsAsync(15, TimeSpan.FromSeconds(20));
        Assert.Equal(2, world.Bank.Received.Count);
    }

    [Fact]
    public void A_lease_that_a_call_may_outlast_is_refused_at_the_start()
    {
        Assert.Throws<InvalidOperationException>(() => SendingOptions.From(Settings("00:00:30", "00:00:30")));
        Assert.Equal(TimeSpan.FromSeconds(31), SendingOptions.From(Settings("00:00:31", "00:00:30")).Lease);

        static Microsoft.Extensions.Configuration.IConfiguration Settings(string lease, string timeOut) =>
            new Microsoft.Extensions.Configuration.ConfigurationManager { ["Sending:Lease"] = lease, ["Channels:TimeOut"] = timeOut };
    }

    [Fact]
    public async Task Not_found_late_and_often_enough_is_sent_again_under_the_same_reference_and_asked_right_before()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Unknown, "time_out", null, null);
        var asked = 0;
        world.Bank.OnQuery = _ =>
        {
            asked++;
            return ScriptedBank.Told(QueryResult.NotFound);
        };
        var payment = await world.ApprovedAsync();
        await world.RoundAsync();
        await world.RoundsAsync(30, TimeSpan.FromSeconds(20));
        Assert.Single(world.Bank.Received);
        world.Bank.OnSubmit = _ => new(SubmitResult.Accepted, "NTE", null, null);
        var before = asked;
        await world.RoundsAsync(40, TimeSpan.FromSeconds(60));
        Assert.Equal(2, world.Bank.Received.Count);
        Assert.Equal(world.Bank.Received[0] with { FirstSentAt = null }, world.Bank.Received[1] with { FirstSentAt = null });
        Assert.True(asked > before);
        Assert.Equal(2, (await world.OrderAsync(payment)).Sends);
    }

    [Fact]
    public async Task F3_without_an_answer_the_bank_is_asked_and_nothing_is_sent_again()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnSubmit = _ => new(SubmitResult.Unknown, "time_out", null, null);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.NotFound);
        var payment = await world.ApprovedAsync();
        await world.RoundAsync();
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        // Nine minutes of "not found" prove nothing.
        await world.RoundsAsync(18, TimeSpan.FromSeconds(30));
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        Assert.Single(world.Bank.Received);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        await world.RoundsAsync(2, TimeSpan.FromMinutes(6));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.Single(world.Bank.Received);
    }
}
