namespace FundPortal.Domain.Payees;

/// <summary>The numbers are stored; never reuse one.</summary>
public enum PayeeChangeState
{
    /// <summary>Waits for a second person.</summary>
    Pending = 1,
    Accepted = 2,
    Refused = 3,

    /// <summary>Taken back by who asked.</summary>
    Withdrawn = 4,
}

/// <summary>A wish for other bank details of a payee, and what became of it. Never removed.</summary>
public sealed class PayeeChange
{
    public const int MaxNote = 500;

    public long Id { get; private init; }

    public Guid PublicId { get; private init; } = Guid.CreateVersion7();

    public int PayeeId { get; init; }

    public PayeeChangeState State { get; private set; } = PayeeChangeState.Pending;

    /// <summary>The details in force when it was asked.</summary>
    public required BankDetails Was { get; init; }

    public required BankDetails Wanted { get; init; }

    /// <summary>Of an accepted change: China day of the first payment to the details that it replaced; null when there was none.</summary>
    public DateOnly? WasPaidSince { get; internal set; }

    public Guid AskedBy { get; init; }

    public DateTime AskedAt { get; init; }

    /// <summary>The asker's reason.</summary>
    public string? Note { get; init; }

    /// <summary>Who decided, or took it back.</summary>
    public Guid? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    public string? DecisionNote { get; private set; }

    public int Version { get; private set; }

    internal void End(PayeeChangeState state, string? note, Guid by, DateTime now)
    {
        if (State != PayeeChangeState.Pending)
            throw new InvalidOperationException($"A change that is {State} does not become {state}.");
        (State, DecisionNote, DecidedBy, DecidedAt) = (state, note, by, now);
    }
}
