using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.OpenApi.Calls;

/// <summary>
/// Deletes lines of the call log that are older than <c>ApiCalls:KeepDays</c> (180), and nonces whose calls are too old to come again.
/// Idempotency keys are kept for ever.
/// </summary>
public sealed class PruneApiCalls(PortalDbContext db, IConfiguration configuration, TimeProvider clock)
    : IUseCase<PruneApiCalls.Command, int>
{
    public const int DefaultDays = 180;
    public const int MinDays = 1;

    /// <summary>In one statement, so that callers do not wait for a long one.</summary>
    private const int Batch = 5_000;

    /// <summary>Longer than the widest window on both sides of now.</summary>
    private static readonly TimeSpan NonceMargin = TimeSpan.FromDays(1);

    public sealed record Command;

    /// <returns>How many lines are gone.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var days = Math.Max(configuration.GetValue("ApiCalls:KeepDays", DefaultDays), MinDays);
        var end = now.AddDays(-days);
        var gone = 0;
        while (true)
        {
            await using var write = await db.BeginWriteAsync(ct);
            var deleted = await db
                .ApiCalls.Where(call =>
                    db.ApiCalls.Where(c => c.At < end).OrderBy(c => c.At).Take(Batch).Select(c => c.Id).Contains(call.Id)
                )
                .ExecuteDeleteAsync(ct);
            await write.CommitAsync(ct);
            gone += deleted;
            if (deleted < Batch)
                break;
        }
        var late = now - NonceMargin;
        await using var last = await db.BeginWriteAsync(ct);
        await db.SpentNonces.Where(nonce => nonce.GoodUntil < late).ExecuteDeleteAsync(ct);
        await db.ApiHours.Where(hour => hour.Hour < end).ExecuteDeleteAsync(ct);
        await last.CommitAsync(ct);
        return gone;
    }
}
