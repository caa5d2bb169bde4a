using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>Creates, changes or moves a legal entity. Moving takes everything below along, and with it who sees what.</summary>
public sealed class SaveLegalEntity(PortalDbContext db, IAudit audit) : IUseCase<SaveLegalEntity.Command, SavedRecord>
{
    /// <param name="Id">Null to create one.</param>
    /// <param name="Parent">Null for a root.</param>
    /// <param name="CreditCode">Unified social credit code; refused with <c>credit_code_check</c> when its check character is wrong.</param>
    /// <param name="Version">As it was read; ignored when creating.</param>
    public sealed record Command(Guid? Id, string Name, Guid? Parent, string? CreditCode = null, int Version = 0);

    private sealed record Snapshot(string Name, string? CreditCode, Guid? Parent);

    /// <summary>Longest path that the column holds.</summary>
    private const int MaxPath = 200;

    public async Task<Result<SavedRecord>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageAccounts))
            return Refusal.Forbidden;
        var (name, code) = (input.Name.Trim(), MasterData.Blank(input.CreditCode)?.ToUpperInvariant());
        if (MasterData.CheckName(name) is { } refusal)
            return refusal;
        if (code is not null && !CreditCodeCheck.IsValid(code))
            return Refusal.Invalid("creditCode", "credit_code_check");
        await using var write = await db.BeginWriteAsync(ct);
        // The tree is small (a group has hundreds of companies); whole, it answers who is above whom.
        var all = await db.LegalEntities.ToDictionaryAsync(e => e.PublicId, ct);
        LegalEntity? parent = null;
        if (input.Parent is { } parentId && !all.TryGetValue(parentId, out parent))
            return Refusal.Invalid("parent", "entity_unknown");
        LegalEntity? entity = null;
        Snapshot? before = null;
        if (input.Id is { } id)
        {
            if (!all.TryGetValue(id, out entity))
                return Refusal.NotFound;
            if (entity.Version != input.Version)
                return Refusal.Conflict;
            if (parent is not null && parent.Path.StartsWith(entity.Path, StringComparison.Ordinal))
                return Refusal.Invalid("parent", "entity_cycle");
            before = Of(entity, all.Values);
        }
        else
        {
            entity = new LegalEntity { Name = name };
            db.LegalEntities.Add(entity);
            // Its own id is part of its path.
            await db.SaveChangesAsync(ct);
            all.Add(entity.PublicId, entity);
        }
        (entity.Name, entity.CreditCode, entity.ParentId) = (name, code, parent?.Id);
        if (!Move(entity, parent, all.Values))
            return Refusal.Invalid("parent", "entity_too_deep");
        audit.Append(
            actor,
            before is null ? "entity.created" : "entity.changed",
            $"entity:{entity.PublicId}",
            new { before, after = Of(entity, all.Values) }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Conflict;
        }
        await write.CommitAsync(ct);
        return new SavedRecord(entity.PublicId, entity.Version, []);
    }

    /// <returns>False when a path would no longer fit.</returns>
    private static bool Move(LegalEntity entity, LegalEntity? parent, IEnumerable<LegalEntity> all)
    {
        var (old, path) = (entity.Path, $"{parent?.Path ?? "/"}{entity.Id}/");
        if (string.Equals(old, path, StringComparison.Ordinal))
            return true;
        if (old.Length > 0)
        {
            foreach (var below in all.Where(e => e.Id != entity.Id && e.Path.StartsWith(old, StringComparison.Ordinal)).ToArray())
            {
                below.Path = string.Concat(path, below.Path.AsSpan(old.Length));
                if (below.Path.Length > MaxPath)
                    return false;
            }
        }
        entity.Path = path;
        return path.Length <= MaxPath;
    }

    private static Snapshot Of(LegalEntity entity, IEnumerable<LegalEntity> all) =>
        new(entity.Name, entity.CreditCode, all.FirstOrDefault(e => e.Id == entity.ParentId)?.PublicId);
}
