using System.Runtime.CompilerServices;
using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Payments;

/// <summary>A payment's way through the real database: entered, submitted, signed level by level, and every step in the trail.</summary>
public sealed class ApprovalFlowTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("50,000.00", 1)]
    [InlineData("50,000.01", 2)]
    [InlineData("1,000,000.00", 2)]
    [InlineData("1,000,000.01", 3)]
    public async Task The_amount_decides_how_many_levels_sign(string amount, int levels)
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync(amount);

        Assert.Equal(levels, (await treasury.ShowAsync(payment)).Levels.Count);
        Assert.Null((await treasury.DecideAsync(treasury.Approvers[0], payment)).Refusal);
        if (levels > 1)
        {
            Assert.Null((await treasury.DecideAsync(treasury.Approvers[2], payment)).Refusal);
            Assert.Equal(PaymentState.InApproval, (await treasury.ShowAsync(payment)).State);
            Assert.Null((await treasury.DecideAsync(treasury.Approvers[3], payment)).Refusal);
        }
        if (levels > 2)
            Assert.Null((await treasury.DecideAsync(treasury.Approvers[6], payment)).Refusal);

        var stored = await treasury.LoadAsync(payment);
        Assert.Equal(PaymentState.Approved, stored.State);
        Assert.Null(stored.CheckRelease());
        Assert.All(stored.Signatures, s => Assert.True(s is { CodeStep: > 0, Address: "127.0.0.1", ContentHash.Length: 32 }));
        var signed = (await treasury.ActionsAsync(payment)).Count(a => string.Equals(a, "payment.signed", StringComparison.Ordinal));
        Assert.Equal(stored.Signatures.Count, signed);
        var audit = await treasury.Database.RunAsync((VerifyAudit u) => u.HandleAsync(new(), Actor.System, Ct));
        Assert.True(audit.IsOk);
    }

    [Fact]
    public async Task A9_a_decision_needs_a_fresh_code_and_every_code_is_good_once()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (first, second) = (await treasury.SubmittedAsync("10.00"), await treasury.SubmittedAsync("20.00"));
        var approver = treasury.Approvers[0];
        var shown = (await treasury.ShowAsync(first)).Shown;

        Assert.Equal("code_refused", (await DecideAsync(first, shown, null)).Refusal!.Code);
        var code = treasury.Code(approver);
        // A code that another purpose spent.
        Assert.True((await treasury.Database.RunAsync((Application.Identity.Proof p) => p.SpendCodeAsync(approver, code, Ct))).IsOk);
        Assert.Equal("code_refused", (await DecideAsync(first, shown, code)).Refusal!.Code);
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        code = treasury.Code(approver);
        // The hash of one payment does not sign another, and the code is gone.
        var crossed = await DecideAsync(second, shown, code);
        Assert.Equal(PaymentRefusals.ChangedSinceShown, crossed.Value.Single().Refusal);
        Assert.Equal("code_refused", (await DecideAsync(first, shown, code)).Refusal!.Code);
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await DecideAsync(first, shown, treasury.Code(approver))).Value.Single().Refusal);

        Task<Result<IReadOnlyList<DecidePayments.Outcome>>> DecideAsync(Guid payment, string hash, string? given) =>
            treasury.Database.RunAsync(
                (DecidePayments u) => u.HandleAsync(new(DecisionKind.Sign, [new(payment, hash)], given, null), approver, Ct)
            );
    }

    [Fact]
    public async Task E9_bulk_signing_decides_each_payment_by_itself_and_names_the_one_that_changed()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payments = new List<Guid>();
        for (var i = 1; i <= 3; i++)
            payments.Add(await treasury.SubmittedAsync($"{i}.00"));
        var inbox = (await InboxAsync(treasury, treasury.Approvers[1])).Rows;
        Assert.Equal(payments, inbox.Select(row => row.Id));
        var changed = await treasury.ShowAsync(payments[1]);
        var saved = await treasury.SaveAsync(treasury.Entry("2.50"), id: payments[1], version: changed.Version);
        Assert.True((await treasury.SubmitAsync(payments[1], saved.Value.Version)).IsOk);

        var result = await treasury.Database.RunAsync(
            (DecidePayments u) =>
                u.HandleAsync(
                    new(
                        DecisionKind.Sign,
                        [.. inbox.Select(row => new DecidePayments.Item(row.Id, row.Shown))],
                        treasury.Code(treasury.Approvers[1]),
                        null
                    ),
                    treasury.Approvers[1],
                    Ct
                )
        );

        Assert.Equal([null, PaymentRefusals.ChangedSinceShown, null], result.Value.Select(o => o.Refusal));
        Assert.Equal([PaymentState.Approved, PaymentState.InApproval, PaymentState.Approved], result.Value.Select(o => o.State));
        Assert.Single((await InboxAsync(treasury, treasury.Approvers[1])).Rows);
        Assert.Contains("payment.decision_refused", await treasury.ActionsAsync(payments[1]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task E3_what_was_changed_past_the_portal_is_not_released()
    {
        foreach (
            var tampering in new[]
            {
                "AmountMinor = 99999",
                "To_AccountNumber = '6222000000000000000'",
                "Purpose = 'other'",
                "AccountId = AccountId + 1",
            }
        )
        {
            await using var treasury = await Treasury.CreateAsync();
            var payment = await treasury.SubmittedAsync("10.00");
            Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);
            Assert.Null(await GateAsync(treasury, payment));

            await treasury.Database.UseAsync(db =>
                db.Database.ExecuteSqlAsync(FormattableStringFactory.Create("UPDATE Payments SET " + tampering), Ct)
            );

            Assert.Equal(PaymentRefusals.ContentAltered, await GateAsync(treasury, payment));
        }
    }

    [Fact]
    public async Task E9_a_right_lost_after_signing_holds_the_payment_back_at_the_gate()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync("10.00");
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);

        await treasury.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == treasury.Approvers[0].PersonId, Ct)).IsDisabled = true;
            return await db.SaveChangesAsync(Ct);
        });

        Assert.Equal(PaymentGate.SignerLostRights, await GateAsync(treasury, payment));
    }

    [Fact]
    public async Task Nobody_but_the_bank_takes_back_what_is_scheduled_for_later_before_its_day()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync("", entry: treasury.Entry("10.00") with { PayOn = new DateOnly(2026, 3, 4) });
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);

        Assert.Equal(PaymentGate.NotYet(new DateOnly(2026, 3, 4)).Code, (await GateAsync(treasury, payment))!.Code);
        treasury.Database.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Null(await GateAsync(treasury, payment));
    }

    [Fact]
    public async Task A_withdrawn_signature_a_cancelled_and_a_returned_payment_stand_in_the_trail()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync("10.00");
        var approver = treasury.Approvers[0];
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(approver, payment)).State);
        var withdrawn = await treasury.Database.RunAsync((WithdrawSignature u) => u.HandleAsync(new(payment), approver, Ct));
        Assert.Equal(PaymentState.InApproval, withdrawn.Value);
        Assert.Equal(
            "payment_no_signature",
            (await treasury.Database.RunAsync((WithdrawSignature u) => u.HandleAsync(new(payment), approver, Ct))).Refusal!.Code
        );
        Assert.Equal(PaymentState.ReturnedToMaker, (await treasury.DecideAsync(approver, payment, DecisionKind.ReturnToMaker)).State);
        Assert.Equal(Refusal.Forbidden, (await CancelAsync(treasury.OtherMaker)).Refusal);
        Assert.True((await CancelAsync(treasury.Maker)).IsOk);

        Assert.Equal(
            [
                "payment.entered",
                "payment.submitted",
                "payment.signed",
                "payment.signature_withdrawn",
                "payment.returned",
                "payment.cancelled",
            ],
            await treasury.ActionsAsync(payment)
        );

        Task<Result<Done>> CancelAsync(Actor actor) =>
            treasury.Database.RunAsync((CancelPayment u) => u.HandleAsync(new(payment, "no need"), actor, Ct));
    }

    [Fact]
    public async Task Time_limits_are_applied_once_whoever_asks_how_often()
    {
        await using var treasury = await Treasury.CreateAsync(me =>
        {
            var limit = new Domain.Approvals.LevelTimeLimit(TimeSpan.FromHours(1), null, null, TimeSpan.FromHours(2));
            return Treasury.OneRule(me.Level("any", 1) with { TimeLimit = limit });
        });
        var payment = await treasury.SubmittedAsync("10.00");

        Assert.Equal(0, await RunAsync());
        treasury.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await RunAsync());
        Assert.Equal(0, await RunAsync());
        treasury.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await RunAsync());
        Assert.Equal(PaymentState.Expired, (await treasury.ShowAsync(payment)).State);
        Assert.Equal(["payment.entered", "payment.submitted", "payment.reminded", "payment.expired"], await treasury.ActionsAsync(payment));

        async Task<int> RunAsync() =>
            (await treasury.Database.RunAsync((ApplyTimeLimits u) => u.HandleAsync(new(), Actor.System, Ct))).Value;
    }

    [Fact]
    public async Task A_payment_keeps_the_policy_version_it_was_submitted_under()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync("10.00");
        await treasury.PutInForceAsync(
            new(Domain.Amounts.Currency.Cny, [new("all", [], [new("nobody", new([], [Guid.NewGuid()]), 1, false, null)], false)])
        );

        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);
        Assert.Equal(1, (await treasury.ShowAsync(payment)).PolicyVersion);
        var next = await treasury.SubmittedAsync("11.00");
        Assert.Equal(PaymentRefusals.NotYours, (await treasury.DecideAsync(treasury.Approvers[0], next)).Refusal);
    }

    private static async Task<ListInbox.Page> InboxAsync(Treasury treasury, Actor actor) =>
        (await treasury.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), actor, Ct))).Value;

    private static async Task<Refusal?> GateAsync(Treasury treasury, Guid payment)
    {
        var loaded = await treasury.LoadAsync(payment);
        return await treasury.Database.RunAsync((PaymentGate gate) => gate.CheckAsync(loaded, Ct));
    }
}
