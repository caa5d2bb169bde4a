using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.OpenApi;

/// <summary>What becomes of a sandbox payment, and when after it was filed.</summary>
/// <param name="BankCode">The sandbox's own, where the bank reports.</param>
public sealed record SandboxStep(TimeSpan After, PaymentStep Step, PaymentState State, string? BankCode = null);

/// <summary>
/// A payment that a sandbox client filed. No person sees it and no channel sends it: the last two digits of its amount say what becomes of
/// it, by a timetable.
/// </summary>
public sealed class SandboxPayment
{
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Send = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Accept = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(20);

    public const string InsufficientFunds = "INSUFFICIENT_FUNDS";
    public const string AccountClosed = "PAYEE_ACCOUNT_CLOSED";

    public long Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public Guid ClientId { get; init; }

    /// <summary>Idempotency key.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of the request that the key stands for.</summary>
    public required byte[] RequestHash { get; init; }

    public string? ExternalRef { get; init; }

    public int AccountId { get; init; }

    public required string PayeeName { get; init; }

    public required string PayeeNumber { get; init; }

    /// <summary>Minor units of the account's currency; above zero.</summary>
    public long AmountMinor { get; init; }

    public required string Purpose { get; init; }

    public DateOnly? PayOn { get; init; }

    /// <summary>UTC.</summary>
    public DateTime FiledAt { get; init; }

    /// <summary>UTC; null while it was not taken back.</summary>
    public DateTime? CancelledAt { get; set; }

    /// <summary>True when the account did not have the money as the bank looked.</summary>
    public bool LacksFunds { get; set; }

    /// <summary>How many steps of the timetable have happened.</summary>
    public int Done { get; set; }

    /// <summary>UTC, of the next step; null when there is none.</summary>
    public DateTime? NextAt { get; set; }

    /// <summary>Grows with every change.</summary>
    public int Version { get; init; }

    public PaymentState State => CancelledAt is null ? Timetable[Done - 1].State : PaymentState.Cancelled;

    /// <summary>While no bank has it.</summary>
    public bool MayBeCancelled => State is PaymentState.InApproval or PaymentState.Approved;

    /// <summary>From the last two digits of the amount with the currency's decimals: 1,200.04 and ¥104 both end with 04.</summary>
    public IReadOnlyList<SandboxStep> Timetable =>
        (AmountMinor % 100) switch
        {
            1 => [.. Filed, new(Sign, PaymentStep.Rejected, PaymentState.Rejected)],
            7 => Filed,
            var digits =>
            [
                .. Filed,
                new(Sign, PaymentStep.Approved, PaymentState.Approved),
                new(Send, PaymentStep.Released, PaymentState.Released),
                .. LacksFunds ? [Bank(Report, PaymentState.Failed, InsufficientFunds)] : Answer(digits),
            ],
        };

    private static IReadOnlyList<SandboxStep> Filed { get; } =
    [new(TimeSpan.Zero, PaymentStep.Entered, PaymentState.Draft), new(TimeSpan.Zero, PaymentStep.Submitted, PaymentState.InApproval)];

    private static SandboxStep[] Answer(long digits) =>
        digits switch
        {
            2 => [Bank(Accept, PaymentState.Accepted), Bank(Report, PaymentState.Failed, AccountClosed)],
            3 => [Bank(Accept, PaymentState.Unknown), Bank(Later, PaymentState.Settled)],
            4 => [Bank(Report, PaymentState.Failed, InsufficientFunds)],
            5 =>
            [
                Bank(Accept, PaymentState.Accepted),
                Bank(Report, PaymentState.Settled),
                Bank(Later, PaymentState.Returned, AccountClosed),
            ],
            6 => [Bank(Accept, PaymentState.Accepted)],
            _ => [Bank(Accept, PaymentState.Accepted), Bank(Report, PaymentState.Settled)],
        };

    private static SandboxStep Bank(TimeSpan after, PaymentState state, string? code = null) =>
        new(after, PaymentStep.BankReported, state, code);
}
