using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// What was believed of an order and what the bank says now do not agree: people are told at once, since money may be paid twice or not at
/// all. Joins the caller's save.
/// </summary>
public sealed class Contradictions(PortalDbContext db, OrderNews news, IAudit audit)
{
    /// <summary>
    /// It was taken for failed, so its business reference was free and it could be paid again; now it is paid. It takes the reference again
    /// where nobody else has it, and no payment that would pay it again leaves any more (<see cref="Approvals.PaymentGate"/>).
    /// </summary>
    internal async Task PaidAfterAllAsync(Payment payment, PaymentInstruction order, CancellationToken ct)
    {
        var held = await ReferenceAsync(payment, ct);
        var isTaken = held is not null && await db.Payments.AnyAsync(p => p.ReferenceHeld == held && p.Id != payment.Id, ct);
        if (held is not null && !isTaken)
            payment.HoldReference(held);
        var reissues = await db
            .Payments.Where(p => p.ReissueOf == payment.PublicId)
            .Select(p => new { p.PublicId, p.State })
            .ToListAsync(ct);
        audit.Append(
            Actor.System,
            "payment.paid_after_all",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order = order.State,
                payment.State,
                holdsReference = payment.ReferenceHeld is not null,
                referenceIsAnothers = isTaken,
                reissues,
            }
        );
        await news.PaidAfterAllAsync(payment, ct);
    }

    /// <summary>Two people, or a statement, said that it was paid, and the bank says that it never was executed. It stays paid until people have looked.</summary>
    internal async Task DeniedAsync(Payment payment, PaymentInstruction order, CancellationToken ct)
    {
        audit.Append(
            Actor.System,
            "payment.denied",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order = order.State,
                payment.State,
            }
        );
        await news.DeniedAsync(payment, ct);
    }

    /// <summary>Null when it has none to take: a payment that came back leaves its reference free.</summary>
    private async Task<string?> ReferenceAsync(Payment payment, CancellationToken ct)
    {
        if (payment is not { State: PaymentState.Settled, Reference: not null, ReferenceHeld: null })
            return null;
        var entity = await db.Accounts.Where(a => a.Id == payment.AccountId).Select(a => a.LegalEntityId).SingleAsync(ct);
        return Duplicates.Held(entity, payment);
    }
}
