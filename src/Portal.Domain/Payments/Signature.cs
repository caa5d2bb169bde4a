namespace FundPortal.Domain.Payments;

/// <summary>One person's signature under one level: who, for whom, under which content, policy and code.</summary>
public sealed class Signature
{
    public long Id { get; init; }

    public int RouteNumber { get; init; }

    /// <summary>The level's <see cref="PaymentLevel.Ordinal"/>.</summary>
    public int Level { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>The person who delegated; null when signed by own right.</summary>
    public Guid? OnBehalfOf { get; init; }

    /// <summary>The delegation used.</summary>
    public int? DelegationId { get; init; }

    /// <summary>UTC.</summary>
    public DateTime At { get; init; }

    public string? Address { get; init; }

    /// <summary>RFC 6238 step of the code that was spent on it.</summary>
    public long CodeStep { get; init; }

    /// <summary>SHA-256 of what was shown and signed.</summary>
    public required byte[] ContentHash { get; init; }

    public int PolicyVersionId { get; init; }

    public string? Comment { get; init; }

    /// <summary>UTC. Set when it does not count any more.</summary>
    public DateTime? WithdrawnAt { get; internal set; }

    public bool Counts => WithdrawnAt is null;

    /// <summary>Whether this person's voice is in it, as signer or as the one signed for.</summary>
    public bool IsVoiceOf(Guid person) => PersonId == person || OnBehalfOf == person;
}
