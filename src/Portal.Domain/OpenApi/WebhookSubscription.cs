namespace FundPortal.Domain.OpenApi;

/// <summary>What a client can be told of. The numbers are stored; never reuse one.</summary>
public enum WebhookEvent
{
    BalanceChanged = 1,
    TransactionBooked = 2,

    /// <summary>Of payments that the client itself filed.</summary>
    PaymentStateChanged = 3,

    /// <summary>Something is wrong with the channel of an account.</summary>
    AlertRaised = 4,
}

/// <summary>Where a client wants to be told of what. Never changed but ended: another address or choice is another subscription.</summary>
public sealed class WebhookSubscription
{
    public const int MaxUrl = 500;
    public const int MaxAccounts = 50;

    /// <summary>Of one client at a time.</summary>
    public const int MaxOfClient = 20;

    public int Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public Guid ClientId { get; init; }

    /// <summary>Absolute, without user and fragment.</summary>
    public required string Url { get; init; }

    /// <summary>Events as stored; see <see cref="Events"/>.</summary>
    public required string EventList { get; init; }

    /// <summary>Public ids of accounts as stored, one a line; see <see cref="Accounts"/>.</summary>
    public string AccountList { get; init; } = "";

    /// <summary>
    /// What deliveries are signed with, encrypted with the key ring. Not the client's own secret: a delivery's signature must never be good
    /// for a call to the portal.
    /// </summary>
    public required byte[] Secret { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>UTC. From then on nothing is sent.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>UTC. Since when something was given up and nothing arrived after it; its owner is told once.</summary>
    public DateTime? GivenUpAt { get; set; }

    /// <summary>Which sender holds it; only that one sends.</summary>
    public Guid? LeaseId { get; set; }

    /// <summary>UTC. No sender takes it before; null: never taken.</summary>
    public DateTime? LeasedUntil { get; set; }

    /// <summary>In the enumeration's order.</summary>
    public IReadOnlyList<WebhookEvent> Events => ReadEvents(EventList);

    /// <summary>The accounts it is limited to; empty: all that the client sees.</summary>
    public IReadOnlyList<Guid> Accounts => [.. AccountList.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];

    public static string WriteEvents(IEnumerable<WebhookEvent> events) => string.Join(' ', events.Distinct().Order());

    public static string WriteAccounts(IEnumerable<Guid> accounts) => string.Join('\n', accounts.Distinct().Select(id => id.ToString("D")));

    public bool Wants(WebhookEvent what) => Events.Contains(what);

    /// <summary>Whether it wants to hear of that account, if its client may.</summary>
    public bool Covers(Guid account) => AccountList.Length == 0 || Accounts.Contains(account);

    private static WebhookEvent[] ReadEvents(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<WebhookEvent>)];
}
