namespace FundPortal.Domain.Approvals;

/// <summary>
/// The emergency brake: while it stands, no payment of its scope is submitted, signed or sent. One person pulls it; two different people
/// release it, of whom one may be the first.
/// </summary>
public sealed class PaymentStop
{
    public const int MaxReason = 200;

    public int Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    /// <summary>With all below it. Null together with <see cref="AccountId"/>: everything.</summary>
    public int? LegalEntityId { get; init; }

    public int? AccountId { get; init; }

    public required string Reason { get; init; }

    public Guid StoppedBy { get; init; }

    public DateTime StoppedAt { get; init; }

    public Guid? LiftAskedBy { get; private set; }

    public DateTime? LiftAskedAt { get; private set; }

    public Guid? LiftedBy { get; private set; }

    public DateTime? LiftedAt { get; private set; }

    public int Version { get; private set; }

    public bool Stands => LiftedAt is null;

    /// <summary>The first of the two who lift it. Asking again is somebody else's asking: the last one counts.</summary>
    public Result<Done> AskToLift(Guid person, DateTime now)
    {
        if (!Stands)
            return Lifted;
        (LiftAskedBy, LiftAskedAt) = (person, now);
        return default(Done);
    }

    /// <summary>The second of the two.</summary>
    public Result<Done> Lift(Guid person, DateTime now)
    {
        if (!Stands)
            return Lifted;
        if (LiftAskedBy is not { } first)
            return NotAsked;
        if (first == person)
            return SecondPerson;
        (LiftedBy, LiftedAt) = (person, now);
        return default(Done);
    }

    private static readonly Refusal Lifted = new("stop_lifted");
    private static readonly Refusal NotAsked = new("stop_lift_not_asked");

    /// <summary>The same person cannot do both halves.</summary>
    private static readonly Refusal SecondPerson = new("second_person");
}
