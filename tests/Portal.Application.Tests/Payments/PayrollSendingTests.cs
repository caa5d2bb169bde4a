using System.Collections.Frozen;
using FundPortal.Application.Payments.Files;
using FundPortal.Application.Payments.Sending;
using FundPortal.Application.Tests.Payments.Files;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>A payroll is one payment with an order for each line.</summary>
public sealed class PayrollSendingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payroll_is_held_after_its_first_line_and_the_rest_stays_until_the_hold_ends()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var (treasury, payment) = (world.Treasury, await ApprovedAsync(world));
        var held = new TaskCompletionSource();
        var lines = 0;
        // The first line leaves; the others are at their last look when somebody holds the payroll.
        world.Bank.BeforeLastLook = () => Interlocked.Increment(ref lines) == 1 ? Task.CompletedTask : held.Task;
        world.Bank.AfterArrival = async () =>
        {
            var done = await HoldAsync();
            held.SetResult();
            Assert.Null(done.Refusal);
        };
        await world.RoundsAsync(1, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);
        Assert.Equal(PaymentState.Accepted, await world.StateAsync(payment));
        Assert.Equal("payment_held", (await HoldAsync()).Refusal!.Code);
        world.Bank.AfterArrival = () => Task.CompletedTask;
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);

        world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var other = treasury.Approvers[3];
        Assert.Null(
            (await world.Database.RunAsync((EndHold u) => u.HandleAsync(new(payment, "called", treasury.Code(other)), other, Ct))).Refusal
        );
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Equal(3, world.Bank.Received.Select(order => order.EndToEndId).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3, world.Bank.Received.Count);
        // All of it is at the bank now: there is nothing left to hold.
        Assert.Equal("payment_wrong_state", (await HoldAsync()).Refusal!.Code);

        Task<Domain.Result<Domain.Done>> HoldAsync() =>
            world.Database.RunAsync((HoldPayment u) => u.HandleAsync(new(payment, "call the payees"), treasury.OtherMaker, Ct));
    }

    /// <summary>Three employees.</summary>
    private static async Task<Guid> ApprovedAsync(PayingTreasury world)
    {
        var treasury = world.Treasury;
        var clerk = treasury.Maker with { Roles = new[] { Role.FinanceStaff, Role.PayrollClerk }.ToFrozenSet() };
        var rows = string.Concat(
            Enumerable.Range(0, 3).Select(i => Book.Row(4 + i, $"员工{i}", $"622202020011223344{i}", "工行", "102100099996", $"{100 + i}"))
        );
        var file = new Book()
            .Sheet(
                "代发",
                Book.Row(1, "笔数", "3")
                    + Book.Row(2, "总金额", "303.00")
                    + Book.Row(3, "员工姓名", "收款账号", "开户行", "联行号", "金额", "备注")
                    + rows
            )
            .Save();
        var submitted = await world.Database.RunAsync(
            (SubmitBatch u) => u.HandleAsync(new(Guid.NewGuid(), file, treasury.Group.NorthCny.PublicId, null, null, "三月工资"), clerk, Ct)
        );
        Assert.Equal(1, submitted.Value.Count);
        var payment = await world.Database.UseAsync(db => db.Payments.Select(p => p.PublicId).SingleAsync(Ct));
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);
        return payment;
    }
}
