using FundPortal.Domain.Amounts;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.OpenApi;

/// <summary>An account for trying the settlement API out: it belongs to one sandbox client, and no money is behind it.</summary>
public sealed class SandboxAccount
{
    public int Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public Guid ClientId { get; init; }

    public required string Name { get; init; }

    public required string Number { get; init; }

    public required string CurrencyCode { get; init; }

    public Currency Currency => Currency.Of(CurrencyCode);

    /// <summary>Minor units; before the first entry.</summary>
    public long OpeningMinor { get; init; }

    /// <summary>Minor units; after the last entry.</summary>
    public long BalanceMinor { get; set; }

    /// <summary>UTC, of the last entry.</summary>
    public DateTime BalanceAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; init; }
}

/// <summary>A made-up entry of a <see cref="SandboxAccount"/>. Ids grow with the entries of an account, and so does the time.</summary>
public sealed class SandboxEntry
{
    public long Id { get; init; }

    public int AccountId { get; init; }

    /// <summary>UTC.</summary>
    public DateTime BookedAt { get; init; }

    /// <summary>Minor units; positive is money in.</summary>
    public long AmountMinor { get; init; }

    /// <summary>Minor units; after it.</summary>
    public long BalanceMinor { get; init; }

    public TransactionKind Kind { get; init; }

    public string Counterparty { get; init; } = "";

    public string CounterpartyAccount { get; init; } = "";

    public string Text { get; init; } = "";

    public string EndToEndId { get; init; } = "";
}
