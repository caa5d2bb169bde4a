using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The stops that stand.</summary>
public sealed class Stops(PortalDbContext db)
{
    private static readonly Role[] PayingRoles =
    [
        .. Enum.GetValues<Role>()
            .Where(role => Duties.Allows(role, Permission.MakePayments) || Duties.Allows(role, Permission.SignPayments)),
    ];

    /// <summary>Every stop that keeps payments of this account from going on; empty when none does. Ask inside the write that goes on.</summary>
    public async Task<IReadOnlyList<PaymentStop>> ActiveForAsync(int accountId, CancellationToken ct) =>
        await db
            .PaymentStops.AsNoTracking()
            .Where(stop => stop.LiftedAt == null)
            .Where(stop =>
                (stop.AccountId == null && stop.LegalEntityId == null)
                || stop.AccountId == accountId
                || db.LegalEntities.Any(stopped =>
                    stopped.Id == stop.LegalEntityId
                    && db.Accounts.Any(account =>
                        account.Id == accountId
                        && db.LegalEntities.Any(owner => owner.Id == account.LegalEntityId && owner.Path.StartsWith(stopped.Path))
                    )
                )
            )
            .OrderBy(stop => stop.Id)
            .ToListAsync(ct);

    /// <summary>The accounts in a stop's scope.</summary>
    internal IQueryable<Account> AccountsOf(int? legalEntityId, int? accountId) =>
        (legalEntityId, accountId) switch
        {
            (_, { } account) => db.Accounts.Where(a => a.Id == account),
            ({ } entity, _) => db.Accounts.Where(a =>
                db.LegalEntities.Any(stopped =>
                    stopped.Id == entity
                    && db.LegalEntities.Any(owner => owner.Id == a.LegalEntityId && owner.Path.StartsWith(stopped.Path))
                )
            ),
            _ => db.Accounts,
        };

    /// <summary>Makers and signers who have one of the accounts in scope.</summary>
    internal Task<List<Guid>> PeopleOfAsync(IQueryable<Account> accounts, CancellationToken ct) =>
        db
            .Users.Where(person => !person.IsDisabled)
            .Where(person => db.PersonRoles.Any(role => role.PersonId == person.Id && PayingRoles.Contains(role.Role)))
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
