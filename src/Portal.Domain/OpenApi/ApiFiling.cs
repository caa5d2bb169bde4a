namespace FundPortal.Domain.OpenApi;

/// <summary>
/// A payment that a client filed, by its idempotency key and its own reference; each good once per client, for ever. Stored with the
/// payment itself, so only for a request that was accepted.
/// </summary>
public sealed class ApiFiling
{
    public const int MaxKey = 100;

    public long Id { get; init; }

    public Guid ClientId { get; init; }

    /// <summary>As it came, byte by byte.</summary>
    public required string Key { get; init; }

    /// <summary>The client's own reference, as it came; null when it gave none.</summary>
    public string? ExternalRef { get; init; }

    /// <summary>SHA-256 of what was asked: the same key with another request is a conflict.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>Public id of the payment.</summary>
    public Guid PaymentId { get; init; }

    /// <summary>The state that the first answer told.</summary>
    public Payments.PaymentState State { get; init; }

    public DateTime At { get; init; }
}

/// <summary>
/// A nonce that a change was made with: the database's own word that no request is carried out twice. Also what marks a call that came ahead
/// of its timestamp, so that it is known after a start.
/// </summary>
public sealed class SpentNonce
{
    public const int MaxNonce = 64;

    public Guid ClientId { get; init; }

    public required string Nonce { get; init; }

    /// <summary>UTC. From then on the request's timestamp is too old anyway.</summary>
    public DateTime GoodUntil { get; init; }
}
