namespace FundPortal.Domain.Approvals;

/// <summary>
/// Somebody's right to sign, lent to another signer for some days. The receiver signs by it what the giver could have signed, under the same
/// exclusions; a right that was received cannot be lent on.
/// </summary>
public sealed class Delegation
{
    /// <summary>Longest, in days, both ends included.</summary>
    public const int MaxDays = 365;

    public const int MaxReason = 200;

    public int Id { get; init; }

    public Guid PublicId { get; init; } = Guid.CreateVersion7();

    public Guid FromId { get; init; }

    public Guid ToId { get; init; }

    /// <summary>China day; the delegation begins with it.</summary>
    public DateOnly FirstDay { get; init; }

    /// <summary>China day; the delegation ends after it.</summary>
    public DateOnly LastDay { get; init; }

    /// <summary>Up to and including this amount, in minor units of the policy's currency; null: any.</summary>
    public long? UpToMinor { get; init; }

    public required string Reason { get; init; }

    public DateTime GivenAt { get; init; }

    /// <summary>When the giver ended it before its time.</summary>
    public DateTime? EndedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Whether a payment of this size may be signed by it on this China day.</summary>
    public bool Covers(DateOnly day, long policyMinor) => IsActive(day) && (UpToMinor is not { } most || policyMinor <= most);

    public bool IsActive(DateOnly day) => EndedAt is null && FirstDay <= day && day <= LastDay;

    public bool Overlaps(DateOnly first, DateOnly last) => EndedAt is null && FirstDay <= last && first <= LastDay;

    /// <returns>False when it has ended already.</returns>
    public bool End(DateTime now, DateOnly today)
    {
        if (EndedAt is not null || LastDay < today)
            return false;
        EndedAt = now;
        return true;
    }
}
