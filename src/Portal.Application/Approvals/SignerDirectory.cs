using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Somebody who could sign: enabled, with a right to sign at all, and with the payer account in scope.</summary>
public sealed record Signer(Guid Id, string Name, FrozenSet<Role> Roles);

/// <summary>Who could sign payments of an account. Which of them may sign a certain level is the route's and the exclusions' business.</summary>
public sealed class SignerDirectory(PortalDbContext db)
{
    private static readonly Role[] SigningRoles = [.. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.SignPayments))];

    public async Task<IReadOnlyList<Signer>> ForAccountAsync(int accountId, CancellationToken ct)
    {
        var people = await db
            .Users.AsNoTracking()
            .Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && SigningRoles.Contains(role.Role)))
            .Where(person =>
                db.ScopeGrants.Any(grant =>
                    grant.PersonId == person.Id
                    && (
                        grant.AccountId == accountId
                        || db.LegalEntities.Any(granted =>
                            granted.Id == grant.LegalEntityId
                            && db.Accounts.Any(account =>
                                account.Id == accountId
                                && db.LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(granted.Path))
                            )
                        )
                    )
                )
            )
            .OrderBy(person => person.DisplayName)
            .Select(person => new
            {
                person.Id,
                person.DisplayName,
                Roles = db.PersonRoles.Where(role => role.PersonId == person.Id).Select(role => role.Role).ToList(),
            })
            .ToListAsync(ct);
        return [.. people.Select(person => new Signer(person.Id, person.DisplayName, person.Roles.ToFrozenSet()))];
    }
}
