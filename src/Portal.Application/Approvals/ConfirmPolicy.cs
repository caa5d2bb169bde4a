using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>
/// The second person's consent: puts a proposed version in force and ends the one before it, at once and together. Needs a fresh code, and
/// binds to the content that this person saw. Payments under way keep the version that they were submitted under.
/// </summary>
public sealed class ConfirmPolicy(
    PortalDbContext db,
    IAudit audit,
    Proof proof,
    PolicyWorldReader worlds,
    Noticeboard notices,
    TimeProvider clock
) : IUseCase<ConfirmPolicy.Command, Done>
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
        // Asked before the code is spent, and again when it counts.
        var copy = await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PublicId == input.Policy, ct);
        if (copy is null)
            return Refusal.NotFound;
        if (copy.WhyNotConfirm(shown, actor.PersonId) is { } early)
            return early;
        if (PolicyMoves.CheckAnalysis(copy, await worlds.LoadAsync(ct), input.WarningsAccepted) is { } wrong)
            return wrong;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } refused)
            return refused;
        await using var write = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var version = await db.PolicyVersions.SingleAsync(v => v.PublicId == input.Policy, ct);
        // A limit in the old currency may have come since.
        if (PolicyMoves.CheckAnalysis(version, await worlds.LoadAsync(ct), input.WarningsAccepted) is { } worse)
            return worse;
        var before = await db.PolicyVersions.SingleOrDefaultAsync(v => v.State == PolicyState.InForce, ct);
        before?.Supersede(now);
        // Saved first: at no moment does the database hold two in force.
        if (await db.SaveOrConflictAsync(ct) is { } taken)
            return taken;
        if (version.Confirm(shown, actor.PersonId, now).Refusal is { } refusal)
            return refusal;
        audit.Append(
            actor,
            "policy.confirmed",
            $"policy:{version.PublicId}",
            new
            {
                number = version.Number,
                hash = input.Hash,
                supersedes = before?.Number,
                warningsAccepted = input.WarningsAccepted,
            }
        );
        notices.Add(
            new[] { version.EditedBy, version.ProposedBy!.Value },
            NoticeKinds.PolicyConfirmed,
            PolicyMoves.LinkOf(version),
            version.Number,
            actor.Name
        );
        if (await db.SaveOrConflictAsync(ct) is { } conflict)
            return conflict;
        await write.CommitAsync(ct);
        return default(Done);
    }
}
