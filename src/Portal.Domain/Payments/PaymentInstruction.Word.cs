using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Payments;

/// <content>What the bank, a statement line or two people say of it.</content>
public sealed partial class PaymentInstruction
{
    /// <summary>The bank answered a question, or a statement line, or two people did.</summary>
    /// <param name="to">Accepted, Unknown, Settled, Failed or Returned.</param>
    /// <returns>Whether anything is new that people should see.</returns>
    public bool Learned(InstructionState to, string? code, string? text, string? bankReference, DateOnly? day, DateTime now)
    {
        if (!May(to))
        {
            Heard();
            return false;
        }
        return Take(to, code, text, bankReference, day, now);
    }

    /// <summary>It was taken for never executed, and the bank's statement or the bank itself now says that the money moved.</summary>
    /// <param name="to">Settled or Returned.</param>
    /// <returns>Whether it had failed until now.</returns>
    public bool FoundPaid(InstructionState to, string? code, string? text, string? bankReference, DateOnly? day, DateTime now)
    {
        if (State != InstructionState.Failed || to is not (InstructionState.Settled or InstructionState.Returned))
            return false;
        Take(to, code, text, bankReference, day, now);
        return true;
    }

    /// <summary>The bank does not know the reference. It is believed only late enough, see <see cref="MayResend"/>.</summary>
    /// <param name="believedAfter">From the last claim on: how long it held, and the channel's time for that.</param>
    public bool NotFound(TimeSpan believedAfter, DateTime now)
    {
        if (State is not (InstructionState.Accepted or InstructionState.Unknown))
        {
            Heard();
            return false;
        }
        if (LastSentAt is { } sent && now - sent >= believedAfter)
            NotFounds++;
        var isNew = State == InstructionState.Accepted;
        if (isNew)
            Tries = 0;
        Move(InstructionState.Unknown, now);
        NextAt = now;
        Tries++;
        return isNew;
    }

    /// <summary>No answer that can be believed: what was known stays known.</summary>
    public void NotAnswered(DateTime now)
    {
        // Its result came another way while the bank was asked.
        if (IsFinal && NextAt is null)
            return;
        Tries++;
        NextAt = now;
    }

    /// <summary>A statement line shows it; the last one that says so counts, since a day's final list may replace an earlier line.</summary>
    public void Shown(long transactionId, bool isReturn)
    {
        if (isReturn)
            ReturnTransactionId = transactionId;
        else
            TransactionId = transactionId;
    }

    /// <summary>That line is not there any more.</summary>
    public void Unshown(long transactionId)
    {
        if (TransactionId == transactionId)
            TransactionId = null;
        if (ReturnTransactionId == transactionId)
            ReturnTransactionId = null;
    }

    /// <summary>Something makes one doubt what is known of it: the bank is asked once more, whatever its state. What has not left is not asked about.</summary>
    public void AskAgain(DateTime now)
    {
        if (State is not (InstructionState.Waiting or InstructionState.Sending))
            NextAt = now;
    }

    private bool Take(InstructionState to, string? code, string? text, string? bankReference, DateOnly? day, DateTime now)
    {
        var isNew = to != State || (code is not null && !string.Equals(Cut(code, 64), BankCode, StringComparison.Ordinal));
        if (to is InstructionState.Accepted or InstructionState.Settled or InstructionState.Returned)
            WasAccepted = true;
        NotFounds = 0;
        Say(code, text);
        BankReference = Cut(bankReference, 64) ?? BankReference;
        if (to == InstructionState.Settled)
            SettledOn = day ?? ChinaTime.DayOf(now);
        if (to == InstructionState.Returned)
            ReturnedOn = day ?? ChinaTime.DayOf(now);
        if (to != State)
            Tries = 0;
        Move(to, now);
        LeasedUntil = null;
        NextAt = IsFinal ? null : now;
        Tries++;
        return isNew;
    }

    private bool May(InstructionState to) =>
        (State, to) switch
        {
            (InstructionState.Settled, InstructionState.Returned) => true,
            (InstructionState.Settled or InstructionState.Failed or InstructionState.Returned, _) => false,
            // A statement line or the bank may know of it while its sender still waits for the answer; nothing else touches that state.
            (InstructionState.Waiting or InstructionState.Sending, InstructionState.Settled or InstructionState.Returned) => true,
            (InstructionState.Waiting or InstructionState.Sending, _) => false,
            _ => to is not (InstructionState.Waiting or InstructionState.Sending),
        };

    /// <summary>The bank answered a question that <see cref="AskAgain"/> asked for: nothing more is to be done with a final order.</summary>
    private void Heard()
    {
        if (IsFinal)
            NextAt = null;
    }
}
