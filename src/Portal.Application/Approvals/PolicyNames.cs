using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>Names for the ids that a policy holds, and what can be chosen for one. What a person may not see is not among them.</summary>
/// <param name="Entities">Parents before children.</param>
/// <param name="Accounts">By name; closed ones only where they may still stand in an old policy.</param>
/// <param name="People">By name: who could sign somewhere, and who ever did something with a policy.</param>
public sealed record PolicyNames(
    IReadOnlyList<PolicyNames.Entity> Entities,
    IReadOnlyList<PolicyNames.Account> Accounts,
    IReadOnlyList<PolicyNames.Person> People
)
{
    public sealed record Entity(int Id, string Name, int Depth);

    /// <param name="PublicId">For addresses and use cases.</param>
    public sealed record Account(int Id, Guid PublicId, string Name, string Number, string CurrencyCode, string Entity, bool IsActive);

    /// <param name="MaySign">Enabled and with a role that signs.</param>
    public sealed record Person(Guid Id, string Name, bool MaySign, bool MayMake);
}

/// <summary>Reads <see cref="PolicyNames"/>.</summary>
public sealed class PolicyNameReader(PortalDbContext db)
{
    /// <summary>Policy owners see the names of all entities and accounts, since a policy is for all of them; others those of their scope.</summary>
    public async Task<PolicyNames> LoadAsync(Actor actor, CancellationToken ct)
    {
        var seesAll = actor.May(Permission.ManagePolicies);
        var entities = await (seesAll ? db.LegalEntities : db.EntitiesVisibleTo(actor))
            .AsNoTracking()
            .Select(entity => new
            {
                entity.Id,
                entity.Name,
                entity.Path,
            })
            .ToListAsync(ct);
        var names = entities.ToDictionary(entity => entity.Id, entity => entity.Name);
        var accounts = await (seesAll ? db.Accounts : db.AccountsVisibleTo(actor))
            .AsNoTracking()
            .Select(account => new
            {
                account.Id,
                account.PublicId,
                account.Name,
                account.Number,
                account.CurrencyCode,
                account.LegalEntityId,
                account.Status,
            })
            .ToListAsync(ct);
        return new(
            [
                .. entities
                    .OrderBy(entity => entity.Path, StringComparer.Ordinal)
                    .Select(e => new PolicyNames.Entity(e.Id, e.Name, DepthOf(e.Path))),
            ],
            [
                .. accounts
                    .OrderBy(account => names.GetValueOrDefault(account.LegalEntityId, ""), StringComparer.Ordinal)
                    .ThenBy(account => account.Name, StringComparer.Ordinal)
                    .Select(account => new PolicyNames.Account(
                        account.Id,
                        account.PublicId,
                        account.Name,
                        account.Number,
                        account.CurrencyCode,
                        names.GetValueOrDefault(account.LegalEntityId, ""),
                        account.Status == AccountStatus.Active
                    )),
            ],
            await PeopleAsync(ct)
        );
    }

    private async Task<List<PolicyNames.Person>> PeopleAsync(CancellationToken ct)
    {
        var people = await db
            .Users.AsNoTracking()
            .OrderBy(person => person.DisplayName)
            .Select(person => new
            {
                person.Id,
                person.DisplayName,
                person.IsDisabled,
            })
            .ToListAsync(ct);
        var roles = (await db.PersonRoles.AsNoTracking().ToListAsync(ct)).ToLookup(role => role.PersonId, role => role.Role);
        return
        [
            .. people.Select(person => new PolicyNames.Person(
                person.Id,
                person.DisplayName,
                !person.IsDisabled && roles[person.Id].Any(role => Duties.Allows(role, Permission.SignPayments)),
                !person.IsDisabled && roles[person.Id].Any(role => Duties.Allows(role, Permission.MakePayments))
            )),
        ];
    }

    private static int DepthOf(string path) => PolicyWorldReader.LineOf(path).Count - 1;
}
