using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Takes one's own signature back, or the one that a delegate gave in one's name, until the payment is released.</summary>
public sealed class WithdrawSignature(PortalDbContext db, Signatories signatories, PaymentNotices notices, IAudit audit, TimeProvider clock)
    : IUseCase<WithdrawSignature.Command, PaymentState>
{
    public sealed record Command(Guid Payment);

    public async Task<Result<PaymentState>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        // Somebody who lost the right to sign may still take back what they signed.
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).WithContent().SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        var before = payment.State;
        var standing = payment.Standing.ToArray();
        var withdrawn = payment.WithdrawSignature(new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime));
        if (withdrawn.Refusal is { } refusal)
            return refusal;
        var fallen = standing.Where(s => !s.Counts && s != withdrawn.Value).Select(s => s.PersonId).ToArray();
        Guid[] concerned = withdrawn.Value.PersonId == actor.PersonId ? fallen : [.. fallen, withdrawn.Value.PersonId];
        notices.SignatureWithdrawn(payment, await signatories.ForAccountAsync(payment.AccountId, ct), concerned, actor);
        audit.Append(
            actor,
            "payment.signature_withdrawn",
            $"payment:{payment.PublicId}",
            new
            {
                before,
                after = payment.State,
                level = withdrawn.Value.Level,
                person = withdrawn.Value.PersonId,
                onBehalfOf = withdrawn.Value.OnBehalfOf,
                fallen,
            }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return payment.State;
    }
}
