using FundPortal.Application.Channels.Http;
using FundPortal.Application.Data;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>
/// Takes one subscription that has something due and sends that, oldest first. Any number of senders on any number of nodes may run it at
/// once: a subscription belongs to whoever claimed it. A sender that dies leaves the claim to run out; what it had sent and not written
/// down goes out once more under the same event id.
/// </summary>
public sealed class DeliverWebhooks(PortalDbContext db, WebhookHttp http, ClientDirectory clients, Noticeboard notices, TimeProvider clock)
    : IUseCase<DeliverWebhooks.Command, DeliverWebhooks.Report>
{
    public sealed record Command;

    /// <param name="IsIdle">Nothing was due that nobody else holds.</param>
    public sealed record Report(bool IsIdle, int Delivered, int Failed);

    /// <summary>How long a claim holds: a turn and one try more are long over by then.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>So that one subscription's flood lets the others have their turn.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(20);

    /// <summary>A receiver that just failed is left alone for so long, however much waits for it.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    private const int MaxPerTurn = 500;

    public async Task<Result<Report>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.IsSystem)
            return Refusal.Forbidden;
        db.ChangeTracker.Clear();
        if (await ClaimAsync(ct) is not { } subscription)
            return new Report(true, 0, 0);
        var (delivered, failed) = (0, 0);
        try
        {
            var started = clock.GetTimestamp();
            foreach (var id in await DueAsync(subscription, ct))
            {
                if (clock.GetElapsedTime(started) > Turn)
                    break;
                if (await TryAsync(subscription, id, ct) is not { } isDelivered)
                    continue;
                if (isDelivered)
                {
                    delivered++;
                    continue;
                }
                failed = 1;
                break;
            }
        }
        finally
        {
            await ReleaseAsync(subscription, failed > 0 ? PauseAfterFailure : TimeSpan.Zero);
        }
        return new Report(false, delivered, failed);
    }

    /// <summary>One conditional UPDATE: of all senders one gets the subscription. Who had no turn for longest comes first.</summary>
    private async Task<WebhookSubscription?> ClaimAsync(CancellationToken ct)
    {
        var (now, lease) = (clock.GetUtcNow().UtcDateTime, Guid.NewGuid());
        var free = await db
            .WebhookSubscriptions.Where(s => s.EndedAt == null && (s.LeasedUntil == null || s.LeasedUntil <= now))
            .Where(s =>
                db.WebhookDeliveries.Any(d => d.SubscriptionId == s.Id && d.State == WebhookDeliveryState.Waiting && d.NextAt <= now)
            )
            .OrderBy(s => s.LeasedUntil)
            .ThenBy(s => s.Id)
            .Select(s => s.Id)
            .Take(1)
            .ToListAsync(ct);
        if (free.Count == 0)
            return null;
        var id = free[0];
        await using (var write = await db.BeginWriteAsync(ct))
        {
            var claimed = await db
                .WebhookSubscriptions.Where(s => s.Id == id && s.EndedAt == null && (s.LeasedUntil == null || s.LeasedUntil <= now))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseId, lease).SetProperty(s => s.LeasedUntil, now + Lease), ct);
            await write.CommitAsync(ct);
            if (claimed != 1)
                return null;
        }
        return await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.LeaseId == lease, ct);
    }

    private Task<List<long>> DueAsync(WebhookSubscription subscription, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db
            .WebhookDeliveries.Where(d => d.SubscriptionId == subscription.Id && d.State == WebhookDeliveryState.Waiting && d.NextAt <= now)
            .OrderBy(d => d.NextAt)
            .ThenBy(d => d.Id)
            .Select(d => d.Id)
            .Take(MaxPerTurn)
            .ToListAsync(ct);
    }

    /// <returns>Whether it arrived; null when there was nothing to send any more.</returns>
    private async Task<bool?> TryAsync(WebhookSubscription subscription, long id, CancellationToken ct)
    {
        var delivery = await db.WebhookDeliveries.SingleAsync(d => d.Id == id, ct);
        if (delivery.State != WebhookDeliveryState.Waiting || !await IsMineAsync(subscription, ct))
            return null;
        if (delivery.AccountId is { } account && !await SeesAsync(subscription.ClientId, account, ct))
        {
            delivery.Drop("out_of_scope");
            await SaveAsync(subscription);
            return null;
        }
        var now = clock.GetUtcNow().UtcDateTime;
        var client = await clients.ByIdAsync(subscription.ClientId, ct);
        var answer =
            client is null || !client.IsOpen(now) || !client.Permissions.MayHear(delivery.Event)
                ? new WebhookAnswer(null, "client_closed")
                : await http.SendAsync(subscription, delivery.Body, cancel => IsMineAsync(subscription, cancel), ct);
        // The claim was lost, or the subscription ended, between the connection and the first byte.
        if (answer.Error?.StartsWith(GuardedContent.RefusedException.Code, StringComparison.Ordinal) == true)
            return null;
        now = clock.GetUtcNow().UtcDateTime;
        var isGivenUp = false;
        if (answer.Error is null)
            delivery.Succeeded(answer.Status!.Value, now);
        else
            isGivenUp = delivery.Failed(answer.Status, answer.Error, now);
        if (isGivenUp && subscription.GivenUpAt is null)
        {
            await TellAsync(subscription, delivery, ct);
            subscription.GivenUpAt = now;
        }
        else if (answer.Error is null)
            subscription.GivenUpAt = null;
        await SaveAsync(subscription);
        return answer.Error is null;
    }

    private Task<bool> IsMineAsync(WebhookSubscription subscription, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return db.WebhookSubscriptions.AnyAsync(
            s => s.Id == subscription.Id && s.EndedAt == null && s.LeaseId == subscription.LeaseId && s.LeasedUntil > now,
            ct
        );
    }

    private Task<bool> SeesAsync(Guid client, int account, CancellationToken ct) =>
        db.AccountsOfClient(client).AnyAsync(a => a.Id == account, ct);

    /// <summary>Once, until something arrives again: not for each of a thousand events.</summary>
    private async Task TellAsync(WebhookSubscription subscription, WebhookDelivery delivery, CancellationToken ct)
    {
        var owner = await db.ApiClients.Where(c => c.Id == subscription.ClientId).Select(c => c.OwnerId).SingleAsync(ct);
        notices.Add(owner, NoticeKinds.WebhookGivenUp, "/webhooks", new Uri(subscription.Url).Host, WebhookNames.Of(delivery.Event));
    }

    /// <summary>What was sent is written down even while the portal stops; whoever was faster (another sender, or a person) is right.</summary>
    private async Task SaveAsync(WebhookSubscription subscription)
    {
        var givenUpAt = subscription.GivenUpAt;
        await using var write = await db.BeginWriteAsync(CancellationToken.None);
        await db
            .WebhookSubscriptions.Where(s => s.Id == subscription.Id && s.GivenUpAt != givenUpAt)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.GivenUpAt, givenUpAt), CancellationToken.None);
        await db.TrySaveAsync(write, CancellationToken.None);
        db.ChangeTracker.Clear();
    }

    private async Task ReleaseAsync(WebhookSubscription subscription, TimeSpan pause)
    {
        var until = clock.GetUtcNow().UtcDateTime + pause;
        await using var write = await db.BeginWriteAsync(CancellationToken.None);
        await db
            .WebhookSubscriptions.Where(s => s.Id == subscription.Id && s.LeaseId == subscription.LeaseId)
            .ExecuteUpdateAsync(
                set => set.SetProperty(s => s.LeaseId, (Guid?)null).SetProperty(s => s.LeasedUntil, (DateTime?)until),
                CancellationToken.None
            );
        await write.CommitAsync(CancellationToken.None);
    }
}
