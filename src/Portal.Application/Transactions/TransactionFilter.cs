using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

public enum Direction
{
    In = 1,
    Out = 2,
}

/// <summary>Which transactions a list or a sum is about; every part is optional and they join by "and". The default is everything in scope.</summary>
public sealed record TransactionFilter
{
    /// <summary>Longer texts are no search words.</summary>
    public const int MaxText = 100;

    /// <summary>Public ids of accounts; empty means all. An id outside the scope refuses the whole call with "not found".</summary>
    public IReadOnlyList<Guid> Accounts { get; init; } = [];

    /// <summary>A legal entity with all below it.</summary>
    public Guid? Entity { get; init; }

    /// <summary>First booking day, included.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last booking day, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Empty means all.</summary>
    public IReadOnlyList<TransactionKind> Kinds { get; init; } = [];

    public Direction? Direction { get; init; }

    /// <summary>Least size of the amount without its sign, as typed: <c>1,000.50</c>. It is compared in each account's own currency.</summary>
    public string? AmountFrom { get; init; }

    /// <summary>Greatest size of the amount without its sign, as typed.</summary>
    public string? AmountTo { get; init; }

    /// <summary>Found in counterparty, its account, remittance text or the bank's reference.</summary>
    public string? Text { get; init; }
}
