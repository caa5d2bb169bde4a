using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Hands a draft to a second person. Needs a fresh code; a policy with errors is refused.</summary>
public sealed class ProposePolicy(
    PortalDbContext db,
    IAudit audit,
    Proof proof,
    PolicyWorldReader worlds,
    Noticeboard notices,
    TimeProvider clock
) : IUseCase<ProposePolicy.Command, Done>
{
    /// <param name="Hash">Of the content that the person saw, 64 hexadecimal digits.</param>
    /// <param name="WarningsAccepted">The person ticked that the warnings are meant.</param>
    /// <param name="Code">A fresh TOTP code.</param>
    public sealed record Command(Guid Policy, string Hash, bool WarningsAccepted, string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var shown = PolicyMoves.ReadHash(input.Hash);
        var now = clock.GetUtcNow().UtcDateTime;
        // Tried on a copy first: a code is not spent on what cannot succeed.
        var copy = await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PublicId == input.Policy, ct);
        if (copy is null)
            return Refusal.NotFound;
        if (copy.Propose(shown, actor.PersonId, now).Refusal is { } early)
            return early;
        if (PolicyMoves.CheckAnalysis(copy, await worlds.LoadAsync(ct), input.WarningsAccepted) is { } wrong)
            return wrong;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } refused)
            return refused;
        await using var write = await db.BeginWriteAsync(ct);
        var version = await db.PolicyVersions.SingleAsync(v => v.PublicId == input.Policy, ct);
        if (version.Propose(shown, actor.PersonId, now).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            "policy.proposed",
            $"policy:{version.PublicId}",
            new
            {
                number = version.Number,
                hash = input.Hash,
                warningsAccepted = input.WarningsAccepted,
            }
        );
        var others = await db.OtherOwnersAsync([actor.PersonId, version.EditedBy], ct);
        notices.Add(others, NoticeKinds.PolicyProposed, PolicyMoves.LinkOf(version), version.Number, actor.Name);
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);
    }
}
