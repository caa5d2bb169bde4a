using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>One person says with evidence what became of an order in doubt; nothing changes until a second one confirms. Needs a fresh code.</summary>
public sealed class AskCorrection(PortalDbContext db, OrderNews news, Proof proof, IAudit audit, TimeProvider clock)
    : IUseCase<AskCorrection.Command, Guid>
{
    /// <param name="Line">Payroll's line; 0 otherwise.</param>
    /// <param name="Becomes">Settled or Failed.</param>
    public sealed record Command(Guid Payment, int Line, InstructionState Becomes, string Evidence, string Code);

    /// <summary>Its result is known, or it has not left yet.</summary>
    public static readonly Refusal NotInDoubt = new("payment_not_in_doubt");

    public static readonly Refusal Waiting = new("correction_waits");

    public async Task<Result<Guid>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.CorrectPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (input.Becomes is not (InstructionState.Settled or InstructionState.Failed))
            return Refusal.Invalid("becomes", "required");
        var evidence = (input.Evidence ?? "").Trim();
        if (evidence.Length is 0 or > PaymentCorrection.MaxEvidence)
            return Refusal.Invalid("evidence", "length_1_to", PaymentCorrection.MaxEvidence);
        if (!await db.PaymentsVisibleTo(actor).AnyAsync(p => p.PublicId == input.Payment, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.PaymentsVisibleTo(actor).SingleAsync(p => p.PublicId == input.Payment, ct);
        var order = await db.PaymentInstructions.SingleOrDefaultAsync(o => o.PaymentId == payment.Id && o.LineNumber == input.Line, ct);
        if (order is not { State: InstructionState.Unknown })
            return NotInDoubt;
        if (await db.PaymentCorrections.AnyAsync(c => c.InstructionId == order.Id && c.State == CorrectionState.Waiting, ct))
            return Waiting;
        var now = clock.GetUtcNow().UtcDateTime;
        var correction = new PaymentCorrection
        {
            InstructionId = order.Id,
            Becomes = input.Becomes,
            Evidence = evidence,
            AskedBy = actor.PersonId,
            AskedAt = now,
        };
        db.PaymentCorrections.Add(correction);
        payment.CorrectionStep(PaymentStep.CorrectionAsked, evidence, new Doer(actor.PersonId, actor.Address, now));
        audit.Append(
            actor,
            "payment.correction_asked",
            $"payment:{payment.PublicId}",
            new
            {
                correction = correction.PublicId,
                order.EndToEndId,
                becomes = input.Becomes,
                evidence,
            }
        );
        await news.CorrectionAskedAsync(payment, actor, ct);
        return await db.TrySaveAsync(write, ct) is { } refusal ? refusal : correction.PublicId;
    }
}

/// <summary>The second person's word on a correction: confirmed, the order is what the first one said. Needs a fresh code.</summary>
public sealed class DecideCorrection(PortalDbContext db, OrderResults results, Proof proof, IAudit audit, TimeProvider clock)
    : IUseCase<DecideCorrection.Command, Done>
{
    public sealed record Command(Guid Correction, bool Confirm, string? Note, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.CorrectPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (input.Note is { Length: > PaymentLimits.Comment })
            return Refusal.Invalid("note", "comment_length", PaymentLimits.Comment);
        if (!await Mine(actor).AnyAsync(c => c.PublicId == input.Correction, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var correction = await Mine(actor).SingleAsync(c => c.PublicId == input.Correction, ct);
        var order = await db.PaymentInstructions.SingleAsync(o => o.Id == correction.InstructionId, ct);
        var payment = await db.Payments.SingleAsync(p => p.Id == order.PaymentId, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        if (correction.Decide(input.Confirm, actor.PersonId, payment.MakerId, input.Note, now).Refusal is { } refusal)
            return refusal;
        if (input.Confirm && order.State != InstructionState.Unknown)
            return AskCorrection.NotInDoubt;
        var step = input.Confirm ? PaymentStep.CorrectionConfirmed : PaymentStep.CorrectionRefused;
        payment.CorrectionStep(step, input.Note, new Doer(actor.PersonId, actor.Address, now));
        audit.Append(
            actor,
            input.Confirm ? "payment.corrected" : "payment.correction_refused",
            $"payment:{payment.PublicId}",
            new
            {
                correction = correction.PublicId,
                order.EndToEndId,
                becomes = correction.Becomes,
                correction.Evidence,
                askedBy = correction.AskedBy,
            }
        );
        if (input.Confirm && order.Learned(correction.Becomes, null, correction.Evidence, null, ChinaTime.DayOf(now), now))
        {
            await results.FollowAsync(payment, order, now, ct);
            // People may be wrong: whatever the bank says to one more question is compared with what they said.
            order.AskAgain(now);
        }
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }

    private IQueryable<PaymentCorrection> Mine(Actor actor)
    {
        var payments = db.PaymentsVisibleTo(actor);
        return db.PaymentCorrections.Where(c =>
            db.PaymentInstructions.Any(o => o.Id == c.InstructionId && payments.Any(p => p.Id == o.PaymentId))
        );
    }
}
