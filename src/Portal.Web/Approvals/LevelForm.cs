using System.Globalization;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Web.Approvals;

/// <summary>A level as somebody is typing it; times in hours.</summary>
public sealed class LevelForm
{
    public string Name { get; set; } = "";

    public IReadOnlyList<Role> Roles { get; set; } = [];

    public IReadOnlyList<Guid> People { get; set; } = [];

    public string? Quorum { get; set; } = "1";

    public bool InParallel { get; set; }

    public string? Remind { get; set; }

    public string? Escalate { get; set; }

    public IReadOnlyList<Guid> EscalateTo { get; set; } = [];

    public string? Expire { get; set; }

    /// <summary>Kept as they were: the form offers people only.</summary>
    private IReadOnlyList<Role> escalateRoles = [];

    internal static LevelForm Of(PolicyLevel level) =>
        new()
        {
            Name = level.Name,
            Roles = level.Signers.Roles,
            People = level.Signers.People,
            Quorum = level.Quorum.ToString(CultureInfo.InvariantCulture),
            InParallel = level.InParallel,
            Remind = Hours(level.TimeLimit?.RemindAfter),
            Escalate = Hours(level.TimeLimit?.EscalateAfter),
            EscalateTo = level.TimeLimit?.EscalateTo?.People ?? [],
            escalateRoles = level.TimeLimit?.EscalateTo?.Roles ?? [],
            Expire = Hours(level.TimeLimit?.ExpireAfter),
        };

    internal Result<PolicyLevel> Read()
    {
        if (!int.TryParse((Quorum ?? "").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var quorum))
            return Refusal.Invalid("quorum", "number_format");
        if (!IsHours(Remind, out var remind) || !IsHours(Escalate, out var escalate) || !IsHours(Expire, out var expire))
            return Refusal.Invalid("hours", "number_format");
        var to = EscalateTo.Count + escalateRoles.Count > 0 ? new Signers(escalateRoles, EscalateTo) : null;
        var hasLimit = remind is not null || escalate is not null || expire is not null || to is not null;
        return new PolicyLevel(Name.Trim(), new(Roles, People), quorum, InParallel, hasLimit ? new(remind, escalate, to, expire) : null);
    }

    /// <summary>Hours with at most two decimals: 0.5 is half an hour.</summary>
    private static bool IsHours(string? text, out TimeSpan? span)
    {
        span = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (
            !decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)
            || hours > 100_000
            || hours * 60 != decimal.Truncate(hours * 60)
        )
            return false;
        span = new TimeSpan((long)(hours * 60) * TimeSpan.TicksPerMinute);
        return true;
    }

    private static string? Hours(TimeSpan? span) =>
        span is { } given ? ((decimal)given.Ticks / TimeSpan.TicksPerHour).ToString("0.##", CultureInfo.InvariantCulture) : null;
}
