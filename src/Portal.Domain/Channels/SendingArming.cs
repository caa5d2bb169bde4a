namespace FundPortal.Domain.Channels;

/// <summary>
/// Two people's word that this installation of the portal may send through a channel. It holds for one fingerprint: a copy of the database
/// on another machine, or another address or other keys of the channel, send nothing until two people say so again.
/// </summary>
public sealed class SendingArming
{
    public const int MaxReason = 200;

    public long Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public int ChannelId { get; init; }

    /// <summary>Lower-case hex SHA-256 of what makes the installation and the channel what they are.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The machine, for people.</summary>
    public required string Host { get; init; }

    public Guid AskedBy { get; init; }

    public DateTime AskedAt { get; init; }

    public Guid? ConfirmedBy { get; private set; }

    public DateTime? ConfirmedAt { get; private set; }

    /// <summary>Empty: the portal itself.</summary>
    public Guid? EndedBy { get; private set; }

    public DateTime? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    public int Version { get; private set; }

    public bool Stands => ConfirmedAt is not null && EndedAt is null;

    /// <summary>The second of the two.</summary>
    public Result<Done> Confirm(Guid person, DateTime now)
    {
        if (EndedAt is not null || ConfirmedAt is not null)
            return Decided;
        if (person == AskedBy)
            return SecondPerson;
        (ConfirmedBy, ConfirmedAt) = (person, now);
        return default(Done);
    }

    /// <summary>One is enough.</summary>
    public Result<Done> End(Guid person, string reason, DateTime now)
    {
        if (EndedAt is not null)
            return Decided;
        (EndedBy, EndedAt, EndReason) = (person, now, reason);
        return default(Done);
    }

    private static readonly Refusal Decided = new("arming_decided");
    private static readonly Refusal SecondPerson = new("second_person");
}
