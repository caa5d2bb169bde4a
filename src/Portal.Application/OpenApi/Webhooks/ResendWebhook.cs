using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>Sends a delivery again, the same bytes under the same event id; also one that arrived. Refused when its subscription has ended.</summary>
public sealed class ResendWebhook(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<ResendWebhook.Command, Done>
{
    public sealed record Command(long Delivery);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var delivery = await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == input.Delivery, ct);
        if (delivery is null)
            return Refusal.NotFound;
        if (await db.WebhookSubscriptions.AnyAsync(s => s.Id == delivery.SubscriptionId && s.EndedAt != null, ct))
            return new Refusal("webhook_ended");
        var before = delivery.State;
        delivery.Resend(clock.GetUtcNow().UtcDateTime);
        audit.Append(
            actor,
            "webhook.resent",
            $"webhook-event:{delivery.EventId}",
            new { before = before.ToString(), after = delivery.State.ToString() }
        );
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : default(Done);
    }
}
