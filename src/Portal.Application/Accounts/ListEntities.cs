using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>The tree of legal entities, parents before children: all for those who keep the master data, otherwise the person's scope.</summary>
public sealed class ListEntities(PortalDbContext db) : IUseCase<ListEntities.Query, IReadOnlyList<ListEntities.Row>>
{
    public sealed record Query;

    /// <param name="ParentId">Null for a root and where the parent is out of scope.</param>
    /// <param name="Depth">0 for a root of the list.</param>
    public sealed record Row(Guid Id, Guid? ParentId, int Depth, string Name, string? CreditCode, int Version);

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        var seesAll = actor.May(Permission.ManageAccounts);
        if (!seesAll && !actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var entities = await (seesAll ? db.LegalEntities : db.EntitiesVisibleTo(actor)).AsNoTracking().ToListAsync(ct);
        var known = entities.ToDictionary(e => e.Id);
        var children = entities.ToLookup(e => e.ParentId is { } parent && known.ContainsKey(parent) ? parent : (int?)null);
        var rows = new List<Row>(entities.Count);
        AddBelow(null, null, 0);
        return rows;

        void AddBelow(int? parent, Guid? parentId, int depth)
        {
            foreach (var entity in children[parent].OrderBy(e => e.Name, StringComparer.Ordinal).ThenBy(e => e.Id))
            {
                rows.Add(new(entity.PublicId, parentId, depth, entity.Name, entity.CreditCode, entity.Version));
                AddBelow(entity.Id, entity.PublicId, depth + 1);
            }
        }
    }
}

internal static class EntityScope
{
    /// <summary>Entities granted with all below them, and those that own an account granted singly.</summary>
    public static IQueryable<LegalEntity> EntitiesVisibleTo(this PortalDbContext db, Actor actor)
    {
        if (actor.IsSystem)
            return db.LegalEntities;
        var visible = db.AccountsVisibleTo(actor);
        return db.LegalEntities.Where(entity =>
            visible.Any(account => account.LegalEntityId == entity.Id)
            || db.ScopeGrants.Any(grant =>
                grant.PersonId == actor.PersonId
                && db.LegalEntities.Any(granted => granted.Id == grant.LegalEntityId && entity.Path.StartsWith(granted.Path))
            )
        );
    }
}
