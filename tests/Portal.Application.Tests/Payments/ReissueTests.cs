using FundPortal.Application.Channels;
using FundPortal.Application.Payments;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>What came back is paid again by one payment, whoever asks, and however many ask at once.</summary>
public sealed class ReissueTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_is_paid_again_by_one_payment_at_a_time()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var origin = await ReturnedAsync(world);

        var first = await AgainAsync(world, origin);
        Assert.Null(first.Refusal);
        Assert.Equal(["reissueOf", "reissued_already"], (await AgainAsync(world, origin, world.Treasury.OtherMaker)).Refusal!.Args);
        Assert.False(await IsOfferedAsync(world, origin));

        // Taken back, it does not stand for the origin any more.
        Assert.Null((await CancelAsync(world, first.Value.Id)).Refusal);
        Assert.True(await IsOfferedAsync(world, origin));
        Assert.Null((await AgainAsync(world, origin)).Refusal);
        Assert.Equal(2, (await world.Treasury.LoadAsync(origin)).Events.Count(e => e.Step == PaymentStep.PaidAgain));
    }

    [Fact]
    public async Task Many_who_pay_it_again_at_once_make_one_payment()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var origin = await ReturnedAsync(world);

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AgainAsync(world, origin)));

        Assert.Single(results, r => r.IsOk);
        Assert.Equal(1, await world.Database.UseAsync(db => db.Payments.CountAsync(p => p.ReissueOf == origin, Ct)));
    }

    /// <summary>On SQL Server two writes can both have read before either wrote; then the row itself tells them apart.</summary>
    [Fact]
    public async Task Two_who_read_the_origin_before_either_wrote_meet_on_its_row()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var origin = await ReturnedAsync(world);
        var doer = new Doer(world.Treasury.Maker.PersonId, null, world.Database.Clock.GetUtcNow().UtcDateTime);

        var late = await world.Database.UseAsync(async db =>
        {
            var read = await db.Payments.SingleAsync(p => p.PublicId == origin, Ct);
            Assert.Null((await AgainAsync(world, origin)).Refusal);
            Assert.True(read.PayAgain(doer).IsOk);
            return await Record.ExceptionAsync(() => db.SaveChangesAsync(Ct));
        });

        Assert.IsType<DbUpdateException>(late, exactMatch: false);
    }

    [Fact]
    public async Task Of_a_chain_of_reissues_the_last_one_is_paid_again()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var origin = await ReturnedAsync(world);
        var second = (await AgainAsync(world, origin)).Value;
        Assert.Null((await world.Treasury.SubmitAsync(second.Id, second.Version)).Refusal);
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], second.Id);
        await ComeBackAsync(world, second.Id);

        Assert.Equal(["reissueOf", "reissued_already"], (await AgainAsync(world, origin)).Refusal!.Args);
        Assert.Null((await AgainAsync(world, second.Id)).Refusal);
    }

    [Fact]
    public async Task A_reissue_that_looks_like_another_payment_is_asked_about_like_any_other()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var origin = await ReturnedAsync(world);
        await world.Treasury.SubmittedAsync("100", "INV-7");
        var again = (await AgainAsync(world, origin)).Value;

        Assert.Equal("payment_duplicate", (await world.Treasury.SubmitAsync(again.Id, again.Version)).Refusal!.Code);
    }

    private static async Task<Guid> ReturnedAsync(PayingTreasury world)
    {
        var payment = await world.Treasury.SubmittedAsync("100", "INV-7");
        await world.Treasury.DecideAsync(world.Treasury.Approvers[0], payment);
        await ComeBackAsync(world, payment);
        // Another day, so that the origin itself is no payment of the same day.
        world.Database.Clock.Advance(TimeSpan.FromDays(1));
        return payment;
    }

    private static async Task ComeBackAsync(PayingTreasury world, Guid payment)
    {
        world.Bank.OnQuery = _ => ScriptedBank.Told(QueryResult.Settled);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        world.Bank.Returned = [new(EndToEndId.Of(payment, 0), 100_00, new(2026, 3, 4), "R1", "RTN1", "户名不符")];
        await world.Database.RunAsync((CollectReturns u) => u.HandleAsync(new(), Actor.System, Ct));
        Assert.Equal(PaymentState.Returned, await world.StateAsync(payment));
    }

    private static Task<Result<SavePayment.Saved>> AgainAsync(PayingTreasury world, Guid origin, Actor? maker = null) =>
        world.Database.RunAsync(
            (SavePayment u) =>
                u.HandleAsync(new(Guid.NewGuid(), world.Treasury.Entry("100", "INV-7"), null, origin), maker ?? world.Treasury.Maker, Ct)
        );

    private static Task<Result<Done>> CancelAsync(PayingTreasury world, Guid payment) =>
        world.Database.RunAsync((CancelPayment u) => u.HandleAsync(new(payment), world.Treasury.Maker, Ct));

    private static async Task<bool> IsOfferedAsync(PayingTreasury world, Guid payment) =>
        (await world.Database.RunAsync((ShowOrders u) => u.HandleAsync(new(payment), world.Treasury.Maker, Ct))).Value.MayReissue;
}
