using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Audit;

/// <summary>The audit trail, newest first, by cursor.</summary>
public sealed class ListAuditEntries(PortalDbContext db) : IUseCase<ListAuditEntries.Query, ListAuditEntries.Page>
{
    public const int MaxSize = 200;

    /// <param name="Before">The number of the last entry of the page before.</param>
    public sealed record Query(AuditFilter Filter, long? Before = null, int Size = 50);

    /// <param name="Next">Pass it as <see cref="Query.Before"/>; null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, long? Next);

    /// <param name="Data">JSON.</param>
    /// <param name="Hash">64 lower-case hexadecimal digits.</param>
    public sealed record Row(
        long Seq,
        DateTime At,
        Guid? ActorId,
        string ActorName,
        string? Address,
        string Action,
        string Subject,
        string Data,
        string Hash
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        if (input.Filter.Check() is { } wrong)
            return wrong;
        var entries = input.Filter.Apply(db);
        if (input.Before is { } before)
            entries = entries.Where(e => e.Seq < before);
        var found = await entries.OrderByDescending(e => e.Seq).Take(input.Size + 1).ToListAsync(ct);
        var rows = found
            .Take(input.Size)
            .Select(e => new Row(
                e.Seq,
                e.At,
                e.ActorId,
                e.ActorName,
                e.Address,
                e.Action,
                e.Subject,
                e.Data,
                Convert.ToHexStringLower(e.Hash)
            ))
            .ToList();
        return new Page(rows, found.Count > input.Size ? rows[^1].Seq : null);
    }
}
