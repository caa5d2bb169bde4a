using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The stops that stand.</summary>
public sealed class Stops(PortalDbContext db)
{
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

    /// <summary>Whether a stop of this scope is this person's business: all that it stops is in their data scope.</summary>
    internal async Task<bool> IsInScopeAsync(Actor actor, int? legalEntityId, int? accountId, CancellationToken ct)
    {
        var visible = db.AccountsVisibleTo(actor);
        if (accountId is { } account)
            return await visible.AnyAsync(a => a.Id == account, ct);
        if (legalEntityId is { } entity)
            return await db.ScopeGrants.AnyAsync(
                grant =>
                    grant.PersonId == actor.PersonId
                    && db.LegalEntities.Any(granted =>
                        granted.Id == grant.LegalEntityId
                        && db.LegalEntities.Any(stopped => stopped.Id == entity && stopped.Path.StartsWith(granted.Path))
                    ),
                ct
            );
        return !await db.Accounts.AnyAsync(a => !visible.Any(v => v.Id == a.Id), ct);
    }

    /// <returns>The stop, tracked; null when it is unknown or not this person's business.</returns>
    internal async Task<PaymentStop?> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var stop = await db.PaymentStops.SingleOrDefaultAsync(s => s.PublicId == id, ct);
        return stop is not null && await IsInScopeAsync(actor, stop.LegalEntityId, stop.AccountId, ct) ? stop : null;
    }

    /// <summary>As <see cref="FindAsync"/>, before a write begins: what was read then must not be what is changed.</summary>
    internal async Task<bool> IsKnownAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var stop = await db.PaymentStops.AsNoTracking().SingleOrDefaultAsync(s => s.PublicId == id, ct);
        return stop is not null && await IsInScopeAsync(actor, stop.LegalEntityId, stop.AccountId, ct);
    }

    /// <summary>Name of the account or entity, for people; where it is everything, in both languages, since it goes into texts of both.</summary>
    internal async Task<string> NameOfAsync(PaymentStop stop, CancellationToken ct)
    {
        if (stop.LegalEntityId is { } entity)
            return await db.LegalEntities.Where(e => e.Id == entity).Select(e => e.Name).SingleAsync(ct);
        if (stop.AccountId is not { } id)
            return "全部 · All";
        var account = await db.Accounts.Where(a => a.Id == id).Select(a => new { a.Name, a.Number }).SingleAsync(ct);
        // It leaves the house by e-mail: no whole account number.
        return account.Number.Length > 4 ? $"{account.Name} …{account.Number[^4..]}" : account.Name;
    }

    /// <summary>Enabled people with one of these permissions who have an account of the stop in scope.</summary>
    internal Task<List<Guid>> PeopleOfAsync(PaymentStop stop, Permission[] permissions, CancellationToken ct) =>
        AccountPeople.WithAsync(db, AccountsOf(stop.LegalEntityId, stop.AccountId), permissions, ct);

    private IQueryable<Account> AccountsOf(int? legalEntityId, int? accountId) =>
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
}
