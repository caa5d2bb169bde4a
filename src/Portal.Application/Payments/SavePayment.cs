using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments;

/// <summary>
/// Enters a payment, or changes one that is not released: then whatever was signed does not count any more and it is a draft again. Asking
/// twice with the same id makes one payment.
/// </summary>
public sealed class SavePayment(PortalDbContext db, PaymentEntryReader reader, IAudit audit, TimeProvider clock)
    : IUseCase<SavePayment.Command, SavePayment.Saved>
{
    /// <param name="Id">For a new payment, a new id chosen by whoever asks.</param>
    /// <param name="Version">The version that was changed; null for a new payment.</param>
    public sealed record Command(Guid Id, PaymentEntry Entry, int? Version = null, Guid? ReissueOf = null);

    public sealed record Saved(Guid Id, int Version);

    public async Task<Result<Saved>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.MakePayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (input.Id == Guid.Empty)
            return Refusal.Invalid("id", "id_required");
        await using var write = await db.BeginWriteAsync(ct);
        var read = await reader.ReadAsync(input.Entry, actor, ct);
        if (read.Order is not { } order)
            return read.Problems[0];
        var doer = new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime);
        var payment = await db.PaymentsVisibleTo(actor).WithContent().SingleOrDefaultAsync(p => p.PublicId == input.Id, ct);
        if (payment is null && input.Version is not null)
            return Refusal.NotFound;
        if (payment is not null && input.Version is null)
            return payment.MakerId == actor.PersonId ? new Saved(payment.PublicId, payment.Version) : Refusal.Conflict;
        if (payment is not null && payment.Version != input.Version)
            return Refusal.Conflict;
        var before = payment is null ? null : ToldPayment.Of(payment);
        if (payment is null)
        {
            if (input.ReissueOf is { } again && await PayAgainAsync(again, doer, actor, ct) is { } whyNot)
                return whyNot;
            payment = new Payment(input.Id, order, PaymentSource.Page, null, doer) { ReissueOf = input.ReissueOf };
            db.Payments.Add(payment);
        }
        else if (payment.Type == PaymentType.Payroll)
        {
            return PaymentRefusals.WrongState(payment.State);
        }
        else if (payment.Change(order, doer).Refusal is { } refusal)
        {
            return refusal;
        }
        audit.Append(
            actor,
            before is null ? "payment.entered" : "payment.changed",
            $"payment:{payment.PublicId}",
            new { before, after = ToldPayment.Of(payment) }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || before is null)
        {
            // The same id at the same moment, or another's change.
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return new Saved(payment.PublicId, payment.Version);
    }

    /// <summary>
    /// Only what did not stay paid is paid again, and by one payment: the origin is read first and written with it, so that of two people at
    /// once one meets the other's re-issue or a conflict on the origin's row.
    /// </summary>
    private async Task<Refusal?> PayAgainAsync(Guid again, Doer doer, Actor actor, CancellationToken ct)
    {
        var origin = await db.PaymentsVisibleTo(actor).SingleOrDefaultAsync(p => p.PublicId == again, ct);
        if (origin is null || origin.PayAgain(doer).Refusal is not null)
            return Refusal.Invalid("reissueOf", "not_reissuable");
        // Outside this person's data scope it counts as well.
        return await db.Payments.StandingFor(again).AnyAsync(ct) ? Refusal.Invalid("reissueOf", "reissued_already") : null;
    }
}

/// <summary>A payment as the audit trail tells it.</summary>
internal sealed record ToldPayment(
    PaymentType Type,
    PaymentState State,
    int Account,
    int? Payee,
    int? ToAccount,
    string? ToName,
    string? ToNumber,
    string? ToBankCode,
    string Amount,
    string Purpose,
    string? Reference,
    string? DuplicateReason,
    DateOnly? PayOn,
    int Revision
)
{
    public static ToldPayment Of(Payment p) =>
        new(
            p.Type,
            p.State,
            p.AccountId,
            p.PayeeId,
            p.ToAccountId,
            p.To?.AccountName,
            p.To?.AccountNumber,
            p.To?.BankCode,
            p.Amount.ToString(),
            p.Purpose,
            p.Reference,
            p.DuplicateReason,
            p.PayOn,
            p.Revision
        );
}
