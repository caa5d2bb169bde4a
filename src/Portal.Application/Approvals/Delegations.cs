using FundPortal.Application.Data;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>A delegation that holds on the day that was asked for.</summary>
/// <param name="UpToMinor">Up to and including, in minor units of the policy's currency; null: any amount.</param>
public sealed record ActiveDelegation(int Id, Guid From, Guid To, long? UpToMinor)
{
    public bool Covers(long policyMinor) => UpToMinor is not { } most || policyMinor <= most;
}

/// <summary>Who stands in for whom.</summary>
public sealed class Delegations(PortalDbContext db)
{
    /// <summary>All delegations of the day whose giver and receiver both may still sign, each by their own roles.</summary>
    /// <param name="day">China day.</param>
    public async Task<IReadOnlyList<ActiveDelegation>> ActiveAsync(DateOnly day, CancellationToken ct)
    {
        var signers = SignersIn(db).Select(person => person.Id);
        return await db
            .Delegations.AsNoTracking()
            .Where(d => d.EndedAt == null && d.FirstDay <= day && d.LastDay >= day)
            .Where(d => signers.Contains(d.FromId) && signers.Contains(d.ToId))
            .OrderBy(d => d.Id)
            .Select(d => new ActiveDelegation(d.Id, d.FromId, d.ToId, d.UpToMinor))
            .ToListAsync(ct);
    }

    /// <summary>Enabled people with a role that signs.</summary>
    internal static IQueryable<Identity.Person> SignersIn(PortalDbContext db) =>
        db.Users.Where(person =>
            !person.IsDisabled && db.PersonRoles.Any(role => role.PersonId == person.Id && SignerDirectory.SigningRoles.Contains(role.Role))
        );
}
