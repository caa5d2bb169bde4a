using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Accounts;

/// <summary>A company of the group. Entities form a tree; a data scope on one covers all below it.</summary>
public sealed class LegalEntity
{
    public int Id { get; set; }

    /// <summary>The id that addresses and APIs show.</summary>
    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public int? ParentId { get; set; }

    /// <summary>Ids from the root to this entity, each ended by a slash: <c>/1/4/</c>. A scope test is a prefix test.</summary>
    public string Path { get; set; } = "";

    public required string Name { get; set; }

    /// <summary>Unified social credit code (GB 32100-2015), 18 characters, where there is one.</summary>
    public string? CreditCode { get; set; }

    public int Version { get; set; }
}

/// <summary>A bank or a payment platform where accounts are kept.</summary>
public sealed class Bank
{
    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>Two letters (ISO 3166-1).</summary>
    public required string Country { get; set; }

    /// <summary>True for Alipay, WeChat Pay, JD and the like.</summary>
    public bool IsPlatform { get; set; }

    public int Version { get; set; }
}

/// <summary>The numbers are stored; never reuse one.</summary>
public enum AccountType
{
    Current = 1,
    Savings = 2,
    Deposit = 3,
    Platform = 4,
    Margin = 5,
}

public enum AccountStatus
{
    Active = 1,
    Closed = 2,
}

/// <summary>An account of our own at a bank or platform.</summary>
public sealed partial class Account
{
    public int Id { get; set; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public int LegalEntityId { get; set; }

    public int BankId { get; set; }

    /// <summary>As the bank writes it (account number, IBAN or wallet id), without blanks. Unique within the bank and currency, byte by byte.</summary>
    public required string Number { get; set; }

    public required string Name { get; set; }

    /// <summary>ISO 4217 code; every amount of the account is in it.</summary>
    public required string CurrencyCode { get; set; }

    /// <summary>CNAPS code of the branch, 12 digits, where there is one.</summary>
    public string? BankCode { get; set; }

    public string? ShopCode { get; set; }

    public AccountType Type { get; set; }

    public AccountStatus Status { get; set; } = AccountStatus.Active;

    /// <summary>
    /// Booked balance before the account's first stored transaction, in minor units. Null until a statement told a balance.
    /// Set from the newest statement's closing balance, so that the newest running balance always agrees with the bank;
    /// an older statement that does not fit shows as a break.
    /// </summary>
    public long? BaseMinor { get; set; }

    public int Version { get; set; }

    public Currency Currency => Currency.Of(CurrencyCode);

    public Money Amount(long minor) => new(minor, Currency);
}
