using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Payments;

/// <summary>A copy never pays; two people let an installation send; one person holds, another lets go; two people correct.</summary>
public sealed class ArmingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task F5_nothing_is_sent_before_two_people_armed_this_installation()
    {
        await using var world = await PayingTreasury.CreateAsync(isArmed: false);
        var payment = await world.ApprovedAsync();
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Equal("payment_sending_disarmed", (await world.Treasury.ShowAsync(payment)).May.WhyNotRelease!.Code);
        await world.ArmAsync();
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);
    }

    [Fact]
    public async Task F5_a_copy_of_the_database_at_another_place_sends_nothing()
    {
        await using var world = await PayingTreasury.CreateAsync();
        await world.ApprovedAsync();
        var channel = await world.Database.UseAsync(db => db.Channels.AsNoTracking().SingleAsync(Ct));
        Assert.True(await world.Database.RunAsync((SendingGate gate) => gate.IsArmedAsync(channel, Ct)));
        // What the copy has in common is everything in it; where it lies differs.
        var copy = Path.Combine(Path.GetTempPath(), $"copy_{Guid.NewGuid():N}.db");
        await world.Database.UseAsync(db => db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", Ct));
        try
        {
            await using var elsewhere = new TestCopy(copy);
            Assert.False(await elsewhere.IsArmedAsync(channel));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public async Task F5_a_database_restored_from_a_backup_sends_nothing_until_it_is_armed_again()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var file = Path.Combine(Path.GetTempPath(), $"anchors_{Guid.NewGuid():N}.log");
        var settings = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Audit:AnchorFile"] = file };
        var protection = world.Database.Services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>();
        using var anchors = new Application.Audit.AuditAnchorFile(settings, protection);
        try
        {
            var head = await world.Database.UseAsync(db => db.AuditHeads.AsNoTracking().SingleAsync(Ct));
            await anchors.AppendAsync(new(head.Seq, head.Hash), world.Database.Clock.GetUtcNow(), Ct);
            Assert.Equal(0, await CheckAsync());
            // The portal ran on, and anchored that; then an older state came back.
            await anchors.AppendAsync(new(head.Seq + 5, new byte[32]), world.Database.Clock.GetUtcNow(), Ct);
            Assert.Equal(1, await CheckAsync());
            await world.ApprovedAsync();
            await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
            Assert.Empty(world.Bank.Received);
        }
        finally
        {
            File.Delete(file);
        }

        Task<int> CheckAsync() =>
            world.Database.RunAsync(
                (IServiceProvider services) => ActivatorUtilities.CreateInstance<RestoreGuard>(services, anchors).CheckAsync(Ct)
            );
    }

    [Fact]
    public async Task The_second_person_is_another_one_and_confirms_what_the_first_one_meant()
    {
        await using var world = await PayingTreasury.CreateAsync(isArmed: false);
        world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var treasury = world.Treasury;
        var asked = await world.Database.RunAsync(
            (AskToArm u) => u.HandleAsync(new(world.Channel.PublicId, treasury.Code(world.Owner)), world.Owner, Ct)
        );
        world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var same = await world.Database.RunAsync(
            (ConfirmArming u) => u.HandleAsync(new(asked.Value, treasury.Code(world.Owner)), world.Owner, Ct)
        );
        Assert.Equal("second_person", same.Refusal!.Code);
        // An administrator gave the channel another address in between.
        await world.Database.UseAsync(db =>
            db.Channels.ExecuteUpdateAsync(set => set.SetProperty(c => c.Address, "https://evil.example"), Ct)
        );
        var changed = await world.Database.RunAsync(
            (ConfirmArming u) => u.HandleAsync(new(asked.Value, treasury.Code(world.OtherOwner)), world.OtherOwner, Ct)
        );
        Assert.Equal(ConfirmArming.OtherInstallation, changed.Refusal);
        var maker = await world.Database.RunAsync((AskToArm u) => u.HandleAsync(new(world.Channel.PublicId, "000000"), treasury.Maker, Ct));
        Assert.Equal("forbidden", maker.Refusal!.Code);
    }

    [Fact]
    public async Task One_administrator_who_points_an_account_at_another_one_of_the_bank_disarms_it_and_orders_of_before_stay()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.Database.RunAsync((ReleasePayments u) => u.HandleAsync(new(), Domain.Identity.Actor.System, Ct));
        await PointAsync(world, "1002");
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        var view = (await world.Database.RunAsync((ListSending u) => u.HandleAsync(new(), world.Owner, Ct))).Value;
        Assert.False(Assert.Single(view.Channels).IsArmed);
        // Two people arm it as it is now: new orders leave, and the one that was made for the other account does not.
        await world.ArmAsync();
        await world.ApprovedAsync("200");
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(("1002", 200_00L), (Assert.Single(world.Bank.Received).From.RemoteId, world.Bank.Received[0].Amount.Minor));
        Assert.Equal(InstructionState.Waiting, (await world.OrderAsync(payment)).State);
        Assert.Contains("payment.payer_changed", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Contains("payment_payer_changed", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
        // Set back, it is what two people armed before.
        await PointAsync(world, "1001");
        await world.RoundsAsync(2, TimeSpan.FromMinutes(11));
        Assert.Equal("1001", world.Bank.Received[^1].From.RemoteId);
    }

    [Fact]
    public async Task A_payer_account_whose_number_changed_after_the_signature_pays_nothing()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.Database.UseAsync(db =>
            db.Accounts.Where(a => a.Id == world.Treasury.Group.NorthCny.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.Number, "6225000000000000"), Ct)
        );
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Equal("payment_payer_changed", (await world.Treasury.ShowAsync(payment)).May.WhyNotRelease!.Code);
        Assert.Contains("payment.payer_changed", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_payment_that_was_signed_before_the_payers_number_was_kept_still_verifies_by_its_form()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.Treasury.LoadAsync(await world.ApprovedAsync());
        Assert.Equal(world.Treasury.Group.NorthCny.Number, payment.PayerNumber);
        var signed = payment.ContentHash!;
        Assert.Null(payment.CheckContent());
        typeof(Payment).GetProperty(nameof(Payment.PayerNumber))!.SetValue(payment, null);
        Assert.NotNull(payment.CheckContent());
        typeof(Payment)
            .GetProperty(nameof(Payment.ContentHash))!
            .SetValue(payment, PaymentContent.HashOf(payment, payment.PolicyVersionId));
        Assert.NotEqual(signed, payment.ContentHash);
        Assert.Null(payment.CheckContent());
    }

    private static Task<int> PointAsync(PayingTreasury world, string remote) =>
        world.Database.UseAsync(db => db.ChannelAccounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.RemoteId, remote), Ct));

    [Fact]
    public async Task One_person_disarms_at_once()
    {
        await using var world = await PayingTreasury.CreateAsync();
        await world.ApprovedAsync();
        var done = await world.Database.RunAsync((Disarm u) => u.HandleAsync(new(world.Channel.PublicId, "move"), world.Owner, Ct));
        Assert.Null(done.Refusal);
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        var view = (await world.Database.RunAsync((ListSending u) => u.HandleAsync(new(), world.Owner, Ct))).Value;
        Assert.False(Assert.Single(view.Channels).IsArmed);
    }

    [Fact]
    public async Task A_held_payment_stays_until_somebody_else_lets_it_go()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var (treasury, payment) = (world.Treasury, await world.ApprovedAsync());
        var held = await world.Database.RunAsync((HoldPayment u) => u.HandleAsync(new(payment, "call the payee"), treasury.OtherMaker, Ct));
        Assert.Null(held.Refusal);
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        var view = (await world.Database.RunAsync((ShowOrders u) => u.HandleAsync(new(payment), treasury.OtherMaker, Ct))).Value;
        Assert.False(view.Hold!.MayEnd);
        world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var same = await world.Database.RunAsync(
            (EndHold u) => u.HandleAsync(new(payment, null, treasury.Code(treasury.OtherMaker)), treasury.OtherMaker, Ct)
        );
        Assert.Equal("second_person", same.Refusal!.Code);
        var other = await world.Database.RunAsync(
            (EndHold u) => u.HandleAsync(new(payment, "called", treasury.Code(treasury.Approvers[3])), treasury.Approvers[3], Ct)
        );
        Assert.Null(other.Refusal);
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Single(world.Bank.Received);
    }

    [Fact]
    public async Task Whoever_made_or_changed_a_payment_does_not_end_the_hold_on_it()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var treasury = world.Treasury;
        var editor = await treasury.PersonAsync("editor", FundPortal.Domain.Identity.Role.FinanceStaff);
        var entered = (await treasury.SaveAsync(treasury.Entry("100"))).Value;
        var changed = (await treasury.SaveAsync(treasury.Entry("101"), editor, entered.Id, entered.Version)).Value;
        Assert.Null((await treasury.SubmitAsync(changed.Id, changed.Version, editor)).Refusal);
        await treasury.DecideAsync(treasury.Approvers[0], changed.Id);
        var held = await world.Database.RunAsync((HoldPayment u) => u.HandleAsync(new(changed.Id, "odd"), treasury.Approvers[3], Ct));
        Assert.Null(held.Refusal);

        foreach (var person in new[] { treasury.Maker, editor })
        {
            world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            var view = (await world.Database.RunAsync((ShowOrders u) => u.HandleAsync(new(changed.Id), person, Ct))).Value;
            Assert.False(view.Hold!.MayEnd);
            var ended = await world.Database.RunAsync(
                (EndHold u) => u.HandleAsync(new(changed.Id, null, treasury.Code(person)), person, Ct)
            );
            Assert.Equal("second_person", ended.Refusal!.Code);
        }
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.NotNull((await treasury.LoadAsync(changed.Id)).HeldAt);

        var other = await world.Database.RunAsync(
            (EndHold u) => u.HandleAsync(new(changed.Id, "called", treasury.Code(treasury.Approvers[4])), treasury.Approvers[4], Ct)
        );
        Assert.Null(other.Refusal);
    }

    [Fact]
    public async Task An_order_in_doubt_is_corrected_by_two_people_of_whom_neither_is_its_maker_alone()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var treasury = world.Treasury;
        world.Bank.OnSubmit = _ => new(FundPortal.Application.Channels.SubmitResult.Unknown, "time_out", null, null);
        world.Bank.OnQuery = _ => ScriptedBank.Told(FundPortal.Application.Channels.QueryResult.Doubtful, "BNK");
        var payment = await world.ApprovedAsync();
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        var doubt = Assert.Single(
            (await world.Database.RunAsync((ListSending u) => u.HandleAsync(new(), treasury.OtherMaker, Ct))).Value.InDoubt
        );
        Assert.Equal(payment, doubt.Payment);
        var asked = await AskAsync(InstructionState.Settled);
        Assert.Null(asked.Refusal);
        Assert.Equal(PaymentState.Unknown, await world.StateAsync(payment));
        Assert.Equal("second_person", (await DecideAsync(treasury.OtherMaker)).Refusal!.Code);
        Assert.Equal("second_person", (await DecideAsync(treasury.Maker)).Refusal!.Code);
        Assert.Null((await DecideAsync(treasury.Approvers[2])).Refusal);
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.Contains("payment.corrected", await treasury.ActionsAsync(payment), StringComparer.Ordinal);
        Assert.Equal(AskCorrection.NotInDoubt, (await AskAsync(InstructionState.Failed)).Refusal);
        // The bank is asked once more, and says that it never executed it: it stays as it is, and people are told.
        world.Bank.OnQuery = _ => ScriptedBank.Told(FundPortal.Application.Channels.QueryResult.Failed, "FIN/F");
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Equal(PaymentState.Settled, await world.StateAsync(payment));
        Assert.Single(await treasury.ActionsAsync(payment), action => string.Equals(action, "payment.denied", StringComparison.Ordinal));
        Assert.Contains("payment_denied", await SendingTests.NoticesAsync(world, treasury.OtherMaker), StringComparer.Ordinal);

        Task<Domain.Result<Guid>> AskAsync(InstructionState becomes)
        {
            world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            var command = new AskCorrection.Command(payment, 0, becomes, "bank letter of 2 March", treasury.Code(treasury.OtherMaker));
            return world.Database.RunAsync((AskCorrection u) => u.HandleAsync(command, treasury.OtherMaker, Ct));
        }

        Task<Domain.Result<Domain.Done>> DecideAsync(Domain.Identity.Actor actor)
        {
            world.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            return world.Database.RunAsync(
                (DecideCorrection u) => u.HandleAsync(new(asked.Value, true, null, treasury.Code(actor)), actor, Ct)
            );
        }
    }
}
