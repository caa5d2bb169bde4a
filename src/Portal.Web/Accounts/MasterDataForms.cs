using FundPortal.Application.Accounts;
using FundPortal.Domain.Accounts;

namespace FundPortal.Web.Accounts;

/// <summary>What a person is typing about a legal entity, with the version that was read.</summary>
public sealed class EntityForm
{
    private Guid? id;
    private int version;

    public string Name { get; set; } = "";

    public string? CreditCode { get; set; }

    public Guid? Parent { get; set; }

    internal static EntityForm Of(ListEntities.Row row) =>
        new()
        {
            id = row.Id,
            version = row.Version,
            Name = row.Name,
            CreditCode = row.CreditCode,
            Parent = row.ParentId,
        };

    internal SaveLegalEntity.Command ToCommand() => new(id, Name, Parent, CreditCode, version);
}

/// <summary>What a person is typing about a bank or platform.</summary>
public sealed class BankForm
{
    private Guid? id;
    private int version;

    public string Name { get; set; } = "";

    public string Country { get; set; } = "CN";

    public bool IsPlatform { get; set; }

    internal static BankForm Of(ListBanks.Row row) =>
        new()
        {
            id = row.Id,
            version = row.Version,
            Name = row.Name,
            Country = row.Country,
            IsPlatform = row.IsPlatform,
        };

    internal SaveBank.Command ToCommand() => new(id, Name, Country, IsPlatform, version);
}

/// <summary>What a person is typing about an account.</summary>
public sealed class AccountForm
{
    private Guid? id;
    private int version;
    private ListAccountRecords.Row? read;

    public Guid Entity { get; set; }

    public Guid Bank { get; set; }

    public string Number { get; set; } = "";

    public string Name { get; set; } = "";

    public string CurrencyCode { get; set; } = "CNY";

    public AccountType Type { get; set; } = AccountType.Current;

    public bool IsClosed { get; set; }

    public string? BankCode { get; set; }

    public string? ShopCode { get; set; }

    /// <summary>A fresh code, where bank, number or bank code are others.</summary>
    public string Code { get; set; } = "";

    /// <summary>Whether bank, number or bank code are others than those that were read.</summary>
    public bool NeedsCode => read is { } was && (was.Bank != Bank || !Same(was.Number, Number) || !Same(was.BankCode, BankCode));

    internal static AccountForm Of(ListAccountRecords.Row row) =>
        new()
        {
            id = row.Id,
            version = row.Version,
            Entity = row.Entity,
            Bank = row.Bank,
            Number = row.Number,
            Name = row.Name,
            CurrencyCode = row.CurrencyCode,
            Type = row.Type,
            IsClosed = row.Status == AccountStatus.Closed,
            BankCode = row.BankCode,
            ShopCode = row.ShopCode,
            read = row,
        };

    internal SaveAccount.Command ToCommand() =>
        new(
            id,
            Entity,
            Bank,
            Number,
            Name,
            CurrencyCode.Trim().ToUpperInvariant(),
            Type,
            IsClosed ? AccountStatus.Closed : AccountStatus.Active,
            BankCode,
            ShopCode,
            version,
            Code
        );

    /// <summary>As the use case reads them: without blanks.</summary>
    private static bool Same(string? one, string? other) =>
        string.Equals(
            string.Concat((one ?? "").Where(c => !char.IsWhiteSpace(c))),
            string.Concat((other ?? "").Where(c => !char.IsWhiteSpace(c))),
            StringComparison.Ordinal
        );
}
