using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// At the portal's start: a database that is older than what ran here before was restored from a backup, and payments that it takes for
/// unsent may have been sent. Then nothing is sent until two people arm it again.
/// </summary>
public sealed class RestoreGuard(
    StartReads reads,
    AuditAnchorFile anchorFile,
    Lazy<PortalDbContext> context,
    Lazy<IAudit> audit,
    TimeProvider clock
)
{
    private const string Reason = "The database is older than the last anchor of its audit chain: it was restored.";

    /// <returns>How many armings ended.</returns>
    public async Task<int> CheckAsync(CancellationToken ct)
    {
        var (anchors, _) = await anchorFile.ReadAsync(ct);
        if (anchors.Count == 0)
            return 0;
        // The chain was read after the anchors: what another node appends meanwhile cannot make it look old.
        var (head, hash) = await reads.ChainAsync(anchors.Keys.Max(), ct);
        if (head is not { } last || !IsOlder(anchors, last, hash))
            return 0;
        var db = context.Value;
        await using var write = await db.BeginWriteAsync(ct);
        var standing = await db.SendingArmings.Where(a => a.EndedAt == null).ToListAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var arming in standing)
            arming.End(Guid.Empty, Reason, now);
        if (standing.Count > 0)
            audit.Value.Append(Actor.System, "sending.disarmed", "installation", new { reason = Reason, head = last });
        await db.TrySaveAsync(write, ct);
        return standing.Count;
    }

    /// <summary>The newest anchor is not in the chain: either it ends before, or it went another way since.</summary>
    /// <param name="hash">Of the chain's entry of that number.</param>
    private static bool IsOlder(IReadOnlyDictionary<long, byte[]> anchors, long head, byte[]? hash)
    {
        var newest = anchors.Keys.Max();
        return newest > head || hash is null || !hash.AsSpan().SequenceEqual(anchors[newest]);
    }
}
