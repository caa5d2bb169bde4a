using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>A client that is told something, and which accounts of the matter it sees.</summary>
internal sealed record WebhookHearer(
    Guid ClientId,
    IReadOnlyCollection<ApiPermission> Granted,
    IReadOnlyList<WebhookSubscription> Subscriptions,
    IReadOnlyDictionary<int, Account> Accounts
)
{
    /// <summary>Its subscriptions to events of this kind.</summary>
    public IEnumerable<WebhookSubscription> To(WebhookEvent what) => Granted.MayHear(what) ? Subscriptions.Where(s => s.Wants(what)) : [];
}

/// <summary>Who may hear of accounts: open clients with a subscription, by their data scope as it is in this transaction.</summary>
internal static class WebhookHearers
{
    /// <summary>A round of deliveries never has more, and who needs more accounts is told in several.</summary>
    private const int MaxAccountsAtOnce = 1_000;

    /// <summary>One cheap query for whoever writes while nobody listens.</summary>
    public static Task<bool> AnyAsync(PortalDbContext db, CancellationToken ct) =>
        db.WebhookSubscriptions.AnyAsync(s => s.EndedAt == null, ct);

    public static async Task<List<WebhookHearer>> OfAsync(
        PortalDbContext db,
        IReadOnlyCollection<int> accounts,
        DateTime now,
        CancellationToken ct
    )
    {
        var found = await (
            from subscription in db.WebhookSubscriptions.AsNoTracking()
            join client in db.ApiClients.AsNoTracking() on subscription.ClientId equals client.Id
            where
                // A sandbox client hears of its own accounts only, which are not among these.
                client.Environment == ApiEnvironment.Production
                && subscription.EndedAt == null
                && !client.IsDisabled
                && (client.ExpiresAt == null || client.ExpiresAt > now)
            select new { Subscription = subscription, Client = client }
        ).ToListAsync(ct);
        var hearers = new List<WebhookHearer>();
        foreach (var one in found.GroupBy(f => f.Client.Id))
        {
            var visible = new Dictionary<int, Account>();
            foreach (var ids in accounts.Distinct().Chunk(MaxAccountsAtOnce))
            foreach (
                var account in await db.AccountsOfClient(one.Key)
                    .AsNoTracking()
                    .Where(a => EF.Parameter(ids).Contains(a.Id))
                    .ToListAsync(ct)
            )
                visible.Add(account.Id, account);
            if (visible.Count > 0)
                hearers.Add(new(one.Key, one.First().Client.Permissions, [.. one.Select(f => f.Subscription)], visible));
        }
        return hearers;
    }
}
