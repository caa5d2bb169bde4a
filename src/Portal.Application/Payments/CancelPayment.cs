using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>Takes a payment back before it is released; its maker or an editor may.</summary>
public sealed class CancelPayment(PortalDbContext db, Signatories signatories, PaymentNotices notices, IAudit audit, TimeProvider clock)
    : IUseCase<CancelPayment.Command, Done>
{
    public sealed record Command(Guid Payment, string? Reason = null);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments))
            return Refusal.Forbidden;
        if (input.Reason is { Length: > PaymentLimits.Comment })
            return Refusal.Invalid("reason", "comment_length", PaymentLimits.Comment);
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).WithContent().SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        if (!payment.Hands.Any(hand => hand.PersonId == actor.PersonId && hand.Part is (PaymentPart.Maker or PaymentPart.Editor)))
            return Refusal.Forbidden;
        var before = payment.State;
        if (before == PaymentState.InApproval)
            notices.Cancelled(payment, await signatories.ForAccountAsync(payment.AccountId, ct), actor);
        var cancelled = payment.Cancel(input.Reason, new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime));
        if (cancelled.Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            "payment.cancelled",
            $"payment:{payment.PublicId}",
            new
            {
                before,
                after = payment.State,
                reason = input.Reason,
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
        return default(Done);
    }
}
