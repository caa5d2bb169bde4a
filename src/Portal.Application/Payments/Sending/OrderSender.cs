using FundPortal.Application.Audit;
using FundPortal.Application.Channels;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// Sends one order, or asks about it. Three steps that never share a transaction: claim and commit; talk to the bank; write down what it
/// said, if the order is still ours. A crash between any two leaves an order whose result is unknown, and which is asked about.
/// </summary>
public sealed class OrderSender(
    PortalDbContext db,
    SendingGate gate,
    ChannelOpener channels,
    ChannelLog log,
    OrderResults results,
    LastLook lastLook,
    IAudit audit,
    SendingOptions options,
    TimeProvider clock,
    ILogger<OrderSender> logger
)
{
    public async Task SendAsync(long id, CancellationToken ct)
    {
        var before = await db.PaymentInstructions.AsNoTracking().SingleAsync(o => o.Id == id, ct);
        if (before.State == InstructionState.Sending)
        {
            await results.LeaseRanOutAsync(id, ct);
            return;
        }
        // Nothing that may have left the house is sent again without asking once more right before.
        if (before.State == InstructionState.Unknown && !await IsStillNotFoundAsync(before, ct))
            return;
        if (await ClaimAsync(id, ct) is not { } order)
            return;
        SubmitAnswer answer;
        try
        {
            var connection = await channels.OpenAsync(order.ChannelId, ct);
            answer = await connection.SubmitAsync(
                await ToBankAsync(order, ct),
                cancel => lastLook.MaySendAsync(order.Id, order.Fence, cancel),
                ct
            );
        }
        catch (Exception error)
        {
            // A bug, not a bank: nobody knows how far it came. The lease runs out, and the bank is asked.
            logger.LogError(error, "Sending {Order} failed in the portal itself", order.EndToEndId);
            return;
        }
        await results.SentAsync(order, answer, ct);
        // Nothing to tell of a channel that was not asked: the last look said no.
        if (answer is not { Result: SubmitResult.NotSent, Fault: null })
            await TellChannelAsync(order, answer.Fault, ct);
    }

    public async Task AskAsync(long id, CancellationToken ct)
    {
        var order = await db.PaymentInstructions.AsNoTracking().SingleAsync(o => o.Id == id, ct);
        if (order.State is InstructionState.Waiting or InstructionState.Sending || order is { IsFinal: true, NextAt: null })
            return;
        await AskAsync(order, ct);
    }

    private async Task<QueryResult> AskAsync(PaymentInstruction order, CancellationToken ct)
    {
        var connection = await channels.OpenAsync(order.ChannelId, ct);
        var answer = await connection.QueryAsync(await ToBankAsync(order, ct), ct);
        await results.AskedAsync(order, answer, ct);
        await TellChannelAsync(order, answer.Fault, ct);
        return answer.Result;
    }

    private async Task<bool> IsStillNotFoundAsync(PaymentInstruction order, CancellationToken ct) =>
        await AskAsync(order, ct) == QueryResult.NotFound;

    /// <summary>Takes the order, and commits that, before a byte leaves.</summary>
    private async Task<PaymentInstruction?> ClaimAsync(long id, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        await SendingLock.TakeAsync(db, ct);
        var order = await db.PaymentInstructions.SingleAsync(o => o.Id == id, ct);
        var payment = await db.Payments.WithContent().SingleAsync(p => p.Id == order.PaymentId, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        // Another node, the bank or a statement line was quicker.
        if (!order.MayResend && !(order.State == InstructionState.Waiting && order.NextAt <= now))
            return null;
        if ((await gate.CheckOrderAsync(payment, order, ct)).Refusal is { } refusal)
        {
            await results.CannotSendAsync(payment, order, refusal, now, ct);
            await db.TrySaveAsync(write, ct);
            return null;
        }
        order.Claim(now, options.Lease);
        audit.Append(
            Actor.System,
            "payment.sending",
            $"payment:{payment.PublicId}",
            new
            {
                order.EndToEndId,
                order.Sends,
                order.Fence,
            }
        );
        return await db.TrySaveAsync(write, ct) is null ? order : null;
    }

    private async Task<BankOrder> ToBankAsync(PaymentInstruction order, CancellationToken ct)
    {
        // The account that the order was made for, whatever the channel's page says by now.
        var remote = order.RemoteId ?? await RemoteIdAsync(order, ct);
        return new BankOrder(
            order.EndToEndId,
            new RemoteAccount(order.AccountId, remote, order.Amount.Currency),
            order.To,
            order.IsOwnBank,
            order.Amount,
            order.Purpose,
            order.FirstSentAt
        );
    }

    private Task<string> RemoteIdAsync(PaymentInstruction order, CancellationToken ct) =>
        db
            .ChannelAccounts.Where(a => a.ChannelId == order.ChannelId && a.AccountId == order.AccountId)
            .Select(a => a.RemoteId)
            .SingleAsync(ct);

    private async Task TellChannelAsync(PaymentInstruction order, ChannelFault? fault, CancellationToken ct)
    {
        if (fault is null)
            await log.SucceededAsync(order.ChannelId, ct);
        else
            await log.FailedAsync(order.ChannelId, fault, await PublicIdAsync(order, ct), ct);
    }

    private Task<Guid> PublicIdAsync(PaymentInstruction order, CancellationToken ct) =>
        db.Payments.Where(p => p.Id == order.PaymentId).Select(p => p.PublicId).SingleAsync(ct);
}
