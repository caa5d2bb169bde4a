using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// At the portal's start: a database that is older than what ran here before was restored from a backup, and payments that it takes for
/// unsent may have been sent. Then nothing is sent until two people arm it again.
/// </summary>
public sealed class RestoreGuard(PortalDbContext db, AuditAnchorFile anchorFile, IAudit audit, TimeProvider clock)
{
    private const string Reason = "The database is older than the last anchor of its audit chain: it was restored.";

    /// <returns>How many armings ended.</returns>
    public async Task<int> CheckAsync(CancellationToken ct)
    {
        var (anchors, _) = await anchorFile.ReadAsync(ct);
        if (anchors.Count == 0)
            return 0;
        await using var write = await db.BeginWriteAsync(ct);
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(ct);
        if (head is null || !await IsOlderAsync(anchors, head.Seq, ct))
            return 0;
        var standing = await db.SendingArmings.Where(a => a.EndedAt == null).ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var arming in standing)
            arming.End(Guid.Empty, Reason, now);
        if (standing.Count > 0)
            audit.Append(Actor.System, "sending.disarmed", "installation", new { reason = Reason, head = head.Seq });
        await db.TrySaveAsync(write, ct);
        return standing.Count;
    }

    /// <summary>The newest anchor is not in the chain: either it ends before, or it went another way since.</summary>
    private async Task<bool> IsOlderAsync(IReadOnlyDictionary<long, byte[]> anchors, long head, CancellationToken ct)
    {
        var newest = anchors.Keys.Max();
        if (newest > head)
            return true;
        var hash = await db.AuditEntries.Where(e => e.Seq == newest).Select(e => e.Hash).SingleOrDefaultAsync(ct);
        return hash is null || !hash.AsSpan().SequenceEqual(anchors[newest]);
    }
}
