using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Channels;

/// <summary>
/// Reads every live channel whose turn has come. Any number of nodes may run it at once, and it may be run again while it still runs: a channel
/// is read by whoever took its turn.
/// </summary>
public sealed class ReadChannels(PortalDbContext db, IServiceScopeFactory scopes, ChannelOpener channels, TimeProvider clock)
    : IUseCase<ReadChannels.Command, int>
{
    private const int Parallel = 8;

    public sealed record Command;

    /// <returns>How many channels were read.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var kinds = channels.Kinds.ToArray();
        var due = await db
            .Channels.Where(c => c.State == ChannelState.Live && kinds.Contains(c.Kind))
            .Where(c => !db.ReadingTurns.Any(t => t.ChannelId == c.Id && (t.NextAt > now || t.LeaseUntil > now)))
            .OrderBy(c => c.Id)
            .Select(c => c.Id)
            .ToListAsync(ct);
        var count = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct },
            async (id, cancel) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<ChannelReader>().ReadAsync(id, cancel))
                    Interlocked.Increment(ref count);
            }
        );
        return count;
    }
}
