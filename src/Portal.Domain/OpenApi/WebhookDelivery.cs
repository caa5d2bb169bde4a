namespace FundPortal.Domain.OpenApi;

/// <summary>What became of a delivery. The numbers are stored; never reuse one.</summary>
public enum WebhookDeliveryState
{
    Waiting = 1,
    Delivered = 2,

    /// <summary>Refused or not reached for a day.</summary>
    GivenUp = 3,

    /// <summary>Not sent any more: the subscription ended, or the client may not see the account any longer.</summary>
    Dropped = 4,
}

/// <summary>One event on its way to one subscription. Written in the transaction of what it tells of, sent at least once.</summary>
public sealed class WebhookDelivery
{
    public const int MaxError = 200;

    /// <summary>From the event, or from being sent again by hand, until it is given up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
    ];

    public long Id { get; init; }

    public int SubscriptionId { get; init; }

    /// <summary>The same at every try, and for every subscription that the event goes to: receivers know a repeated one by it.</summary>
    public Guid EventId { get; init; }

    public WebhookEvent Event { get; init; }

    /// <summary>Set when the event is of one account: looked at again before each try.</summary>
    public int? AccountId { get; init; }

    /// <summary>JSON in UTF-8, byte by byte what is signed and sent.</summary>
    public required byte[] Body { get; init; }

    /// <summary>UTC, of the event.</summary>
    public DateTime At { get; init; }

    public WebhookDeliveryState State { get; private set; } = WebhookDeliveryState.Waiting;

    /// <summary>UTC. From when <see cref="Patience"/> counts.</summary>
    public DateTime Since { get; private set; }

    /// <summary>UTC. Not before.</summary>
    public DateTime NextAt { get; private set; }

    /// <summary>Tries in all.</summary>
    public int Attempts { get; private set; }

    /// <summary>Tries since <see cref="Since"/>.</summary>
    public int Tries { get; private set; }

    public DateTime? LastTriedAt { get; private set; }

    /// <summary>HTTP status of the last try; null when there was no answer.</summary>
    public int? LastStatus { get; private set; }

    /// <summary>A code and, after a colon, words; null after a success.</summary>
    public string? LastError { get; private set; }

    public DateTime? DeliveredAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>To be called once, when it is made: due at once.</summary>
    public WebhookDelivery Due(DateTime now)
    {
        (Since, NextAt) = (now, now);
        return this;
    }

    public void Succeeded(int status, DateTime now)
    {
        Tried(status, null, now);
        (State, DeliveredAt) = (WebhookDeliveryState.Delivered, now);
    }

    /// <summary>The next try follows after a growing pause, the last one when a day is over.</summary>
    /// <returns>Whether it is given up.</returns>
    public bool Failed(int? status, string error, DateTime now)
    {
        Tried(status, error, now);
        var end = Since + Patience;
        if (now >= end)
        {
            State = WebhookDeliveryState.GivenUp;
            return true;
        }
        var next = now + Pauses[Math.Min(Tries, Pauses.Length) - 1];
        NextAt = next < end ? next : end;
        return false;
    }

    public void Drop(string reason)
    {
        State = WebhookDeliveryState.Dropped;
        LastError = reason;
    }

    /// <summary>By hand: as if it were new, under the same event id.</summary>
    public void Resend(DateTime now)
    {
        State = WebhookDeliveryState.Waiting;
        (Since, NextAt, Tries) = (now, now, 0);
    }

    private void Tried(int? status, string? error, DateTime now)
    {
        Attempts++;
        Tries++;
        (LastTriedAt, LastStatus) = (now, status);
        LastError = error is { Length: > MaxError } ? error[..MaxError] : error;
    }
}
