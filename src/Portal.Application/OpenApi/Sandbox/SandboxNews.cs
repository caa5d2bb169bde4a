using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Sandbox;

/// <summary>Tells a sandbox client's webhooks what moved, in the transaction that moves it and in the forms of the real events.</summary>
internal static class SandboxNews
{
    public static Task PaymentAsync(
        PortalDbContext db,
        SandboxAccount account,
        SandboxPayment payment,
        PaymentState before,
        DateTime now,
        CancellationToken ct
    ) =>
        payment.State == before
            ? Task.CompletedTask
            : TellAsync(
                db,
                account,
                WebhookEvent.PaymentStateChanged,
                WebhookBodies.Payment(account.PublicId, payment.PublicId, payment.ExternalRef, payment.State, before),
                now,
                ct
            );

    public static async Task BookedAsync(PortalDbContext db, SandboxAccount account, SandboxEntry entry, DateTime now, CancellationToken ct)
    {
        var rows = WebhookBodies.Transactions(account.PublicId, account.Currency, [SandboxViews.RowOf(entry)]);
        await TellAsync(db, account, WebhookEvent.TransactionBooked, rows, now, ct);
        var balance = WebhookBodies.Balance(account.PublicId, account.CurrencyCode, SandboxViews.BalancesOf(account));
        await TellAsync(db, account, WebhookEvent.BalanceChanged, balance, now, ct);
    }

    private static async Task TellAsync(
        PortalDbContext db,
        SandboxAccount account,
        WebhookEvent what,
        object data,
        DateTime now,
        CancellationToken ct
    )
    {
        var subscriptions = await db
            .WebhookSubscriptions.AsNoTracking()
            .Where(s => s.ClientId == account.ClientId && s.EndedAt == null)
            .ToListAsync(ct);
        var id = Guid.CreateVersion7();
        foreach (var subscription in subscriptions.Where(s => s.Wants(what) && s.Covers(account.PublicId)))
            WebhookOutbox.Put(db, subscription, id, what, null, WebhookBodies.Write(id, what, now, data), now);
    }
}
