using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>The delivery log, newest first, by cursor. Bodies hold what accounts did: they are shown to nobody here.</summary>
public sealed class ListWebhookDeliveries(PortalDbContext db) : IUseCase<ListWebhookDeliveries.Query, ListWebhookDeliveries.Page>
{
    public const int MaxSize = 200;

    /// <param name="Webhook">Null: of all subscriptions.</param>
    /// <param name="Before">A page's <see cref="Page.Next"/>; null for the newest.</param>
    public sealed record Query(
        Guid? Webhook = null,
        WebhookDeliveryState? State = null,
        WebhookEvent? Event = null,
        Guid? EventId = null,
        long? Before = null,
        int Size = 50
    );

    /// <param name="Next">Null on the last page.</param>
    public sealed record Page(IReadOnlyList<Row> Rows, long? Next);

    /// <param name="NextAt">Null when no try follows.</param>
    /// <param name="Bytes">Length of the body.</param>
    public sealed record Row(
        long Id,
        Guid EventId,
        string Event,
        Guid Webhook,
        string Client,
        string Url,
        DateTime At,
        WebhookDeliveryState State,
        int Attempts,
        DateTime? NextAt,
        DateTime? LastTriedAt,
        int? LastStatus,
        string? LastError,
        DateTime? DeliveredAt,
        int Bytes,
        bool CanResend
    );

    public async Task<Result<Page>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewApiCalls))
            return Refusal.Forbidden;
        if (input.Size is < 1 or > MaxSize)
            return Refusal.Invalid("size", "size_range", MaxSize);
        var deliveries = db.WebhookDeliveries.AsNoTracking();
        if (input.Webhook is { } webhook)
        {
            var id = await db.WebhookSubscriptions.Where(s => s.PublicId == webhook).Select(s => (int?)s.Id).SingleOrDefaultAsync(ct);
            deliveries = deliveries.Where(d => d.SubscriptionId == (id ?? 0));
        }
        if (input.State is { } state)
            deliveries = deliveries.Where(d => d.State == state);
        if (input.Event is { } what)
            deliveries = deliveries.Where(d => d.Event == what);
        if (input.EventId is { } eventId)
            deliveries = deliveries.Where(d => d.EventId == eventId);
        if (input.Before is { } before)
            deliveries = deliveries.Where(d => d.Id < before);
        var found = await (
            from delivery in deliveries
            join subscription in db.WebhookSubscriptions on delivery.SubscriptionId equals subscription.Id
            join client in db.ApiClients on subscription.ClientId equals client.Id
            orderby delivery.Id descending
            select new
            {
                delivery.Id,
                delivery.EventId,
                delivery.Event,
                Webhook = subscription.PublicId,
                client.Name,
                subscription.Url,
                delivery.At,
                delivery.State,
                delivery.Attempts,
                delivery.NextAt,
                delivery.LastTriedAt,
                delivery.LastStatus,
                delivery.LastError,
                delivery.DeliveredAt,
                Bytes = delivery.Body.Length,
                HasEnded = subscription.EndedAt != null,
            }
        )
            .Take(input.Size + 1)
            .ToListAsync(ct);
        var mayResend = actor.May(Permission.ManageApiClients);
        var rows = found
            .Take(input.Size)
            .Select(f => new Row(
                f.Id,
                f.EventId,
                WebhookNames.Of(f.Event),
                f.Webhook,
                f.Name,
                f.Url,
                f.At,
                f.State,
                f.Attempts,
                f.State == WebhookDeliveryState.Waiting ? f.NextAt : null,
                f.LastTriedAt,
                f.LastStatus,
                f.LastError,
                f.DeliveredAt,
                f.Bytes,
                mayResend && !f.HasEnded
            ))
            .ToList();
        return new Page(rows, found.Count > input.Size ? rows[^1].Id : null);
    }
}
