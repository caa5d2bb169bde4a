namespace FundPortal.Domain.Transactions;

/// <summary>
/// Count and sums of one account, day and kind, with running totals up to and including the day: any range of whole days is the
/// difference of two rows. Maintained in the commit that stores the rows. A day without entries has no row.
/// </summary>
public sealed class DailyTotal
{
    /// <summary>The most that the running sums of one account may reach, 10^17 minor units: sums over many accounts stay within 64 bits.</summary>
    public const long MaxRunningMinor = 100_000_000_000_000_000;

    public int AccountId { get; set; }

    /// <summary>A <see cref="TransactionKind"/>, or 0 for all kinds together.</summary>
    public int Kind { get; set; }

    public DateOnly Day { get; set; }

    public long Count { get; set; }

    /// <summary>How many of <see cref="Count"/> are money out.</summary>
    public long OutCount { get; set; }

    /// <summary>Sum of money in, minor units, not negative.</summary>
    public long InMinor { get; set; }

    /// <summary>Sum of money out, minor units, not negative.</summary>
    public long OutMinor { get; set; }

    public long RunningCount { get; set; }

    public long RunningOutCount { get; set; }

    public long RunningInMinor { get; set; }

    public long RunningOutMinor { get; set; }
}
