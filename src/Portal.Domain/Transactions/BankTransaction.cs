namespace FundPortal.Domain.Transactions;

/// <summary>
/// One booked entry of an account, as the bank told it. What a file brought is never changed, only deleted by undoing the import; what a
/// channel read during the day is confirmed, corrected or taken away by the bank's final list of the day.
/// </summary>
public sealed class BankTransaction
{
    public long Id { get; set; }

    public int AccountId { get; set; }

    /// <summary>
    /// UTC. The booking date, with the time of day where the source gives one (else midnight), read as China Standard Time:
    /// its date there is always <see cref="BookingDate"/>, so that order by this and totals by day agree.
    /// </summary>
    public DateTime BookedAt { get; set; }

    /// <summary>The bank's date, never shifted by a time zone.</summary>
    public DateOnly BookingDate { get; set; }

    public DateOnly? ValueDate { get; set; }

    /// <summary>Minor units of the account's currency; positive is money in. A reversal has its true effect.</summary>
    public long AmountMinor { get; set; }

    public TransactionKind Kind { get; set; }

    /// <summary>The bank's own type: code or words.</summary>
    public string BankType { get; set; } = "";

    public bool IsReversal { get; set; }

    public string Counterparty { get; set; } = "";

    public string CounterpartyAccount { get; set; } = "";

    /// <summary>Remittance text, remark, 摘要.</summary>
    public string Text { get; set; } = "";

    /// <summary>The bank's id of the entry; empty where the source has none.</summary>
    public string BankReference { get; set; } = "";

    /// <summary>End-to-end id or merchant order number.</summary>
    public string EndToEndId { get; set; } = "";

    /// <summary>Balance after the entry, where the source itself says it.</summary>
    public long? BalanceAfterMinor { get; set; }

    /// <summary>SHA-256 that is unique within the account: see <c>DuplicateKey</c>.</summary>
    public required byte[] DuplicateKey { get; set; }

    public long ImportFileId { get; set; }

    /// <summary>Read by a channel during the day: the bank's final list may still change it.</summary>
    public bool IsProvisional { get; set; }
}

/// <summary>The raw line or XML that a transaction came from, kept apart so that the hot rows stay narrow.</summary>
public sealed class TransactionSource
{
    public long TransactionId { get; set; }

    /// <summary>1-based line or element position within the file.</summary>
    public int Position { get; set; }

    public required string Raw { get; set; }
}
