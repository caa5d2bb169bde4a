using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>Ends a subscription: by the program it belongs to, or by an administrator. What waits for it is not sent any more.</summary>
public sealed class EndWebhook(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<EndWebhook.Command, Done>
{
    public sealed record Command(Guid Webhook);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        var isProgram = actor.May(ApiPermission.ManageWebhooks);
        if (!isProgram && !actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var subscription = await db.WebhookSubscriptions.SingleOrDefaultAsync(
            s => s.PublicId == input.Webhook && s.EndedAt == null && (!isProgram || s.ClientId == actor.PersonId),
            ct
        );
        if (subscription is null)
            return Refusal.NotFound;
        subscription.EndedAt = clock.GetUtcNow().UtcDateTime;
        audit.Append(
            actor,
            "webhook.ended",
            $"webhook:{subscription.PublicId}",
            new { before = new { subscription.Url, subscription.EventList }, after = (object?)null }
        );
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException) when (isProgram)
        {
            // The nonce goes in with the change, and it was there.
            return FileApiPayment.NonceReused;
        }
        // Set-based on purpose: any number may wait. Whoever sends one of them in this moment finds it changed.
        await db
            .WebhookDeliveries.Where(d => d.SubscriptionId == subscription.Id && d.State == WebhookDeliveryState.Waiting)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(d => d.State, WebhookDeliveryState.Dropped)
                        .SetProperty(d => d.LastError, "ended")
                        .SetProperty(d => d.Version, d => d.Version + 1),
                ct
            );
        await write.CommitAsync(ct);
        return default(Done);
    }
}
