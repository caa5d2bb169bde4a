using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <summary>
/// Turns what a save writes into deliveries of the same transaction: whatever was committed is told, and nothing else is. Looks at the
/// tracked rows before the save and at the balances after it. Costs nothing where no such row is written, one query where nobody listens.
/// </summary>
internal sealed class WebhookOutbox
{
    /// <summary>Transactions, or accounts of an alert, in one delivery; more are told in several.</summary>
    internal const int MaxRows = 100;

    private readonly PortalDbContext db;
    private readonly DateTime now;
    private readonly List<(Payment Payment, PaymentState Before)> payments = [];
    private readonly HashSet<int> balances = [];
    private readonly List<ChannelIncident> incidents = [];
    private Dictionary<int, AccountBalances> before = [];

    private WebhookOutbox(PortalDbContext db)
    {
        this.db = db;
        now = Now(db);
    }

    private bool IsEmpty => payments.Count + balances.Count + incidents.Count == 0;

    /// <summary>To be called before the save.</summary>
    /// <returns>Null when it writes nothing that anybody wants to hear of.</returns>
    public static async Task<WebhookOutbox?> LookAsync(PortalDbContext db, CancellationToken ct)
    {
        WebhookOutbox? news = null;
        foreach (var entry in db.ChangeTracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
                continue;
            if (entry.Entity is Payment or AccountBalance or ChannelIncident)
                (news ??= new(db)).Note(entry);
        }
        if (news is null || news.IsEmpty || !await WebhookHearers.AnyAsync(db, ct))
            return null;
        if (news.balances.Count > 0)
            news.before = await news.BalancesAsync(ct);
        return news;
    }

    /// <summary>To be called after the save.</summary>
    /// <returns>Whether there is more to save now.</returns>
    public async Task<bool> AddAsync(CancellationToken ct)
    {
        var after = balances.Count > 0 ? await BalancesAsync(ct) : [];
        balances.RemoveWhere(account => !HasChanged(before.GetValueOrDefault(account), after.GetValueOrDefault(account)));
        var served = await ServedAsync(ct);
        int[] accounts = [.. payments.Select(p => p.Payment.AccountId), .. balances, .. served.Values.SelectMany(ids => ids)];
        if (accounts.Length == 0)
            return false;
        var events = balances
            .Select(account => new Told(
                WebhookEvent.BalanceChanged,
                account,
                a => WebhookBodies.Balance(a.PublicId, a.CurrencyCode, after[account])
            ))
            .Concat(
                payments.Select(p => new Told(
                    WebhookEvent.PaymentStateChanged,
                    p.Payment.AccountId,
                    a => WebhookBodies.Payment(a.PublicId, p.Payment, p.Before),
                    // A client knows of the payments that it filed itself, and of no others.
                    OnlyFor: p.Payment.MakerId
                ))
            )
            .ToArray();
        var hearers = await WebhookHearers.OfAsync(db, accounts, now, ct);
        var count = Add(db, hearers, events, now);
        foreach (var hearer in hearers)
            count += incidents.Sum(incident => AddAlert(hearer, incident, served[incident]));
        return count > 0;
    }

    /// <summary>Rows that were stored past the change tracker, in the running write scope; saved with the caller's next save.</summary>
    public static async Task BookedAsync(PortalDbContext db, IReadOnlyCollection<BankTransaction> rows, CancellationToken ct)
    {
        if (rows.Count == 0 || !await WebhookHearers.AnyAsync(db, ct))
            return;
        var now = Now(db);
        var accounts = rows.Select(row => row.AccountId).Distinct().ToArray();
        var events = rows.GroupBy(row => row.AccountId)
            .SelectMany(of => of.Chunk(MaxRows), (of, some) => (Account: of.Key, Rows: some))
            .Select(of => new Told(
                WebhookEvent.TransactionBooked,
                of.Account,
                a => WebhookBodies.Transactions(a.PublicId, a.Currency, of.Rows)
            ))
            .ToArray();
        Add(db, await WebhookHearers.OfAsync(db, accounts, now, ct), events, now);
    }

    /// <param name="Data">What it says, given its account.</param>
    /// <param name="OnlyFor">Null: every client that sees the account.</param>
    private sealed record Told(WebhookEvent Event, int Account, Func<Account, object> Data, Guid? OnlyFor = null)
    {
        public Guid Id { get; } = Guid.CreateVersion7();
    }

    private static int Add(PortalDbContext db, List<WebhookHearer> hearers, Told[] events, DateTime now)
    {
        var count = 0;
        foreach (var told in events)
        {
            byte[]? body = null;
            foreach (var hearer in hearers.Where(h => told.OnlyFor is null || told.OnlyFor == h.ClientId))
            {
                if (!hearer.Accounts.TryGetValue(told.Account, out var account))
                    continue;
                body ??= WebhookBodies.Write(told.Id, told.Event, now, told.Data(account));
                foreach (var subscription in hearer.To(told.Event).Where(s => s.Covers(account.PublicId)))
                    count += Put(db, subscription, told.Id, told.Event, told.Account, body, now);
            }
        }
        return count;
    }

    /// <summary>Each client hears of those accounts that it sees.</summary>
    private int AddAlert(WebhookHearer hearer, ChannelIncident incident, int[] accounts)
    {
        var count = 0;
        foreach (var subscription in hearer.To(WebhookEvent.AlertRaised))
        {
            var told = accounts.Where(hearer.Accounts.ContainsKey).Select(id => hearer.Accounts[id].PublicId).Where(subscription.Covers);
            foreach (var some in told.Chunk(MaxRows))
            {
                var id = Guid.CreateVersion7();
                var body = WebhookBodies.Write(id, WebhookEvent.AlertRaised, now, WebhookBodies.Alert(incident, some));
                count += Put(db, subscription, id, WebhookEvent.AlertRaised, null, body, now);
            }
        }
        return count;
    }

    internal static int Put(
        PortalDbContext db,
        WebhookSubscription subscription,
        Guid id,
        WebhookEvent what,
        int? account,
        byte[] body,
        DateTime now
    )
    {
        db.WebhookDeliveries.Add(
            new WebhookDelivery
            {
                SubscriptionId = subscription.Id,
                EventId = id,
                Event = what,
                AccountId = account,
                Body = body,
                At = now,
            }.Due(now)
        );
        return 1;
    }

    private void Note(Microsoft.EntityFrameworkCore.ChangeTracking.EntityEntry entry)
    {
        switch (entry.Entity)
        {
            case Payment payment when entry.State == EntityState.Modified:
                var state = (PaymentState)entry.Property(nameof(Payment.State)).OriginalValue!;
                if (state != payment.State)
                    payments.Add((payment, state));
                break;
            case AccountBalance balance when entry.State != EntityState.Modified:
                balances.Add(balance.AccountId);
                break;
            case ChannelIncident incident when entry.State == EntityState.Added:
                incidents.Add(incident);
                break;
            default:
                break;
        }
    }

    private Task<Dictionary<int, AccountBalances>> BalancesAsync(CancellationToken ct)
    {
        var ids = balances.ToArray();
        return Balances.NewestAsync(db, db.Accounts.AsNoTracking().Where(a => EF.Parameter(ids).Contains(a.Id)), ct);
    }

    /// <summary>Which accounts each incident is about: those that its channel serves.</summary>
    private async Task<Dictionary<ChannelIncident, int[]>> ServedAsync(CancellationToken ct)
    {
        var served = new Dictionary<ChannelIncident, int[]>();
        foreach (var incident in incidents)
            served[incident] = await db
                .ChannelAccounts.Where(a => a.ChannelId == incident.ChannelId)
                .OrderBy(a => a.AccountId)
                .Select(a => a.AccountId)
                .ToArrayAsync(ct);
        return served;
    }

    private static bool HasChanged(AccountBalances? before, AccountBalances? after) =>
        before?.Booked?.Amount != after?.Booked?.Amount
        || before?.Available?.Amount != after?.Available?.Amount
        || before?.Frozen?.Amount != after?.Frozen?.Amount;

    private static DateTime Now(PortalDbContext db) => db.GetService<TimeProvider>().GetUtcNow().UtcDateTime;
}
