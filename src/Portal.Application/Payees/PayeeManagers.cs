using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payees;

/// <summary>Who could be the second person for a payee.</summary>
internal static class PayeeManagers
{
    private static readonly Role[] ManagingRoles = [.. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.ManagePayees))];

    /// <summary>Enabled people who may decide changes of this payee: with its legal entity in their data scope.</summary>
    public static Task<List<Guid>> ManagersOfAsync(this PortalDbContext db, Payee payee, CancellationToken ct) =>
        db
            .Users.Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && ManagingRoles.Contains(role.Role)))
            .Where(person =>
                db.ScopeGrants.Any(grant =>
                    grant.PersonId == person.Id
                    && db.LegalEntities.Any(granted =>
                        granted.Id == grant.LegalEntityId
                        && db.LegalEntities.Any(owner => owner.Id == payee.LegalEntityId && owner.Path.StartsWith(granted.Path))
                    )
                )
            )
            .Select(person => person.Id)
            .ToListAsync(ct);
}
