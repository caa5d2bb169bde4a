using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>One version with its rules, and what the analysis says of it with the people of today.</summary>
public sealed class ShowPolicyVersion(PortalDbContext db, PolicyWorldReader worlds, PolicyNameReader names)
    : IUseCase<ShowPolicyVersion.Query, ShowPolicyVersion.View>
{
    public sealed record Query(Guid Policy);

    /// <param name="Hash">SHA-256 of the content, 64 hexadecimal digits: what a confirmation binds to.</param>
    /// <param name="Version">To be handed in with the next change.</param>
    /// <param name="Findings">Empty for versions that never will route again.</param>
    /// <param name="WhyNotConfirm">Why this person cannot confirm it; null when they can.</param>
    public sealed record View(
        PolicyRow Row,
        ApprovalPolicy Policy,
        string Hash,
        int Version,
        IReadOnlyList<PolicyFinding> Findings,
        PolicyNames Names,
        bool MayManage,
        Refusal? WhyNotConfirm
    );

    /// <returns>Refused with <c>policy_altered</c> when the stored content is not the one that was saved.</returns>
    public async Task<Result<View>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var version = await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.PublicId == input.Policy, ct);
        if (version is null)
            return Refusal.NotFound;
        if (!version.IsUnaltered)
            return PolicyRefusals.Altered;
        var policy = PolicyContent.Read(version.Content);
        var isOver = version.State is PolicyState.Superseded or PolicyState.Withdrawn;
        var mayManage = actor.May(Permission.ManagePolicies);
        return new View(
            await PolicyRow.Of(db, db.PolicyVersions.AsNoTracking().Where(v => v.Id == version.Id)).SingleAsync(ct),
            policy,
            Convert.ToHexStringLower(version.ContentHash),
            version.Version,
            isOver ? [] : PolicyAnalysis.Of(policy, await worlds.LoadAsync(ct)),
            await names.LoadAsync(actor, ct),
            mayManage,
            mayManage ? version.WhyNotConfirm(version.ContentHash, actor.PersonId) : Refusal.Forbidden
        );
    }
}
