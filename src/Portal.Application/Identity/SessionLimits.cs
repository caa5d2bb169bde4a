namespace FundPortal.Application.Identity;

/// <summary>NIST 800-63B AAL2 allows 1 h idle and 24 h in all; a finance portal stays below.</summary>
public static class SessionLimits
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    public static readonly TimeSpan Absolute = TimeSpan.FromHours(12);
}
