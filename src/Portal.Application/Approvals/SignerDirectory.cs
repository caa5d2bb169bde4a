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
    internal static readonly Role[] SigningRoles = [.. Enum.GetValues<Role>().Where(role => Duties.Allows(role, Permission.SignPayments))];

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

    /// <summary>Those of these people that are enabled and may sign at all.</summary>
    internal async Task<IReadOnlyList<Signer>> SignersAsync(Guid[] people, CancellationToken ct)
    {
        var held = await (
            from person in db.Users
            join role in db.PersonRoles on person.Id equals role.PersonId
            where !person.IsDisabled && EF.Parameter(people).Contains(person.Id)
            select new
            {
                person.Id,
                person.DisplayName,
                role.Role,
            }
        ).ToListAsync(ct);
        return
        [
            .. held.GroupBy(row => (row.Id, row.DisplayName), row => row.Role)
                .Where(roles => roles.Any(SigningRoles.Contains))
                .Select(roles => new Signer(roles.Key.Id, roles.Key.DisplayName, roles.ToFrozenSet())),
        ];
    }

    /// <summary>Which of these people have which of these accounts in scope, by account.</summary>
    internal async Task<ILookup<int, Guid>> HoldersAsync(int[] accounts, Guid[] people, CancellationToken ct)
    {
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
        return scopes.ToLookup(scope => scope.Id, scope => scope.PersonId);
    }
}
