using FundPortal.Application.Accounts;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// Begins a draft of the approval policy or changes one. It routes nothing, so it may be incomplete. A version that waits for its second
/// person becomes a draft again.
/// </summary>
public sealed class SavePolicyDraft(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<SavePolicyDraft.Command, SavedRecord>
{
    /// <param name="Id">Null to begin a new one.</param>
    /// <param name="Comment">What the change is for; 1 to 500 characters.</param>
    /// <param name="Version">As it was read; ignored for a new one.</param>
    public sealed record Command(Guid? Id, ApprovalPolicy Policy, string Comment, int Version = 0);

    private sealed record Snapshot(PolicyState State, string Hash, string Comment);

    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        var comment = (input.Comment ?? "").Trim();
        if (comment.Length is 0 or > PolicyVersion.MaxComment)
            return Refusal.Invalid("comment", "length_1_to", PolicyVersion.MaxComment);
        var content = PolicyContent.Write(input.Policy);
        if (content.Length > PolicyVersion.MaxContent)
            return Refusal.Invalid("policy", "policy_too_large");
        await using var write = await db.BeginWriteAsync(ct);
        PolicyVersion? version;
        Snapshot? before = null;
        var now = clock.GetUtcNow().UtcDateTime;
        if (input.Id is { } id)
        {
            version = await db.PolicyVersions.SingleOrDefaultAsync(v => v.PublicId == id, ct);
            if (version is null)
                return Refusal.NotFound;
            if (version.Version != input.Version)
                return Refusal.Conflict;
            before = Of(version);
            if (version.Edit(content, comment, actor.PersonId, now).Refusal is { } refusal)
                return refusal;
        }
        else
        {
            version = new((await db.PolicyVersions.MaxAsync(v => (int?)v.Number, ct) ?? 0) + 1, content, comment, actor.PersonId, now);
            db.PolicyVersions.Add(version);
        }
        audit.Append(
            actor,
            before is null ? "policy.drafted" : "policy.edited",
            $"policy:{version.PublicId}",
            new
            {
                number = version.Number,
                before,
                after = Of(version),
                content,
            }
        );
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return new SavedRecord(version.PublicId, version.Version, []);
    }

    private static Snapshot Of(PolicyVersion version) => new(version.State, Convert.ToHexStringLower(version.ContentHash), version.Comment);
}
