using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;

namespace FundPortal.Application.Payees;

/// <summary>Who sees which payees, and which of them an account can pay.</summary>
public static class PayeeScope
{
    /// <summary>The payees in the directories of the entities in this person's scope and of all above them.</summary>
    public static IQueryable<Payee> PayeesVisibleTo(this PortalDbContext db, Actor actor)
    {
        if (actor.IsSystem)
            return db.Payees;
        var entities = db.EntitiesVisibleTo(actor);
        return db.Payees.Where(payee =>
            db.LegalEntities.Any(owner => owner.Id == payee.LegalEntityId && entities.Any(entity => entity.Path.StartsWith(owner.Path)))
        );
    }

    /// <summary>
    /// The payees that this person may change: those of directories inside the scope. A directory above it is there to be paid from, not to
    /// be changed from below.
    /// </summary>
    public static IQueryable<Payee> PayeesManagedBy(this PortalDbContext db, Actor actor)
    {
        if (actor.IsSystem)
            return db.Payees;
        var entities = db.EntitiesVisibleTo(actor);
        return db.Payees.Where(payee => entities.Any(entity => entity.Id == payee.LegalEntityId));
    }

    /// <summary>Those that can be paid from an account: in the directory of its entity or of one above.</summary>
    public static IQueryable<Payee> PayableFrom(this IQueryable<Payee> payees, PortalDbContext db, Account account) =>
        payees.Where(payee =>
            db.LegalEntities.Any(owner =>
                owner.Id == payee.LegalEntityId
                && db.LegalEntities.Any(payer => payer.Id == account.LegalEntityId && payer.Path.StartsWith(owner.Path))
            )
        );
}
