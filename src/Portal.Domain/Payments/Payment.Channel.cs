namespace FundPortal.Domain.Payments;

public sealed partial class Payment
{
    /// <summary>
    /// Null when nothing in the payment itself speaks against releasing it: approved, not held, its content unaltered, and every level signed.
    /// </summary>
    public Refusal? CheckRelease() => State != PaymentState.Approved ? PaymentRefusals.WrongState(State) : CheckSigned();

    /// <summary>The same for an order of it that waits to be sent, or to be sent again: asked once more right before the bank.</summary>
    public Refusal? CheckSending() =>
        State is PaymentState.Released or PaymentState.Accepted or PaymentState.Unknown ? CheckSigned() : PaymentRefusals.WrongState(State);

    /// <summary>Hands it to the channel's sender. From here on nobody can take it back.</summary>
    public Result<Done> Release(DateTime now)
    {
        if (CheckRelease() is { } refusal)
            return refusal;
        Move(PaymentState.Released);
        Note(PaymentStep.Released, new Doer(Guid.Empty, null, now));
        return default(Done);
    }

    /// <summary>It cannot leave now; the sender looks again then.</summary>
    public void PutOff(DateTime until) => SendAt = until;

    /// <summary>What the bank says of it.</summary>
    /// <param name="to">Accepted, Unknown, Settled, Failed or Returned.</param>
    public Result<Done> BankReports(PaymentState to, string? code, string? text, DateTime now)
    {
        // What failed is paid after all only when its order is: see Follow.
        return State == PaymentState.Failed ? PaymentRefusals.WrongState(State) : Report(to, code, text, now);
    }

    private Result<Done> Report(PaymentState to, string? code, string? text, DateTime now)
    {
        if (State < PaymentState.Released || to is < PaymentState.Accepted or > PaymentState.Returned || !PaymentMoves.May(State, to))
            return PaymentRefusals.WrongState(State);
        if (to == PaymentState.Failed)
            End(to);
        else
            Move(to);
        // The money is back: the invoice may be paid again.
        if (to == PaymentState.Returned)
            ReferenceHeld = null;
        Note(PaymentStep.BankReported, new Doer(Guid.Empty, null, now), text, code);
        return default(Done);
    }

    /// <summary>It failed, which freed its business reference, and was paid after all: it takes the reference again. The caller has seen that it is free.</summary>
    public void HoldReference(string held)
    {
        if (State != PaymentState.Settled || ReferenceHeld is not null)
            throw new InvalidOperationException("Only a payment that is paid and holds none takes its reference again.");
        ReferenceHeld = held;
    }

    /// <summary>Goes where its orders are: in doubt as long as one is, settled when all that did not fail are.</summary>
    /// <returns>The state that it came to, or null when it stays where it is.</returns>
    /// <param name="orders">The states in which its orders are, each once.</param>
    public PaymentState? Follow(IReadOnlyCollection<InstructionState> orders, string? code, string? text, DateTime now)
    {
        var to = StateOf(orders);
        if (to is not { } next || next == State)
            return null;
        // A statement can show the return before anybody heard of the settlement.
        if (next == PaymentState.Returned && State != PaymentState.Settled)
            Report(PaymentState.Settled, null, null, now);
        return Report(next, code, text, now).IsOk ? next : null;
    }

    /// <summary>One line of a payroll came to something that the payment's own state does not tell.</summary>
    public void LineReported(PaymentInstruction order, DateTime now) =>
        Note(
            PaymentStep.LineReported,
            new Doer(Guid.Empty, null, now),
            $"#{order.LineNumber} {order.State} {order.BankText}".Trim(),
            order.BankCode
        );

    /// <summary>Somebody asks for, confirms or refuses a correction; it changes nothing by itself.</summary>
    public void CorrectionStep(PaymentStep step, string? note, Doer who) => Note(step, who, note);

    private static PaymentState? StateOf(IReadOnlyCollection<InstructionState> orders)
    {
        if (orders.Contains(InstructionState.Unknown))
            return PaymentState.Unknown;
        if (orders.Contains(InstructionState.Accepted))
            return PaymentState.Accepted;
        if (orders.Contains(InstructionState.Waiting) || orders.Contains(InstructionState.Sending))
            return orders.Count > 1 && !orders.All(o => o is InstructionState.Waiting or InstructionState.Sending)
                ? PaymentState.Accepted
                : null;
        if (orders.Contains(InstructionState.Settled))
            return PaymentState.Settled;
        return orders.Contains(InstructionState.Returned) ? PaymentState.Returned : PaymentState.Failed;
    }

    private Refusal? CheckSigned()
    {
        if (HeldAt is not null)
            return PaymentRefusals.Held(HoldReason ?? "");
        if (CheckContent() is { } altered)
            return altered;
        var isSigned = Route.All(level =>
            Standing
                .Where(s =>
                    s.Level == level.Ordinal && s.PolicyVersionId == PolicyVersionId && s.ContentHash.AsSpan().SequenceEqual(ContentHash)
                )
                .Select(s => s.PersonId)
                .Distinct()
                .Count() >= level.Rule.Quorum
        );
        return isSigned && Route.Any() ? null : PaymentRefusals.ContentAltered;
    }
}
