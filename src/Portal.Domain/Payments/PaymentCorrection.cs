namespace FundPortal.Domain.Payments;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum CorrectionState
{
    Waiting = 1,
    Confirmed = 2,
    Refused = 3,

    /// <summary>The bank or a statement told before the second person did.</summary>
    Overtaken = 4,
}

/// <summary>
/// What became of an order in doubt, as one person says with evidence and a second one confirms: for the case that neither the bank nor a
/// statement ever tells.
/// </summary>
public sealed class PaymentCorrection
{
    public const int MaxEvidence = PaymentLimits.Comment;

    public long Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public long InstructionId { get; init; }

    /// <summary>Settled or Failed.</summary>
    public InstructionState Becomes { get; init; }

    /// <summary>What proves it: who at the bank said it, which document, when.</summary>
    public required string Evidence { get; init; }

    public Guid AskedBy { get; init; }

    public DateTime AskedAt { get; init; }

    public CorrectionState State { get; private set; } = CorrectionState.Waiting;

    public Guid? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public string? DecisionNote { get; private set; }

    public int Version { get; private set; }

    /// <summary>The second person's word.</summary>
    /// <param name="maker">Whoever made the payment neither asks nor confirms alone: the second person is somebody else.</param>
    public Result<Done> Decide(bool confirm, Guid person, Guid maker, string? note, DateTime now)
    {
        if (State != CorrectionState.Waiting)
            return PaymentRefusals.CorrectionDecided;
        if (confirm && (person == AskedBy || person == maker))
            return PaymentRefusals.SecondPerson;
        (State, DecidedBy, DecidedAt, DecisionNote) = (confirm ? CorrectionState.Confirmed : CorrectionState.Refused, person, now, note);
        return default(Done);
    }

    public void Overtake(DateTime now) => (State, DecidedAt) = (CorrectionState.Overtaken, now);
}
