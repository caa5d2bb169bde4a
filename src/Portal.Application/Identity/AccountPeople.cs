using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

internal static class AccountPeople
{
    /// <summary>Enabled people with one of these permissions who have one of the accounts in scope.</summary>
    public static Task<List<Guid>> WithAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        Permission[] permissions,
        CancellationToken ct
    )
    {
        var roles = Enum.GetValues<Role>().Where(role => Array.Exists(permissions, p => Duties.Allows(role, p))).ToArray();
        return db
            .Users.Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && roles.Contains(role.Role)))
            .Where(person =>
                accounts.Any(account =>
                    db.ScopeGrants.Any(grant =>
                        grant.PersonId == person.Id
                        && (
                            grant.AccountId == account.Id
                            || db.LegalEntities.Any(granted =>
                                granted.Id == grant.LegalEntityId
                                && db.LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(granted.Path))
                            )
                        )
                    )
                )
            )
            .Select(person => person.Id)
            .ToListAsync(ct);
    }
}
