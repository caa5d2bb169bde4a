namespace FundPortal.Domain.Accounts;

/// <summary>When a balance counts as stale.</summary>
public static class Freshness
{
    /// <summary>A statement comes the morning after; a weekend without one is usual, more is not.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromDays(3);

    public static bool IsStale(DateTime? asOf, DateTime now) => asOf is null || now - asOf.Value > StaleAfter;
}
