namespace FundPortal.Domain.Accounts;

public enum BalanceKind
{
    Booked = 1,
    Available = 2,
    Frozen = 3,
}

/// <summary>What a source said an account's balance was at an instant. The newest per kind is the account's balance.</summary>
public sealed class AccountBalance
{
    public long Id { get; set; }

    public int AccountId { get; set; }

    public BalanceKind Kind { get; set; }

    /// <summary>UTC. A statement's closing balance counts as of the end of its last day in China Standard Time.</summary>
    public DateTime AsOf { get; set; }

    public long AmountMinor { get; set; }

    /// <summary>Where it came from, for people: a format or a channel's name.</summary>
    public required string Source { get; set; }

    /// <summary>The import that brought it; undoing that takes it away.</summary>
    public long? ImportFileId { get; set; }
}
