using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// The one sender: nothing else hands an order to a bank. Any number of nodes may run it at once; an order belongs to whoever claimed it,
/// under a fencing number, for <see cref="SendingOptions.Lease"/>.
/// </summary>
public sealed class SendOrders(PortalDbContext db, IServiceScopeFactory scopes, SendingOptions options, TimeProvider clock)
    : IUseCase<SendOrders.Command, int>
{
    private const int MaxPerRound = 100;

    public sealed record Command;

    /// <returns>How many orders were looked at.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var ids = await db
            .PaymentInstructions.Where(o =>
                o.NextAt <= now
                && (
                    o.State == InstructionState.Waiting
                    || o.State == InstructionState.Sending
                    || (o.State == InstructionState.Unknown && !o.WasAccepted && o.NotFounds >= PaymentInstruction.NotFoundsNeeded)
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
            async (id, _) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                // What was begun is finished also when the portal stops; calls to a bank end by their own time limits.
                await scope.ServiceProvider.GetRequiredService<OrderSender>().SendAsync(id, CancellationToken.None);
            }
        );
        return ids.Count;
    }
}
