using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>
/// One order to a bank: a payment has one, a payroll one for each line. It is written when its payment is released and tells everything that
/// happened with it since. Its moves keep one promise: what may have left the house is sent again only after the bank said, late enough and
/// often enough, that it never came, and then under the same reference.
/// </summary>
public sealed partial class PaymentInstruction
{
    /// <summary>How often in a row a bank must say "not found" before it is believed.</summary>
    public const int NotFoundsNeeded = 3;

    /// <summary>Of the bank's words that are kept; the message itself keeps more.</summary>
    public const int MaxText = 400;

    private PaymentInstruction() { }

    /// <param name="line">Null for a payment of one order.</param>
    /// <param name="remoteId">What the bank calls the payer account.</param>
    public PaymentInstruction(Payment payment, PaymentLine? line, int channelId, string remoteId, bool isOwnBank, DateTime now)
    {
        RemoteId = remoteId;
        (PaymentId, LineNumber, ChannelId, AccountId) = (payment.Id, line?.Number ?? 0, channelId, payment.AccountId);
        EndToEndId = Payments.EndToEndId.Of(payment.PublicId, LineNumber);
        To = line?.To ?? payment.To ?? throw new ArgumentException("An order needs a payee.", nameof(payment));
        (CurrencyCode, AmountMinor, Purpose) = (payment.CurrencyCode, line?.AmountMinor ?? payment.AmountMinor, PurposeOf(payment, line));
        (IsOwnBank, State, NextAt, StateSince) = (isOwnBank, InstructionState.Waiting, now, now);
    }

    public long Id { get; private init; }

    public long PaymentId { get; private init; }

    /// <summary>Payroll's line; 0 otherwise.</summary>
    public int LineNumber { get; private init; }

    public int ChannelId { get; private init; }

    /// <summary>The payer account.</summary>
    public int AccountId { get; private init; }

    /// <summary>What the bank called the payer account when the order was made: that one is debited, or none. Null: made before it was kept.</summary>
    public string? RemoteId { get; private init; }

    /// <summary>Unique in the database.</summary>
    public string EndToEndId { get; private init; } = "";

    public BankDetails To { get; private init; } = null!;

    /// <summary>The payee's account is at the payer's bank.</summary>
    public bool IsOwnBank { get; private init; }

    public string CurrencyCode { get; private init; } = "";

    /// <summary>Minor units, above zero.</summary>
    public long AmountMinor { get; private init; }

    public string Purpose { get; private init; } = "";

    public InstructionState State { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime StateSince { get; private set; }

    /// <summary>UTC. When the sender has something to do with it next; null: nothing more.</summary>
    public DateTime? NextAt { get; private set; }

    /// <summary>How often it was sent, counting a sending of which nobody knows how it went.</summary>
    public int Sends { get; private set; }

    /// <summary>Grows with every claim: whoever holds an older number has lost it.</summary>
    public long Fence { get; private set; }

    /// <summary>UTC. Until then the holder of <see cref="Fence"/> may send it.</summary>
    public DateTime? LeasedUntil { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime? FirstSentAt { get; private set; }

    public DateTime? LastSentAt { get; private set; }

    /// <summary>The bank once said that it has it. It is never sent again then.</summary>
    public bool WasAccepted { get; private set; }

    /// <summary>How often in a row the bank said "not found", counted from when it is believed on.</summary>
    public int NotFounds { get; private set; }

    /// <summary>Questions and failed tries since it last changed, for the pauses between them.</summary>
    public int Tries { get; private set; }

    public string? BankReference { get; private set; }

    public string? BankCode { get; private set; }

    public string? BankText { get; private set; }

    /// <summary>The bank's day.</summary>
    public DateOnly? SettledOn { get; private set; }

    public DateOnly? ReturnedOn { get; private set; }

    /// <summary>The statement line that shows it.</summary>
    public long? TransactionId { get; private set; }

    /// <summary>The statement line that brought the money back.</summary>
    public long? ReturnTransactionId { get; private set; }

    /// <summary>UTC. People were told that it is in doubt.</summary>
    public DateTime? AlarmedAt { get; private set; }

    public int Version { get; private set; }

    public Money Amount => new(AmountMinor, Currency.Of(CurrencyCode));

    public bool IsFinal => State is InstructionState.Settled or InstructionState.Failed or InstructionState.Returned;

    /// <summary>Whether it is what its payment says: the sender looks right before the bank.</summary>
    public bool Fits(Payment payment)
    {
        var line = LineNumber == 0 ? null : payment.Lines.SingleOrDefault(l => l.Number == LineNumber);
        return payment.Id == PaymentId
            && (LineNumber == 0) == (payment.Type != PaymentType.Payroll)
            && (LineNumber == 0 || line is not null)
            && string.Equals(EndToEndId, Payments.EndToEndId.Of(payment.PublicId, LineNumber), StringComparison.Ordinal)
            && AccountId == payment.AccountId
            && To == (line?.To ?? payment.To)
            && AmountMinor == (line?.AmountMinor ?? payment.AmountMinor)
            && string.Equals(CurrencyCode, payment.CurrencyCode, StringComparison.Ordinal)
            && string.Equals(Purpose, PurposeOf(payment, line), StringComparison.Ordinal);
    }

    /// <summary>It may have left the house, and the bank says, late and often enough, that it never came.</summary>
    public bool MayResend => State == InstructionState.Unknown && !WasAccepted && NotFounds >= NotFoundsNeeded;

    /// <summary>One sender takes it. Written, and committed, before the first byte leaves.</summary>
    public void Claim(DateTime now, TimeSpan lease)
    {
        if (State != InstructionState.Waiting && !MayResend)
            throw new InvalidOperationException($"An order in state {State} is not sent.");
        Move(InstructionState.Sending, now);
        (Fence, LeasedUntil, NextAt, NotFounds) = (Fence + 1, now + lease, now + lease, 0);
        (Sends, FirstSentAt, LastSentAt) = (Sends + 1, FirstSentAt ?? now, now);
    }

    /// <summary>
    /// The holder says that nothing left the house. Believed also after its lease ran out, as long as nobody else took it: it alone could
    /// have sent under this number.
    /// </summary>
    /// <returns>False when somebody else has it by now.</returns>
    public bool NotSent(long fence, string? code, string? text, DateTime now)
    {
        if (fence != Fence || State is not (InstructionState.Sending or InstructionState.Unknown))
            return false;
        Sends--;
        if (Sends == 0)
            (FirstSentAt, LastSentAt) = (null, null);
        Say(code, text);
        Tries++;
        Move(Sends == 0 ? InstructionState.Waiting : InstructionState.Unknown, now);
        LeasedUntil = null;
        NextAt = now;
        return true;
    }

    /// <summary>The bank's word on a sending.</summary>
    /// <returns>False when somebody else has it by now, or a better word came in between: then nothing changes.</returns>
    public bool Sent(long fence, InstructionState to, string? code, string? text, DateTime now)
    {
        if (fence != Fence || State is not (InstructionState.Sending or InstructionState.Unknown))
            return false;
        // Refused now, but an earlier sending may have gone through: ask.
        if (to == InstructionState.Failed && Sends > 1)
            to = InstructionState.Unknown;
        LeasedUntil = null;
        Say(code, text);
        if (to == InstructionState.Accepted)
            WasAccepted = true;
        Move(to, now);
        (Tries, NextAt) = (0, IsFinal ? null : now);
        return true;
    }

    /// <summary>Its sender did not come back in time: whether the bank has it is not known.</summary>
    public bool LeaseRanOut(DateTime now)
    {
        if (State != InstructionState.Sending || LeasedUntil > now)
            return false;
        Move(InstructionState.Unknown, now);
        (Tries, NextAt) = (0, now);
        return true;
    }

    /// <summary>The sender looks at it again then, and not before.</summary>
    public void Put(DateTime off) => NextAt = off;

    public void Alarmed(DateTime now) => AlarmedAt = now;

    private void Move(InstructionState to, DateTime now)
    {
        if (to != State)
            (State, StateSince) = (to, now);
        if (to is not InstructionState.Unknown)
            AlarmedAt = null;
    }

    private void Say(string? code, string? text) => (BankCode, BankText) = (Cut(code, 64), Cut(text, MaxText));

    /// <summary>Foreign text of any length goes into columns of a fixed one.</summary>
    private static string? Cut(string? text, int length) =>
        text is null ? null
        : text.Length <= length ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string PurposeOf(Payment payment, PaymentLine? line) => line is { Remark.Length: > 0 } ? line.Remark : payment.Purpose;
}
