using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>Deletes deliveries that are done with and older than <c>Webhooks:KeepDays</c> (90). What waits stays, however old.</summary>
public sealed class PruneWebhooks(PortalDbContext db, IConfiguration configuration, TimeProvider clock)
    : IUseCase<PruneWebhooks.Command, int>
{
    private const int DefaultDays = 90;

    /// <summary>In one statement, so that nobody waits for a long one.</summary>
    private const int Batch = 2_000;

    public sealed record Command;

    /// <returns>How many are gone.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        // Two days at least: longer than a delivery is tried.
        var end = clock.GetUtcNow().UtcDateTime.AddDays(-Math.Max(configuration.GetValue("Webhooks:KeepDays", DefaultDays), 2));
        var gone = 0;
        while (true)
        {
            await using var write = await db.BeginWriteAsync(ct);
            var deleted = await db
                .WebhookDeliveries.Where(delivery =>
                    db.WebhookDeliveries.Where(d => d.At < end && d.State != WebhookDeliveryState.Waiting)
                        .OrderBy(d => d.At)
                        .Take(Batch)
                        .Select(d => d.Id)
                        .Contains(delivery.Id)
                )
                .ExecuteDeleteAsync(ct);
            await write.CommitAsync(ct);
            gone += deleted;
            if (deleted < Batch)
                return gone;
        }
    }
}
