using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>Who does something with a payment, and when. <see cref="PersonId"/> is empty for the portal itself.</summary>
public sealed record Doer(Guid PersonId, string? Address, DateTime Now);

/// <summary>
/// A payment from one of our accounts. Its state changes only through its methods, which keep the rules of the state machine
/// (<see cref="PaymentMoves"/>) and of signing; a refusal changes nothing.
/// </summary>
public sealed partial class Payment
{
    private readonly List<PaymentLine> lines = [];
    private readonly List<PaymentHand> hands = [];
    private readonly List<PaymentLevel> levels = [];
    private readonly List<Signature> signatures = [];
    private readonly List<PaymentEvent> events = [];

    private Payment() { }

    /// <summary>A new draft.</summary>
    /// <param name="id">Chosen by whoever asks, so that asking twice makes one payment.</param>
    /// <param name="batchId">Common to the rows of one file.</param>
    public Payment(Guid id, PaymentOrder order, PaymentSource source, Guid? batchId, Doer maker)
    {
        PublicId = id;
        (Type, Source, BatchId) = (order.Type, source, batchId);
        (State, MakerId, CreatedAt) = (PaymentState.Draft, maker.PersonId, maker.Now);
        Revision = 1;
        Take(order);
        Involve(maker.PersonId, PaymentPart.Maker);
        Note(PaymentStep.Entered, maker);
    }

    public long Id { get; private init; }

    public Guid PublicId { get; private init; }

    public PaymentType Type { get; private init; }

    public PaymentSource Source { get; private init; }

    public PaymentState State { get; private set; }

    /// <summary>Payments of one file share it.</summary>
    public Guid? BatchId { get; private init; }

    /// <summary>The payer account.</summary>
    public int AccountId { get; private set; }

    /// <summary>Number of the payer account as it was signed. Null: not submitted, or before it was kept.</summary>
    public string? PayerNumber { get; private set; }

    /// <summary>Set for transfers.</summary>
    public int? PayeeId { get; private set; }

    /// <summary>Set for own transfers.</summary>
    public int? ToAccountId { get; private set; }

    /// <summary>Where the money goes, as it was when the payment was last changed; null for payroll, whose lines tell.</summary>
    public BankDetails? To { get; private set; }

    public string CurrencyCode { get; private set; } = "";

    /// <summary>Minor units, above zero; of payroll, the lines' sum.</summary>
    public long AmountMinor { get; private set; }

    public string Purpose { get; private set; } = "";

    /// <summary>The payer's own reference: an invoice or request number.</summary>
    public string? Reference { get; private set; }

    /// <summary>Why a payment that looks like another one is right.</summary>
    public string? DuplicateReason { get; private set; }

    /// <summary>The day to pay on; null: as soon as it is approved.</summary>
    public DateOnly? PayOn { get; private set; }

    public Guid MakerId { get; private init; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>1, and one more with every change of the content.</summary>
    public int Revision { get; private set; }

    public DateTime? SubmittedAt { get; private set; }

    /// <summary>The policy version it was submitted under; it keeps it.</summary>
    public int? PolicyVersionId { get; private set; }

    /// <summary>Amount in minor units of the policy's currency when it was submitted: what bands and limits compare.</summary>
    public long PolicyMinor { get; private set; }

    /// <summary>China day on which limits count it: the day to pay on, or the day it was submitted.</summary>
    public DateOnly? LimitDay { get; private set; }

    /// <summary>Counts submissions; 0 before the first.</summary>
    public int RouteNumber { get; private set; }

    /// <summary>What signers sign; set at submission.</summary>
    public byte[]? ContentHash { get; private set; }

    /// <summary>
    /// <see cref="Reference"/> within the payer's legal entity, or a payroll's digest within its account, while this payment holds it: unique
    /// in the database. Null when there is none, when a reason allows a second one, or when the payment came to nothing.
    /// </summary>
    public string? ReferenceHeld { get; private set; }

    /// <summary>UTC. When a time limit of an open level has something to do next; null: never.</summary>
    public DateTime? DueAt { get; private set; }

    /// <summary>UTC. Approved, and the sender looks at it again then; null: at once.</summary>
    public DateTime? SendAt { get; private set; }

    /// <summary>
    /// How many lines the timeline has. Every step changes it, so that any two steps at once meet on this row, whatever else they touch.
    /// </summary>
    public int Steps { get; private set; }

    public int Version { get; private set; }

    public Currency Currency => Currency.Of(CurrencyCode);

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>For people; unique.</summary>
    public string Number => NumberOf(Id);

    public static string NumberOf(long id) => $"P{id:00000000}";

    /// <summary>Payroll's lines; empty otherwise.</summary>
    public IReadOnlyList<PaymentLine> Lines => lines;

    /// <summary>Public id of the payment whose money came back, and which this one pays again.</summary>
    public Guid? ReissueOf { get; init; }

    /// <summary>Everybody whose part in it keeps them from signing.</summary>
    public IReadOnlyList<PaymentHand> Hands => hands;

    /// <summary>Levels of all submissions; see <see cref="Route"/> for those that count.</summary>
    public IReadOnlyList<PaymentLevel> Levels => levels;

    public IReadOnlyList<Signature> Signatures => signatures;

    public IReadOnlyList<PaymentEvent> Events => events;

    /// <summary>The levels of the current submission, in order.</summary>
    public IEnumerable<PaymentLevel> Route => levels.Where(level => level.RouteNumber == RouteNumber).OrderBy(level => level.Ordinal);

    /// <summary>The signatures that count.</summary>
    public IEnumerable<Signature> Standing => signatures.Where(s => s.RouteNumber == RouteNumber && s.Counts);

    /// <summary>Whether the content may still be changed (which voids signatures).</summary>
    public bool CanChange =>
        State is PaymentState.Draft or PaymentState.ReturnedToMaker or PaymentState.InApproval or PaymentState.Approved;

    /// <summary>New content. Whatever was signed does not count any more; the payment is a draft again.</summary>
    public Result<Done> Change(PaymentOrder order, Doer editor)
    {
        if (!CanChange || order.Type != Type)
            return PaymentRefusals.WrongState(State);
        Take(order);
        Revision++;
        Void(editor.Now);
        (SubmittedAt, ContentHash, PolicyVersionId, LimitDay, ReferenceHeld, PayerNumber) = (null, null, null, null, null, null);
        if (State != PaymentState.Draft)
            Move(PaymentState.Draft);
        if (editor.PersonId != MakerId)
            Involve(editor.PersonId, PaymentPart.Editor);
        DueAt = null;
        Note(PaymentStep.Changed, editor);
        return default(Done);
    }

    /// <summary>Takes it back before it is released.</summary>
    public Result<Done> Cancel(string? reason, Doer who)
    {
        if (!PaymentMoves.May(State, PaymentState.Cancelled))
            return PaymentRefusals.WrongState(State);
        End(PaymentState.Cancelled);
        Note(PaymentStep.Cancelled, who, reason);
        return default(Done);
    }

    /// <summary>It did not stay paid, and a payment is entered that pays it again.</summary>
    public Result<Done> PayAgain(Doer who)
    {
        if (State is not (PaymentState.Returned or PaymentState.Failed))
            return PaymentRefusals.WrongState(State);
        Note(PaymentStep.PaidAgain, who);
        return default(Done);
    }

    /// <summary>Somebody entered or last changed the payee's bank details, maybe after the payment was entered: that person does not sign it.</summary>
    public void PayeeChangedBy(Guid person) => Involve(person, PaymentPart.PayeeChanger);

    /// <summary>A program filed it: whoever holds its keys could have.</summary>
    public void FiledWithKeysOf(IEnumerable<Guid> people)
    {
        foreach (var person in people)
            Involve(person, PaymentPart.KeyHolder);
    }

    private void Take(PaymentOrder order)
    {
        (AccountId, PayeeId, ToAccountId, To) = (order.AccountId, order.PayeeId, order.ToAccountId, order.To);
        (CurrencyCode, AmountMinor) = (order.Amount.Currency.Code, order.Amount.Minor);
        (Purpose, Reference, DuplicateReason, PayOn) = (order.Purpose, order.Reference, order.DuplicateReason, order.PayOn);
        lines.Clear();
        lines.AddRange(order.Lines);
        foreach (var person in order.PayeeChangers)
            Involve(person, PaymentPart.PayeeChanger);
    }

    private void Involve(Guid person, PaymentPart part)
    {
        if (!hands.Exists(hand => hand.PersonId == person && hand.Part == part))
            hands.Add(new PaymentHand { PersonId = person, Part = part });
    }

    private void Move(PaymentState to)
    {
        if (!PaymentMoves.May(State, to))
            throw new InvalidOperationException($"A payment cannot go from {State} to {to}.");
        State = to;
    }

    /// <summary>A final state in which no money moves: signatures stay as history, the business reference is free again.</summary>
    private void End(PaymentState to)
    {
        Move(to);
        (ReferenceHeld, DueAt) = (null, null);
    }

    private void SetDue() => DueAt = State == PaymentState.InApproval ? Route.Min(level => level.NextDue) : null;

    private void Void(DateTime now)
    {
        foreach (var signature in Standing)
            signature.WithdrawnAt = now;
    }

    private void Note(PaymentStep step, Doer who, string? note = null, string? bankCode = null) =>
        events.Add(
            new PaymentEvent
            {
                Number = ++Steps,
                Step = step,
                State = State,
                At = who.Now,
                PersonId = who.PersonId,
                Address = who.Address,
                Note = note,
                BankCode = bankCode,
            }
        );
}
