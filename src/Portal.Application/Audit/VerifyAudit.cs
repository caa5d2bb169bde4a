using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Audit;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Audit;

/// <summary>
/// Walks the whole chain and says whether every entry is as it was written. What a database can hide by itself (a cut tail, a chain written
/// anew) is found through the anchor file; entries newer than the last anchor are proved by the chain alone.
/// </summary>
public sealed class VerifyAudit(
    PortalDbContext db,
    AuditReads reads,
    AuditAnchorFile anchorFile,
    IAudit audit,
    TimeProvider clock,
    ILogger<VerifyAudit> log
) : IUseCase<VerifyAudit.Command, VerifyAudit.Report>
{
    public sealed record Command;

    /// <param name="Entries">Entries found right, from the first on.</param>
    /// <param name="Seconds">How long it took.</param>
    /// <param name="FirstBroken">Null when the chain is whole.</param>
    /// <param name="AnchorsChecked">Anchors of the file that agree with the chain.</param>
    /// <param name="AnchorsUnreadable">Lines of the anchor file whose seal is not ours: cut, changed, or made with keys that are gone.</param>
    /// <param name="LastHash">Hash of the last right entry, 64 lower-case hexadecimal digits.</param>
    public sealed record Report(
        long Entries,
        decimal Seconds,
        AuditFault? FirstBroken,
        int AnchorsChecked,
        int AnchorsUnreadable,
        string LastHash
    )
    {
        public bool IsWhole => FirstBroken is null;
    }

    public async Task<Result<Report>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewAudit))
            return Refusal.Forbidden;
        var began = clock.GetTimestamp();
        // Anchors first: an anchor that is written meanwhile may be of an entry past the head read here.
        var (anchors, unreadable) = await anchorFile.ReadAsync(ct);
        var walk = new AuditWalk(anchors);
        var head = await HeadAsync(ct);
        var (fault, last) = await WalkAsync(walk, head, ct);
        fault ??= walk.End(head) ?? await PastHeadAsync(ct);
        var report = new Report(
            walk.Entries,
            decimal.Round((decimal)clock.GetElapsedTime(began).Ticks / TimeSpan.TicksPerSecond, 3),
            fault,
            walk.Anchors,
            unreadable,
            Convert.ToHexStringLower(last)
        );
        await TellAsync(report, actor, ct);
        return report;
    }

    private async Task<(AuditFault? Fault, byte[] Last)> WalkAsync(AuditWalk walk, ChainAnchor? head, CancellationToken ct)
    {
        var last = AuditChain.Genesis;
        // Others go on writing: what they append after the head was read is not this walk's.
        var end = head?.Seq ?? long.MaxValue;
        AuditFault? fault = null;
        await reads.WalkAsync(
            end,
            entry =>
            {
                fault = walk.Next(entry);
                if (fault is not null)
                    return false;
                last = entry.Hash;
                return true;
            },
            ct
        );
        return (fault, last);
    }

    private async Task<ChainAnchor?> HeadAsync(CancellationToken ct)
    {
        var head = await db.AuditHeads.AsNoTracking().OrderBy(h => h.Id).FirstOrDefaultAsync(ct);
        return head is null ? null : new(head.Seq, head.Hash);
    }

    /// <summary>The last entry is read before the head, which only grows: an honest entry is never past it.</summary>
    private async Task<AuditFault?> PastHeadAsync(CancellationToken ct)
    {
        var last = await db.AuditEntries.MaxAsync(e => (long?)e.Seq, ct) ?? 0;
        var head = await HeadAsync(ct);
        return last > head?.Seq ? new(last, AuditFaultKind.Inserted) : null;
    }

    private async Task TellAsync(Report report, Actor actor, CancellationToken ct)
    {
        if (report.FirstBroken is { } broken)
        {
            // A broken chain is not written to: nothing may cover what happened, and it may not even take an entry.
            log.LogCritical("The audit chain is broken at entry {Seq}: {Kind}.", broken.Seq, broken.Kind);
            return;
        }
        audit.Append(
            actor,
            "audit.verified",
            "audit",
            new
            {
                report.Entries,
                report.Seconds,
                report.AnchorsChecked,
                report.AnchorsUnreadable,
            }
        );
        await db.SaveChangesAsync(ct);
    }
}
