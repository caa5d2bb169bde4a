namespace FundPortal.Sdk;

/// <summary>An account as the finance bill API tells it.</summary>
public sealed record BillAccount(string AccountId, string AccountName, string AccountType, decimal? Balance, string Currency);

/// <summary>A transaction as the finance bill API tells it.</summary>
/// <param name="TransId">Its id.</param>
/// <param name="AccountId">The account's id.</param>
/// <param name="AccountName">The account's name.</param>
/// <param name="TransType">Says the direction: <c>income</c>, <c>expense</c>.</param>
/// <param name="Amount">Always positive.</param>
/// <param name="Balance">After the transaction; null where the source gave none.</param>
/// <param name="TransTime"><c>yyyy-MM-dd HH:mm:ss</c>, China time.</param>
/// <param name="Remark">Free text.</param>
public sealed record BillTransaction(
    string TransId,
    string AccountId,
    string AccountName,
    string TransType,
    decimal Amount,
    decimal? Balance,
    string TransTime,
    string? Remark
);

/// <summary>An account as the settlement API tells it.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="AccountName">Its name.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">Booked; null while no bank told one.</param>
/// <param name="Available">Null where the bank does not tell.</param>
/// <param name="Frozen">Null where the bank does not tell.</param>
/// <param name="AsOf">When the bank told the balance.</param>
/// <param name="History">Closing balances of past days; only of a single account's balance.</param>
public sealed record Account(
    string AccountId,
    string AccountName,
    string Currency,
    decimal? Balance,
    decimal? Available,
    decimal? Frozen,
    DateTimeOffset? AsOf,
    IReadOnlyList<ClosingBalance>? History
);

/// <summary>Closing balance of a day in China.</summary>
public sealed record ClosingBalance(
    DateOnly Date,
    [property: System.Text.Json.Serialization.JsonPropertyName("closingBalance")] decimal Amount
);

/// <summary>A transaction as the settlement API tells it.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="BookedAt">When it was booked.</param>
/// <param name="ValueDate">Null where the bank gave none.</param>
/// <param name="Type">A kind in lower case.</param>
/// <param name="Amount">Negative for money out.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">After it; null where it is not known.</param>
/// <param name="CounterpartyName">The other side.</param>
/// <param name="CounterpartyAccount">Its account.</param>
/// <param name="Remark">Free text.</param>
/// <param name="EndToEndId">The payer's own reference.</param>
/// <param name="IsReversal">Takes back another.</param>
public sealed record Transaction(
    string TransactionId,
    DateTimeOffset BookedAt,
    DateOnly? ValueDate,
    string Type,
    decimal Amount,
    string Currency,
    decimal? Balance,
    string? CounterpartyName,
    string? CounterpartyAccount,
    string? Remark,
    string? EndToEndId,
    bool IsReversal
);

/// <summary>A payment request. The payee is told by its id, or by name and account as they stand in the portal's directory.</summary>
public sealed record Payment
{
    /// <summary>The account that pays.</summary>
    public required string AccountId { get; init; }

    /// <summary>Above zero, at most the currency's decimals.</summary>
    public required decimal Amount { get; init; }

    /// <summary>Null: the account's.</summary>
    public string? Currency { get; init; }

    /// <summary>What it is for.</summary>
    public required string Purpose { get; init; }

    /// <summary>In the portal's directory.</summary>
    public string? PayeeId { get; init; }

    /// <summary>In place of the id.</summary>
    public string? PayeeName { get; init; }

    /// <summary>In place of the id.</summary>
    public string? PayeeAccount { get; init; }

    /// <summary>In place of the id.</summary>
    public string? PayeeBankCode { get; init; }

    /// <summary>Bank date; null: as soon as it is approved.</summary>
    public DateOnly? PayOn { get; init; }

    /// <summary>Your own reference, unique among your payments.</summary>
    public string? ExternalRef { get; init; }

    /// <summary>Why it is meant to be so like an earlier one.</summary>
    public string? DuplicateReason { get; init; }
}

/// <summary>How a payment stands.</summary>
/// <param name="PaymentId">Its id.</param>
/// <param name="State">The portal's word in camel case.</param>
/// <param name="ExternalRef">Your own reference.</param>
/// <param name="BankReference">Null until it was sent.</param>
/// <param name="Timeline">Steps so far; null in the answer to filing.</param>
public sealed record PaymentStatus(
    string PaymentId,
    string State,
    string? ExternalRef,
    string? BankReference,
    IReadOnlyList<PaymentStep>? Timeline
);

/// <summary>A step of a payment.</summary>
public sealed record PaymentStep(string Step, string State, DateTimeOffset At, string? BankCode);
