using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Keeps one payment, or what of a payroll has not left yet, from leaving, at once, by one person.</summary>
public sealed class HoldPayment(PortalDbContext db, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<HoldPayment.Command, Done>
{
    public sealed record Command(Guid Payment, string Reason);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.StopPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (reason.Length is 0 or > PaymentLimits.Comment)
            return Refusal.Invalid("reason", "length_1_to", PaymentLimits.Comment);
        await using var write = await db.BeginWriteAsync(ct);
        await SendingLock.TakeAloneAsync(db, ct);
        var payment = await db.PaymentsVisibleTo(actor).SingleOrDefaultAsync(p => p.PublicId == input.Payment, ct);
        if (payment is null)
            return Refusal.NotFound;
        var hasUnsent = await db.PaymentInstructions.AnyAsync(
            o => o.PaymentId == payment.Id && (o.State == InstructionState.Waiting || o.State == InstructionState.Sending),
            ct
        );
        var held = payment.Hold(reason, hasUnsent, new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime));
        if (held.Refusal is { } refusal)
            return refusal;
        audit.Append(actor, "payment.held", $"payment:{payment.PublicId}", new { payment.State, reason });
        if (payment.MakerId != actor.PersonId)
            notices.Add(payment.MakerId, NoticeKinds.PaymentHeld, $"/payments/{payment.PublicId}", payment.Number, actor.Name, reason);
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}

/// <summary>Lets a held payment go on; not by whoever held it, made it or changed it. Needs a fresh code.</summary>
public sealed class EndHold(PortalDbContext db, Proof proof, IAudit audit, TimeProvider clock) : IUseCase<EndHold.Command, Done>
{
    public sealed record Command(Guid Payment, string? Note, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.StopPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (input.Note is { Length: > PaymentLimits.Comment })
            return Refusal.Invalid("note", "comment_length", PaymentLimits.Comment);
        if (!await db.PaymentsVisibleTo(actor).AnyAsync(p => p.PublicId == input.Payment, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).Include(p => p.Hands).SingleAsync(p => p.PublicId == input.Payment, ct);
        var heldBy = payment.HeldBy;
        var ended = payment.EndHold(new Doer(actor.PersonId, actor.Address, clock.GetUtcNow().UtcDateTime), input.Note);
        if (ended.Refusal is { } refusal)
            return refusal;
        audit.Append(actor, "payment.hold_ended", $"payment:{payment.PublicId}", new { heldBy, note = input.Note });
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}
