using FundPortal.Application.Payments;
using FundPortal.Domain.Identity;

namespace FundPortal.Benchmarks.Races;

internal enum RaceJobKind
{
    Sign,
    Reject,
    Return,
    Withdraw,
    Cancel,
    Change,
    Submit,
    Disable,
    Stop,
    ConfirmPolicy,
}

/// <summary>One call that races with others.</summary>
/// <param name="Target">A payment, person or policy.</param>
/// <param name="Shown">Content hash of what was on the screen.</param>
internal sealed record RaceJob(
    RaceJobKind Kind,
    Guid Person,
    Role Role,
    Guid Target,
    string? Shown = null,
    string? Code = null,
    int Version = 0,
    PaymentEntry? Entry = null
)
{
    public const string Ok = "ok";
}

/// <summary>What the conductor sends a process: jobs that all begin when the gate opens.</summary>
/// <param name="Now">The portal's clock in this round.</param>
/// <param name="Gate">Real time, UTC, at which all processes begin.</param>
internal sealed record RaceRound(DateTimeOffset Now, DateTimeOffset Gate, IReadOnlyList<RaceJob> Jobs);
