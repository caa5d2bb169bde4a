using FundPortal.Domain.Audit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Audit;

/// <summary>
/// Writes the head of the audit chain to the anchor file and to the log, every five minutes when it has moved and once more when the portal
/// stops. An attacker can hide at most what happened since the last anchor that is kept out of reach.
/// </summary>
public sealed class AuditAnchorService(AuditReads reads, AuditAnchorFile file, TimeProvider clock, ILogger<AuditAnchorService> log)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);
    private long lastSeq;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAnchorAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do await TryAnchorAsync(stoppingToken);
        while (await NextAsync(timer, stoppingToken));
    }

    /// <summary>Appends an anchor when the chain has moved since the last. Asked by hand: at the start nothing else needs EF's model yet.</summary>
    internal async Task AnchorAsync(CancellationToken ct)
    {
        var head = await reads.HeadAsync(ct);
        if (head.Seq == lastSeq)
            return;
        await file.AppendAsync(head, clock.GetUtcNow(), ct);
        lastSeq = head.Seq;
        log.LogInformation("Audit anchor: entry {Seq} has hash {Hash}.", head.Seq, Convert.ToHexStringLower(head.Hash));
    }

    /// <summary>A full disk or an absent database must not stop the portal: it is logged, and the next turn tries again.</summary>
    private async Task TryAnchorAsync(CancellationToken ct)
    {
        try
        {
            await AnchorAsync(ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            log.LogError(error, "The audit chain could not be anchored.");
        }
        catch (OperationCanceledException) { }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken ct)
    {
        try
        {
            return await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
