using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The first of two people who lift a stop. Needs a fresh code.</summary>
public sealed class AskToLiftStop(PortalDbContext db, Stops stops, Proof proof, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<AskToLiftStop.Command, Done>
{
    public sealed record Command(Guid Id, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.StopPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (!await stops.IsKnownAsync(actor, input.Id, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        if (await stops.FindAsync(actor, input.Id, ct) is not { } stop)
            return Refusal.NotFound;
        if (stop.AskToLift(actor.PersonId, clock.GetUtcNow().UtcDateTime).Refusal is { } refusal)
            return refusal;
        audit.Append(actor, "stop.lift_asked", $"stop:{stop.PublicId}", new { });
        var others = (await stops.PeopleOfAsync(stop, [Permission.StopPayments], ct)).Where(person => person != actor.PersonId);
        notices.Add(others, NoticeKinds.StopLiftWaits, "/stops", await stops.NameOfAsync(stop, ct), actor.Name);
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}

/// <summary>The second of two people who lift a stop; from its commit on payments go on. Needs a fresh code.</summary>
public sealed class LiftStop(PortalDbContext db, Stops stops, Proof proof, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<LiftStop.Command, Done>
{
    /// <param name="Version">As it was read: what the second person confirms is the asking that they saw.</param>
    public sealed record Command(Guid Id, int Version, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.StopPayments) || actor.IsSystem)
            return Refusal.Forbidden;
        if (!await stops.IsKnownAsync(actor, input.Id, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        if (await stops.FindAsync(actor, input.Id, ct) is not { } stop)
            return Refusal.NotFound;
        if (stop.Version != input.Version)
            return Refusal.Conflict;
        if (stop.Lift(actor.PersonId, clock.GetUtcNow().UtcDateTime).Refusal is { } refusal)
            return refusal;
        audit.Append(actor, "stop.lifted", $"stop:{stop.PublicId}", new { askedBy = stop.LiftAskedBy });
        var people = await stops.PeopleOfAsync(stop, [Permission.MakePayments, Permission.SignPayments], ct);
        notices.Add(people, NoticeKinds.StopLifted, "/stops", await stops.NameOfAsync(stop, ct), actor.Name);
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}
