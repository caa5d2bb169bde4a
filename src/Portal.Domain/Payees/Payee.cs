namespace FundPortal.Domain.Payees;

/// <summary>
/// Somebody we pay, in the directory of a legal entity and of everything below it. Bank details change in two steps: one person asks, a
/// second one decides; until then, and if refused, the old ones stay in force. A refusal changes nothing.
/// </summary>
public sealed class Payee
{
    public const int MaxName = 200;

    private Payee() { }

    /// <param name="coolingOff">How long a new payee cannot be paid.</param>
    public Payee(int legalEntityId, string name, string? creditCode, BankDetails details, Guid by, DateTime now, TimeSpan coolingOff)
    {
        PublicId = Guid.CreateVersion7();
        (LegalEntityId, Name, CreditCode) = (legalEntityId, name, creditCode);
        (CreatedBy, CreatedAt) = (by, now);
        PutInForce(details, by, null, now, coolingOff);
    }

    public int Id { get; private init; }

    public Guid PublicId { get; private init; }

    /// <summary>Whose directory it is in: it can be paid from the accounts of this entity and of those below it.</summary>
    public int LegalEntityId { get; private init; }

    public string Name { get; set; } = "";

    /// <summary>Unified social credit code (GB 32100-2015), where it is known.</summary>
    public string? CreditCode { get; set; }

    /// <summary>A blocked payee is not paid.</summary>
    public bool IsBlocked { get; set; }

    public Guid CreatedBy { get; private init; }

    public DateTime CreatedAt { get; private init; }

    /// <summary>The bank details in force.</summary>
    public BankDetails Details { get; private set; } = null!;

    /// <summary>The account number in force as <see cref="BankDetailsCheck.AccountKey"/> writes it: equal for payees that share an account.</summary>
    public string AccountKey { get; private set; } = "";

    /// <summary>Who entered the details in force.</summary>
    public Guid DetailsBy { get; private set; }

    /// <summary>The second person; null while the details are those of a new payee that nobody has confirmed.</summary>
    public Guid? DetailsConfirmedBy { get; private set; }

    /// <summary>When the details came in force.</summary>
    public DateTime DetailsAt { get; private set; }

    /// <summary>End of the cooling-off period; null when there was none.</summary>
    public DateTime? UsableFrom { get; private set; }

    /// <summary>China day of the first payment to the details in force: with other details it is a new payee until they were paid to.</summary>
    public DateOnly? FirstPaidOn { get; private set; }

    /// <summary>Public id of the change that waits for a second person. Every step of a change writes it, so that two at once meet here.</summary>
    public Guid? PendingChange { get; private set; }

    public int Version { get; private set; }

    /// <returns>Why it cannot be paid at that time, or null.</returns>
    public Refusal? WhyUnusable(DateTime now) =>
        IsBlocked ? PayeeRefusals.Blocked
        : UsableFrom is { } from && from > now ? PayeeRefusals.CoolingOff(from)
        : null;

    /// <summary>Keeps the earliest day on which the details in force were paid to.</summary>
    /// <param name="to">What the payment went to; with other details than those in force it makes nothing known.</param>
    public void MarkPaid(BankDetails? to, DateOnly day)
    {
        if (to == Details && (FirstPaidOn is null || day < FirstPaidOn))
            FirstPaidOn = day;
    }

    /// <summary>Asks for other bank details. One change waits at a time.</summary>
    public Result<PayeeChange> Ask(BankDetails wanted, string? note, Guid by, DateTime now)
    {
        if (PendingChange is not null)
            return PayeeRefusals.ChangePending;
        if (wanted == Details)
            return PayeeRefusals.NothingChanged;
        var change = new PayeeChange
        {
            PayeeId = Id,
            Was = Details,
            Wanted = wanted,
            AskedBy = by,
            AskedAt = now,
            Note = note,
        };
        PendingChange = change.PublicId;
        return change;
    }

    /// <summary>A second person's decision.</summary>
    public Result<Done> Decide(PayeeChange change, bool accept, string? note, Guid by, DateTime now, TimeSpan coolingOff)
    {
        if (change.PublicId != PendingChange)
            return PayeeRefusals.ChangeDecided;
        if (change.AskedBy == by)
            return PayeeRefusals.NotSecondPerson;
        change.End(accept ? PayeeChangeState.Accepted : PayeeChangeState.Refused, note, by, now);
        PendingChange = null;
        if (!accept)
            return default(Done);
        change.WasPaidSince = FirstPaidOn;
        PutInForce(change.Wanted, change.AskedBy, by, now, coolingOff);
        return default(Done);
    }

    /// <summary>The asker takes the wish back.</summary>
    public Result<Done> Withdraw(PayeeChange change, Guid by, DateTime now)
    {
        if (change.PublicId != PendingChange)
            return PayeeRefusals.ChangeDecided;
        if (change.AskedBy != by)
            return PayeeRefusals.NotAsker;
        change.End(PayeeChangeState.Withdrawn, null, by, now);
        PendingChange = null;
        return default(Done);
    }

    /// <summary>A second person stands behind the details of a new payee. The cooling-off period stays as it is.</summary>
    public Result<Done> Confirm(Guid by)
    {
        if (DetailsConfirmedBy is not null)
            return PayeeRefusals.ConfirmedAlready;
        if (DetailsBy == by)
            return PayeeRefusals.NotSecondPerson;
        DetailsConfirmedBy = by;
        return default(Done);
    }

    private void PutInForce(BankDetails details, Guid by, Guid? confirmedBy, DateTime now, TimeSpan coolingOff)
    {
        (Details, AccountKey) = (details, BankDetailsCheck.AccountKey(details.AccountNumber));
        (DetailsBy, DetailsConfirmedBy, DetailsAt) = (by, confirmedBy, now);
        UsableFrom = coolingOff > TimeSpan.Zero ? now + coolingOff : null;
        FirstPaidOn = null;
    }
}
