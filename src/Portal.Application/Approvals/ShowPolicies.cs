using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The versions of the approval policy, newest first.</summary>
public sealed class ShowPolicies(PortalDbContext db) : IUseCase<ShowPolicies.Query, IReadOnlyList<PolicyRow>>
{
    public sealed record Query;

    /// <summary>Older ones are found through the audit trail.</summary>
    private const int Most = 200;

    public async Task<Result<IReadOnlyList<PolicyRow>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        return await PolicyRow.Of(db, db.PolicyVersions.AsNoTracking().OrderByDescending(v => v.Number).Take(Most)).ToListAsync(ct);
    }
}

/// <param name="Comment">What the change is for.</param>
/// <param name="Answer">Why it was refused or withdrawn last.</param>
public sealed record PolicyRow(
    Guid Id,
    int Number,
    PolicyState State,
    string EditedBy,
    DateTime EditedAt,
    string? ProposedBy,
    DateTime? ProposedAt,
    string? ConfirmedBy,
    DateTime? ConfirmedAt,
    DateTime? InForceFrom,
    DateTime? InForceUntil,
    string Comment,
    string Answer
)
{
    internal static IQueryable<PolicyRow> Of(PortalDbContext db, IQueryable<PolicyVersion> versions) =>
        versions.Select(v => new PolicyRow(
            v.PublicId,
            v.Number,
            v.State,
            db.Users.Where(p => p.Id == v.EditedBy).Select(p => p.DisplayName).First(),
            v.EditedAt,
            db.Users.Where(p => p.Id == v.ProposedBy).Select(p => p.DisplayName).FirstOrDefault(),
            v.ProposedAt,
            db.Users.Where(p => p.Id == v.ConfirmedBy).Select(p => p.DisplayName).FirstOrDefault(),
            v.ConfirmedAt,
            v.InForceFrom,
            v.InForceUntil,
            v.Comment,
            v.Answer
        ));
}
