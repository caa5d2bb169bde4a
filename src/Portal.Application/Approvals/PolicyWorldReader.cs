using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Entities, accounts, people and standing amounts as the database has them now, whole: hundreds of each.</summary>
public sealed class PolicyWorldReader(PortalDbContext db, PolicyCurrency currencies, TimeProvider clock)
{
    public async Task<PolicyWorld> LoadAsync(CancellationToken ct)
    {
        var paths = await db.LegalEntities.AsNoTracking().ToDictionaryAsync(entity => entity.Id, entity => entity.Path, ct);
        var accounts = await db
            .Accounts.AsNoTracking()
            .Where(account => account.Status == AccountStatus.Active)
            .OrderBy(account => account.Id)
            .Select(account => new { account.Id, account.LegalEntityId })
            .ToListAsync(ct);
        var people = await db.Users.AsNoTracking().Select(person => new { person.Id, person.IsDisabled }).ToListAsync(ct);
        var roles = (await db.PersonRoles.AsNoTracking().ToListAsync(ct)).ToLookup(role => role.PersonId, role => role.Role);
        var grants = (await db.ScopeGrants.AsNoTracking().ToListAsync(ct)).ToLookup(grant => grant.PersonId);
        return new(
            paths.Keys.ToHashSet(),
            [.. accounts.Select(account => new PolicyAccount(account.Id, LineOf(paths[account.LegalEntityId])))],
            people.ToDictionary(
                person => person.Id,
                person => new PolicyPerson(person.Id, roles[person.Id].ToFrozenSet(), !person.IsDisabled, ScopeOf(person.Id))
            ),
            await StandingAsync(ct)
        );

        HashSet<int> ScopeOf(Guid person) =>
            [
                .. accounts
                    .Where(account =>
                        grants[person]
                            .Any(grant =>
                                grant.AccountId == account.Id
                                || (
                                    grant.LegalEntityId is { } entity
                                    && paths[account.LegalEntityId].StartsWith(paths[entity], StringComparison.Ordinal)
                                )
                            )
                    )
                    .Select(account => account.Id),
            ];
    }

    private async Task<StandingAmounts> StandingAsync(CancellationToken ct)
    {
        var today = ChinaTime.Today(clock);
        return new(
            await currencies.LoadAsync(ct),
            await db.PaymentLimits.CountAsync(limit => limit.EndedAt == null, ct),
            await db.Delegations.CountAsync(d => d.EndedAt == null && d.LastDay >= today && d.UpToMinor != null, ct)
        );
    }

    /// <summary>An entity and all above it, root first, from its path (<c>/1/4/</c>).</summary>
    public static IReadOnlyList<int> LineOf(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
}
