namespace FundPortal.Application.Notices;

/// <summary>Something one person is told, in words of their language when it is shown.</summary>
public sealed class Notice
{
    public long Id { get; init; }

    public Guid PersonId { get; init; }

    /// <summary>One of <see cref="NoticeKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A JSON array of strings: what fills the places of the kind's sentence.</summary>
    public required string Args { get; init; }

    /// <summary>The page it leads to: a local path.</summary>
    public required string Link { get; init; }

    public DateTime At { get; init; }

    public DateTime? ReadAt { get; set; }
}

/// <summary>
/// A notice that is to go out as e-mail. Written with the notice, claimed for a time by one node, sent at least once, then removed; the row
/// stays when it could not be sent (<see cref="FailedAt"/>).
/// </summary>
public sealed class OutboxMessage
{
    public long Id { get; init; }

    /// <summary>Names the e-mail, so that a second copy of it is known as one.</summary>
    public Guid MessageId { get; init; }

    public long NoticeId { get; init; }

    public required Notice Notice { get; init; }

    /// <summary>Not before.</summary>
    public DateTime DueAt { get; set; }

    /// <summary>Tries that the mail server answered with a refusal.</summary>
    public int Tries { get; set; }

    /// <summary>Who holds it; null when nobody does.</summary>
    public Guid? LeaseId { get; set; }

    public DateTime? LeasedUntil { get; set; }

    /// <summary>Given up.</summary>
    public DateTime? FailedAt { get; set; }

    public string? LastError { get; set; }
}
