namespace FundPortal.Domain.Payments;

public sealed partial class Payment
{
    /// <summary>UTC. Since then it is kept from leaving; null: it is not.</summary>
    public DateTime? HeldAt { get; private set; }

    public Guid? HeldBy { get; private set; }

    public string? HoldReason { get; private set; }

    /// <summary>Keeps it from leaving, whatever its signatures; they stay. What the bank has, it cannot hold; of a payroll, it holds the rest.</summary>
    /// <param name="hasUnsent">Some order of it has not left yet.</param>
    public Result<Done> Hold(string reason, bool hasUnsent, Doer who)
    {
        if (CheckHold(hasUnsent) is { } refusal)
            return refusal;
        (HeldAt, HeldBy, HoldReason) = (who.Now, who.PersonId, reason);
        Note(PaymentStep.Held, who, reason);
        return default(Done);
    }

    /// <summary>Null when it can be held.</summary>
    public Refusal? CheckHold(bool hasUnsent) =>
        PaymentMoves.IsFinal(State) || State is PaymentState.Draft or PaymentState.Settled || (State == PaymentState.Accepted && !hasUnsent)
            ? PaymentRefusals.WrongState(State)
        : HeldAt is not null ? PaymentRefusals.Held(HoldReason ?? "")
        : null;

    /// <summary>Whether this person may let it go on: neither held it nor has a part in it (<see cref="Hands"/>, which must be loaded).</summary>
    public bool MayEndHold(Guid person) => HeldBy != person && !hands.Exists(hand => hand.PersonId == person);

    /// <summary>Lets it go on. Not by the person who held it, nor by anybody whom the hold may be about.</summary>
    public Result<Done> EndHold(Doer who, string? note)
    {
        if (HeldAt is null)
            return PaymentRefusals.NotHeld;
        if (!MayEndHold(who.PersonId))
            return PaymentRefusals.SecondPerson;
        (HeldAt, HeldBy, HoldReason) = (null, null, null);
        Note(PaymentStep.HoldEnded, who, note);
        return default(Done);
    }
}
