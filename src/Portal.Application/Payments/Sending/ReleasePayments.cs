using FundPortal.Application.Approvals;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Payments.Sending;

/// <summary>
/// Releases the approved payments whose time has come: from then on nobody can take them back, and their orders wait for the sender. It
/// sends nothing. Any number of nodes may run it; each payment is released once.
/// </summary>
public sealed class ReleasePayments(PortalDbContext db, IServiceScopeFactory scopes, TimeProvider clock)
    : IUseCase<ReleasePayments.Command, int>
{
    private const int MaxPerRound = 200;

    public sealed record Command;

    /// <returns>How many were released.</returns>
    public async Task<Result<int>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        var ids = await db
            .Payments.Where(p => p.State == PaymentState.Approved && (p.SendAt == null || p.SendAt <= now))
            .OrderBy(p => p.SendAt)
            .ThenBy(p => p.Id)
            .Select(p => p.Id)
            .Take(MaxPerRound)
            .ToListAsync(ct);
        var released = 0;
        foreach (var id in ids)
        {
            await using var scope = scopes.CreateAsyncScope();
            released += await scope.ServiceProvider.GetRequiredService<PaymentRelease>().ReleaseAsync(id, ct) ? 1 : 0;
        }
        return released;
    }
}

/// <summary>Releases one payment, in one transaction with its orders and its audit entry.</summary>
public sealed class PaymentRelease(PortalDbContext db, SendingGate gate, OrderNews news, IAudit audit, TimeProvider clock)
{
    public async Task<bool> ReleaseAsync(long id, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        var payment = await db.Payments.WithContent().SingleAsync(p => p.Id == id, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        // Another node, or a person, was quicker.
        if (payment.State != PaymentState.Approved || payment.SendAt > now)
            return false;
        var (channel, remoteId, refusal) = await gate.CheckReleaseAsync(payment, ct);
        if (refusal is not null)
        {
            payment.PutOff(Later(refusal, now));
            if (refusal == PaymentRefusals.ContentAltered || refusal == SendingGate.PayerChanged)
                await AlarmAsync(payment, refusal, now, ct);
            await db.TrySaveAsync(write, ct);
            return false;
        }
        var orders = await OrdersAsync(payment, channel!.Id, remoteId!, now, ct);
        if (payment.Release(now).Refusal is { } changed)
            throw new InvalidOperationException($"A payment that may leave does not: {changed.Code}.");
        db.PaymentInstructions.AddRange(orders);
        audit.Append(
            Actor.System,
            "payment.released",
            $"payment:{payment.PublicId}",
            new
            {
                channel = channel.PublicId,
                contentHash = Convert.ToHexStringLower(payment.ContentHash!),
                orders = orders.Length,
                first = orders[0].EndToEndId,
            }
        );
        return await db.TrySaveAsync(write, ct) is null;
    }

    /// <summary>Told once a day as long as it lasts.</summary>
    private async Task AlarmAsync(Payment payment, Refusal refusal, DateTime now, CancellationToken ct)
    {
        var (subject, since, action) = ($"payment:{payment.PublicId}", now.AddDays(-1), OrderNews.ActionOf(refusal));
        if (await db.AuditEntries.AnyAsync(e => e.Subject == subject && e.Action == action && e.At > since, ct))
            return;
        audit.Append(Actor.System, action, subject, new { payment.State });
        await news.KeptBackAsync(payment, refusal, ct);
    }

    /// <summary>When to look again at what cannot leave now.</summary>
    internal static DateTime Later(Refusal refusal, DateTime now) =>
        refusal.Code switch
        {
            "payment_not_yet" when refusal.Args is [DateOnly day] => ChinaTime.StartOf(day),
            "payment_cut_off" when refusal.Args is [DateTime opens] => opens,
            "payment_content_altered" or "payment_payer_changed" => now + SendingOptions.LookAgainLate,
            _ => now + SendingOptions.LookAgain,
        };

    private async Task<PaymentInstruction[]> OrdersAsync(Payment payment, int channel, string remoteId, DateTime now, CancellationToken ct)
    {
        var bankCode = await db.Accounts.Where(a => a.Id == payment.AccountId).Select(a => a.BankCode).SingleAsync(ct);
        return payment.Type == PaymentType.Payroll
            ? [.. payment.Lines.OrderBy(line => line.Number).Select(line => Order(line))]
            : [Order(null)];

        PaymentInstruction Order(PaymentLine? line) =>
            new(payment, line, channel, remoteId, IsSameBank(bankCode, (line?.To ?? payment.To)?.BankCode), now);
    }

    /// <summary>The first three digits of a CNAPS code name the bank.</summary>
    private static bool IsSameBank(string? ours, string? theirs) =>
        ours is { Length: 12 } && theirs is { Length: 12 } && ours.AsSpan(0, 3).SequenceEqual(theirs.AsSpan(0, 3));
}
