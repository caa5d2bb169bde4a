using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Asks the banks what became of orders that they have or may have, again and again until they tell.</summary>
public sealed class AskBanks(PortalDbContext db, IServiceScopeFactory scopes, SendingOptions options, TimeProvider clock)
    : IUseCase<AskBanks.Command, int>
{
    private const int MaxPerRound = 200;

    public sealed record Command;

    /// <returns>How many orders were asked about.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var ids = await db
            .PaymentInstructions.Where(o =>
                o.NextAt <= now
                && (
                    o.State == InstructionState.Accepted
                    // Final ones have a time only when something makes one doubt them.
                    || o.State == InstructionState.Settled
                    || o.State == InstructionState.Failed
                    || o.State == InstructionState.Returned
                    || (o.State == InstructionState.Unknown && (o.WasAccepted || o.NotFounds < PaymentInstruction.NotFoundsNeeded))
                )
            )
            .OrderBy(o => o.NextAt)
            .ThenBy(o => o.Id)
            .Select(o => o.Id)
            .Take(MaxPerRound)
            .ToListAsync(ct);
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = ct },
            async (id, cancel) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<OrderSender>().AskAsync(id, cancel);
            }
        );
        return ids.Count;
    }
}
