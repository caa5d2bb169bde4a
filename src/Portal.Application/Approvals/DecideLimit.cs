using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Approvals;

/// <summary>The second person confirms or refuses what waits of a limit. Needs a fresh code. Refusing one's own proposal takes it back.</summary>
public sealed class DecideLimit(PortalDbContext db, LimitPeople people, Proof proof, Noticeboard notices, IAudit audit, TimeProvider clock)
    : IUseCase<DecideLimit.Command, Done>
{
    /// <param name="Revision">As it was read: what is confirmed is what was seen.</param>
    public sealed record Command(Guid Id, bool IsConfirmed, int Revision, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies) || actor.IsSystem)
            return Refusal.Forbidden;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        if (await people.FindAsync(actor, input.Id, ct) is not { } limit)
            return Refusal.NotFound;
        if (limit.Revision != input.Revision)
            return Refusal.Conflict;
        var (before, proposed, isEnd, proposer) = (limit.Terms, limit.Proposed, limit.IsEndProposed, limit.ProposedBy);
        if (limit.Decide(input.IsConfirmed, actor.PersonId, clock.GetUtcNow().UtcDateTime).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            input.IsConfirmed ? "limit.confirmed" : "limit.refused",
            $"limit:{limit.PublicId}",
            new
            {
                name = limit.Name,
                proposedBy = proposer,
                isEnd,
                before,
                proposed,
            }
        );
        if (proposer is { } who && who != actor.PersonId)
            notices.Add(who, NoticeKinds.LimitChangeDecided, "/limits", limit.Name, actor.Name);
        return await db.TrySaveAsync(write, ct) ?? (Result<Done>)default(Done);
    }
}
