using FundPortal.Application.Approvals;
using FundPortal.Application.Channels;
using FundPortal.Application.Payments;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>Whoever gets other bank details is a new payee again, for the policy and for those who sign.</summary>
public sealed class ChangedPayeeTests
{
    private const string NewNumber = "6222021001116249999";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payee_with_changed_bank_details_is_new_for_policy_and_inbox_until_those_were_paid_to()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var treasury = world.Treasury;
        await treasury.PutInForceAsync(
            new(
                Currency.Cny,
                [
                    new("new payee", [new Condition { NewPayee = true }], [treasury.Level("careful", 1, 0)], false),
                    new("known payee", [], [treasury.Level("cashier", 1, 0)], false),
                ]
            )
        );
        await PaidAsync(world, "10.00");
        Assert.Equal(("cashier", false), await RoutedAsync(world, "11.00"));

        await ChangeAsync(world);
        Assert.Equal(("careful", true), await RoutedAsync(world, "12.00"));

        await PaidAsync(world, "13.00");
        Assert.Equal(("cashier", false), await RoutedAsync(world, "14.00"));
    }

    [Fact]
    public async Task A_payment_to_the_old_details_that_settles_after_the_change_makes_the_new_ones_no_known_ones()
    {
        await using var world = await PayingTreasury.CreateAsync();
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Pending);
        var payment = await world.ApprovedAsync("10.00");
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        await ChangeAsync(world);
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        await world.RoundsAsync(5, TimeSpan.FromMinutes(30));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));

        Assert.True((await RoutedAsync(world, "12.00")).IsFirst);
    }

    private static async Task PaidAsync(PayingTreasury world, string amount)
    {
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        var payment = await world.ApprovedAsync(amount);
        await world.RoundsAsync(5, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
    }

    /// <summary>The level that a payment comes to, and whether the inbox says that its payee is new.</summary>
    private static async Task<(string Level, bool IsFirst)> RoutedAsync(PayingTreasury world, string amount)
    {
        var payment = await world.Treasury.SubmittedAsync(amount);
        var inbox = await world.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), world.Treasury.Approvers[0], Ct));
        var row = inbox.Value.Rows.Single(r => r.Id == payment);
        Assert.Equal(row.IsFirstTime, (await world.Treasury.ShowAsync(payment)).IsFirstTime);
        return (row.Level, row.IsFirstTime);
    }

    private static Task<int> ChangeAsync(PayingTreasury world) =>
        world.Database.UseAsync(async db =>
        {
            var now = world.Database.Clock.GetUtcNow().UtcDateTime;
            var payee = await db.Payees.SingleAsync(Ct);
            var wanted = payee.Details with { AccountNumber = NewNumber };
            var change = payee.Ask(wanted, null, world.Treasury.OtherMaker.PersonId, now).Value;
            db.Add(change);
            Assert.True(payee.Decide(change, accept: true, null, world.Treasury.Approvers[7].PersonId, now, TimeSpan.Zero).IsOk);
            return await db.SaveChangesAsync(Ct);
        });
}
