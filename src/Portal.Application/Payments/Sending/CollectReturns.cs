using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Payments.Sending;

/// <summary>Asks the banks which settled payments came back (退票); that can be days later.</summary>
public sealed class CollectReturns(PortalDbContext db, ChannelOpener channels, ChannelLog log, OrderResults results, TimeProvider clock)
    : IUseCase<CollectReturns.Command, int>
{
    public sealed record Command;

    /// <summary>Days after settling in which a payment may come back.</summary>
    private const int ReturnsWithin = 60;

    /// <summary>Booking days that are asked for each time; the portal may have been down over a long holiday.</summary>
    private const int DaysBack = 15;

    /// <returns>How many came back.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var today = ChinaTime.Today(clock);
        var since = today.AddDays(-ReturnsWithin);
        var accounts = await (
            from order in db.PaymentInstructions
            where order.State == InstructionState.Settled && order.SettledOn >= since
            select new { order.ChannelId, order.AccountId }
        )
            .Distinct()
            .Join(
                db.ChannelAccounts,
                o => new { o.ChannelId, o.AccountId },
                served => new { served.ChannelId, served.AccountId },
                (_, served) => served
            )
            .Join(db.Accounts, served => served.AccountId, account => account.Id, (served, account) => new { served, account })
            .AsNoTracking()
            .ToListAsync(ct);
        var count = 0;
        foreach (var found in accounts)
        {
            var remote = new RemoteAccount(found.account.Id, found.served.RemoteId, found.account.Currency);
            var connection = await channels.OpenAsync(found.served.ChannelId, ct);
            var reading = await connection.GetReturnedAsync(remote, today.AddDays(-DaysBack), today, ct);
            if (reading.Fault is { } fault)
            {
                await log.FailedAsync(found.served.ChannelId, fault, null, ct);
                continue;
            }
            await log.SucceededAsync(found.served.ChannelId, ct);
            foreach (var returned in reading.Value!)
                count += await results.ReturnedAsync(found.account.Id, returned, ct) ? 1 : 0;
        }
        return count;
    }
}
