using FundPortal.Application.Approvals;
using FundPortal.Domain;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

public sealed class DelegationSigningTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delegate_signs_what_waits_already_up_to_the_amount_and_never_passes_it_on()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("named", 1, 0)));
        var (small, large) = (await treasury.SubmittedAsync("500.00"), await treasury.SubmittedAsync("500.01"));
        await GiveAsync(treasury, 0, 1, "500.00");
        await GiveAsync(treasury, 1, 2, null);

        // Neither the delegate's delegate nor more than the amount.
        Assert.Equal(PaymentRefusals.NotYours, (await treasury.DecideAsync(treasury.Approvers[2], small)).Refusal);
        Assert.Equal(PaymentRefusals.NotYours, (await treasury.DecideAsync(treasury.Approvers[1], large)).Refusal);
        var row = Assert.Single(
            (await treasury.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), treasury.Approvers[1], Ct))).Value.Rows
        );
        Assert.Equal((small, "approver 0"), (row.Id, row.OnBehalfOf));
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[1], small)).State);

        var signature = Assert.Single((await treasury.LoadAsync(small)).Signatures);
        Assert.Equal(treasury.Approvers[1].PersonId, signature.PersonId);
        Assert.Equal(treasury.Approvers[0].PersonId, signature.OnBehalfOf);
        Assert.NotNull(signature.DelegationId);
    }

    [Fact]
    public async Task A_delegation_that_ended_or_has_not_begun_gives_nothing()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("named", 1, 0)));
        var payment = await treasury.SubmittedAsync("500.00");
        await GiveAsync(treasury, 0, 1, null, first: new DateOnly(2026, 3, 3), last: new DateOnly(2026, 3, 3));

        Assert.Equal(PaymentRefusals.NotYours, (await treasury.DecideAsync(treasury.Approvers[1], payment)).Refusal);
        treasury.Database.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(PaymentRefusals.NotYours, (await treasury.DecideAsync(treasury.Approvers[1], payment)).Refusal);
    }

    [Fact]
    public async Task Who_lent_the_right_takes_a_signature_in_their_name_back()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("named", 1, 0)));
        var payment = await treasury.SubmittedAsync("500.00");
        await GiveAsync(treasury, 0, 1, null);
        Assert.Equal(PaymentState.Approved, (await treasury.DecideAsync(treasury.Approvers[1], payment)).State);
        Assert.True((await treasury.ShowAsync(payment, treasury.Approvers[0])).May.Withdraw);
        Assert.Equal(PaymentRefusals.NoSignature, (await WithdrawAsync(2)).Refusal);

        Assert.Equal(PaymentState.InApproval, (await WithdrawAsync(0)).Value);
        Assert.NotNull(Assert.Single((await treasury.LoadAsync(payment)).Signatures).WithdrawnAt);
        Assert.Contains(
            "payment_signature_withdrawn",
            await treasury.Database.UseAsync(db =>
                db.Notices.Where(n => n.PersonId == treasury.Approvers[1].PersonId).Select(n => n.Kind).ToListAsync(Ct)
            ),
            StringComparer.Ordinal
        );

        Task<Result<PaymentState>> WithdrawAsync(int approver) =>
            treasury.Database.RunAsync((WithdrawSignature u) => u.HandleAsync(new(payment), treasury.Approvers[approver], Ct));
    }

    private static async Task GiveAsync(Treasury treasury, int from, int to, string? upTo, DateOnly? first = null, DateOnly? last = null)
    {
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var giver = treasury.Approvers[from];
        var (firstDay, lastDay) = (first ?? new DateOnly(2026, 3, 2), last ?? new DateOnly(2026, 3, 9));
        var given = await treasury.Database.RunAsync(
            (GiveDelegation u) =>
                u.HandleAsync(new(treasury.Approvers[to].PersonId, firstDay, lastDay, upTo, "leave", treasury.Code(giver)), giver, Ct)
        );
        Assert.Null(given.Refusal);
    }
}
