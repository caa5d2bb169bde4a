using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>Files a payment under the policy in force: its route is laid out, counted against the limits, and its first signers are told.</summary>
public sealed class SubmitPayment(
    PortalDbContext db,
    PaymentFiling filing,
    Signatories signatories,
    PaymentNotices notices,
    IAudit audit,
    TimeProvider clock
) : IUseCase<SubmitPayment.Command, SubmitPayment.Submitted>
{
    /// <summary>Two submissions against one limit, or with one reference, meet in the database; the second looks again.</summary>
    private const int Attempts = 25;

    /// <param name="Version">The version that was looked at.</param>
    public sealed record Command(Guid Payment, int Version);

    public sealed record Submitted(Guid Payment, PaymentState State, int Version);

    public async Task<Result<Submitted>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments) || actor.IsSystem)
            return Refusal.Forbidden;
        for (var attempt = 1; ; attempt++)
        {
            db.ChangeTracker.Clear();
            try
            {
                return await TryAsync(input, actor, ct);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Looked at again with what is there now.
            }
            catch (DbUpdateConcurrencyException)
            {
                return Refusal.Conflict;
            }
        }
    }

    private async Task<Result<Submitted>> TryAsync(Command input, Actor actor, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).WithContent().SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        if (payment.Type == PaymentType.Payroll && !actor.May(Permission.SeePayroll))
            return Refusal.Forbidden;
        if (payment.Version != input.Version)
            return Refusal.Conflict;
        var submitted = await FileAsync(payment, actor, ct);
        if (submitted.Refusal is { } refusal)
            return refusal;
        notices.Submitted(payment, await signatories.ForAccountAsync(payment.AccountId, ct));
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return new Submitted(payment.PublicId, payment.State, payment.Version);
    }

    /// <summary>Inside a write: files one payment that is stored already, so that it has its number. The caller tells the signers and saves.</summary>
    internal async Task<Result<PaymentFiling.Filed>> FileAsync(Payment payment, Actor actor, CancellationToken ct)
    {
        var before = payment.State;
        var account = await db.Accounts.SingleAsync(a => a.Id == payment.AccountId, ct);
        var payee = payment.PayeeId is { } id ? await db.Payees.SingleAsync(p => p.Id == id, ct) : null;
        var filed = await filing.PrepareAsync(payment, account, payee, actor, ct);
        if (filed.Refusal is not null)
            return filed;
        if (await Targets.DetailsByAsync(db, payment, ct) is { } changer)
            payment.PayeeChangedBy(changer);
        var doer = new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime);
        if (payment.Submit(filed.Value.Submission with { PayerNumber = account.Number }, doer).Refusal is { } refusal)
            return refusal;
        // Whoever counts against the same limits in this moment meets these rows.
        foreach (var limit in filed.Value.Limits)
            limit.Count();
        audit.Append(
            actor,
            "payment.submitted",
            $"payment:{payment.PublicId}",
            new
            {
                before,
                after = payment.State,
                policyVersion = filed.Value.PolicyNumber,
                rate = filed.Value.Rate,
                policyMinor = payment.PolicyMinor,
                hash = Convert.ToHexStringLower(payment.ContentHash!),
                route = SignedRecord.HashOf(payment),
                levels = payment.Route.Select(l => new
                {
                    l.Rule.Stage,
                    l.Rule.Name,
                    l.Rule.Quorum,
                    l.Rule.Origin,
                }),
                duplicate = filed.Value.Duplicate,
                duplicateReason = filed.Value.Duplicate is null ? null : payment.DuplicateReason,
            }
        );
        return filed;
    }
}
