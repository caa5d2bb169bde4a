namespace FundPortal.Domain.Approvals;

/// <summary>What a limit counts payments of. Stored numbers; never reuse one.</summary>
public enum LimitSubject
{
    /// <summary>The maker.</summary>
    Person = 1,

    /// <summary>The payer account.</summary>
    Account = 2,
    Payee = 3,
}

/// <summary>Over which time a limit adds up. Days and months are China's. Stored numbers; never reuse one.</summary>
public enum LimitPeriod
{
    /// <summary>Each payment by itself.</summary>
    Payment = 1,
    Day = 2,
    Month = 3,
}

/// <summary>A level that a soft limit adds to the route.</summary>
/// <param name="Quorum">How many different people must sign; at least 1.</param>
public sealed record LimitLevel(string Name, Signers Signers, int Quorum);

/// <summary>What a limit says.</summary>
/// <param name="AmountMinor">Minor units of the policy's currency; up to and including it nothing happens.</param>
/// <param name="Level">Null: a hard limit, what exceeds it is refused. Otherwise a soft one: what exceeds it needs this level too.</param>
public sealed record LimitTerms(LimitPeriod Period, long AmountMinor, LimitLevel? Level)
{
    public bool IsHard => Level is null;
}

/// <summary>
/// A limit on what one maker pays, one account pays or one payee gets. What it says, and that it ends, comes in force when a second person
/// confirms it.
/// </summary>
public sealed class PaymentLimit
{
    public const int MaxName = 60;

    public int Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public LimitSubject Subject { get; init; }

    /// <summary>Of the three one is set, as <see cref="Subject"/> says.</summary>
    public Guid? PersonId { get; init; }

    public int? AccountId { get; init; }

    public int? PayeeId { get; init; }

    /// <summary>In force; null before the first confirmation.</summary>
    public LimitTerms? Terms { get; private set; }

    /// <summary>Waits for a second person; null when nothing does, or when the end is what waits.</summary>
    public LimitTerms? Proposed { get; private set; }

    public bool IsEndProposed { get; private set; }

    public Guid? ProposedBy { get; private set; }

    public DateTime? ProposedAt { get; private set; }

    /// <summary>Who confirmed or refused last.</summary>
    public Guid? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>No limit any more, or never came to be one.</summary>
    public DateTime? EndedAt { get; private set; }

    /// <summary>Grows with every proposal and decision, and not with payments: says whether what somebody saw is what still stands.</summary>
    public int Revision { get; private set; }

    /// <summary>How often a payment was counted against it.</summary>
    public int Counted { get; private set; }

    public int Version { get; private set; }

    public bool IsPending => Proposed is not null || IsEndProposed;

    public bool IsInForce => Terms is not null && EndedAt is null;

    /// <summary>
    /// To be called by whoever counts a payment against it: the row changes, so that of two payments at once, which each would fit alone,
    /// one meets a conflict.
    /// </summary>
    public void Count() => Counted++;

    /// <param name="terms">Null: the limit is to end.</param>
    public Result<Done> Propose(LimitTerms? terms, Guid person, DateTime now)
    {
        if (EndedAt is not null)
            return Ended;
        (Proposed, IsEndProposed, ProposedBy, ProposedAt) = (terms, terms is null, person, now);
        Revision++;
        return default(Done);
    }

    /// <summary>The second person's word. Refusing one's own proposal takes it back.</summary>
    public Result<Done> Decide(bool isConfirmed, Guid person, DateTime now)
    {
        if (!IsPending)
            return NothingWaits;
        if (isConfirmed && person == ProposedBy)
            return SecondPerson;
        if (isConfirmed && IsEndProposed || !isConfirmed && Terms is null)
            EndedAt = now;
        else if (isConfirmed)
            Terms = Proposed;
        (Proposed, IsEndProposed, DecidedBy, DecidedAt) = (null, false, person, now);
        Revision++;
        return default(Done);
    }

    private static readonly Refusal Ended = new("limit_ended");
    private static readonly Refusal NothingWaits = new("limit_nothing_waits");

    /// <summary>The same person cannot do both halves.</summary>
    private static readonly Refusal SecondPerson = new("second_person");
}
