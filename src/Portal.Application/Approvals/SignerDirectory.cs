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

    /// <summary>Which of these people could sign payments of which of these accounts: three queries for any number.</summary>
    internal async Task<ILookup<int, Signer>> ForAccountsAsync(int[] accounts, Guid[] people, CancellationToken ct)
    {
        var names = await db
            .Users.AsNoTracking()
            .Where(person => !person.IsDisabled && EF.Parameter(people).Contains(person.Id))
            .Select(person => new { person.Id, person.DisplayName })
            .ToListAsync(ct);
        var roles = (
            await db
                .PersonRoles.Where(role => EF.Parameter(people).Contains(role.PersonId))
                .Select(role => new { role.PersonId, role.Role })
                .ToListAsync(ct)
        ).ToLookup(role => role.PersonId, role => role.Role);
        var scopes = await (
            from grant in db.ScopeGrants
            from account in db.Accounts
            where EF.Parameter(people).Contains(grant.PersonId) && EF.Parameter(accounts).Contains(account.Id)
            where
                grant.AccountId == account.Id
                || db.LegalEntities.Any(granted =>
                    granted.Id == grant.LegalEntityId
                    && db.LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(granted.Path))
                )
            select new { grant.PersonId, account.Id }
        )
            .Distinct()
            .ToListAsync(ct);
        var signers = names
            .Where(person => roles[person.Id].Any(SigningRoles.Contains))
            .ToDictionary(person => person.Id, person => new Signer(person.Id, person.DisplayName, roles[person.Id].ToFrozenSet()));
        return scopes.Where(scope => signers.ContainsKey(scope.PersonId)).ToLookup(scope => scope.Id, scope => signers[scope.PersonId]);
    }
}
