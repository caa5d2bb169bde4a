using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The second person says no, with a reason: the version becomes a draft again.</summary>
public sealed class RefusePolicy(PortalDbContext db, IAudit audit, Noticeboard notices) : IUseCase<RefusePolicy.Command, Done>
{
    /// <param name="Reason">1 to 500 characters.</param>
    /// <param name="Version">As it was read.</param>
    public sealed record Command(Guid Policy, string Reason, int Version);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (reason.Length is 0 or > PolicyVersion.MaxComment)
            return Refusal.Invalid("reason", "length_1_to", PolicyVersion.MaxComment);
        await using var write = await db.BeginWriteAsync(ct);
        var version = await db.PolicyVersions.SingleOrDefaultAsync(v => v.PublicId == input.Policy, ct);
        if (version is null)
            return Refusal.NotFound;
        if (version.Version != input.Version)
            return Refusal.Conflict;
        var makers = new[] { version.EditedBy, version.ProposedBy ?? version.EditedBy };
        if (version.Refuse(reason).Refusal is { } refusal)
            return refusal;
        audit.Append(actor, "policy.refused", $"policy:{version.PublicId}", new { number = version.Number, reason });
        notices.Add(
            makers.Where(maker => maker != actor.PersonId),
            NoticeKinds.PolicyRefused,
            PolicyMoves.LinkOf(version),
            version.Number,
            actor.Name,
            reason
        );
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);
    }
}

/// <summary>Gives up a draft or a proposed version for good, with a reason.</summary>
public sealed class WithdrawPolicy(PortalDbContext db, IAudit audit) : IUseCase<WithdrawPolicy.Command, Done>
{
    /// <param name="Reason">1 to 500 characters.</param>
    /// <param name="Version">As it was read.</param>
    public sealed record Command(Guid Policy, string Reason, int Version);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var reason = (input.Reason ?? "").Trim();
        if (reason.Length is 0 or > PolicyVersion.MaxComment)
            return Refusal.Invalid("reason", "length_1_to", PolicyVersion.MaxComment);
        await using var write = await db.BeginWriteAsync(ct);
        var version = await db.PolicyVersions.SingleOrDefaultAsync(v => v.PublicId == input.Policy, ct);
        if (version is null)
            return Refusal.NotFound;
        if (version.Version != input.Version)
            return Refusal.Conflict;
        var before = version.State;
        if (version.Withdraw(reason).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            "policy.withdrawn",
            $"policy:{version.PublicId}",
            new
            {
                number = version.Number,
                before,
                reason,
            }
        );
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);
    }
}
