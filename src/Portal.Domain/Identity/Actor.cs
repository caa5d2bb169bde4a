using System.Collections.Frozen;

namespace FundPortal.Domain.Identity;

/// <summary>
/// Who asks, as the database knew that person when the command began: never taken from a cookie or a page.
/// </summary>
/// <param name="PersonId">The person; <see cref="System"/>'s is empty.</param>
/// <param name="Name">The name that goes into the audit trail.</param>
/// <param name="Address">The network address the request or circuit came from; null for the command line and jobs.</param>
/// <param name="SessionId">The sign-in session; null for the command line and jobs.</param>
public sealed record Actor(Guid PersonId, string Name, FrozenSet<Role> Roles, string? Address, Guid? SessionId)
{
    /// <summary>The program itself: command line of the machine's administrator, jobs, start-up. Sees every account.</summary>
    public static readonly Actor System = new(Guid.Empty, "system", FrozenSet<Role>.Empty, null, null);

    public bool IsSystem => PersonId == Guid.Empty;

    public bool May(Permission permission)
    {
        if (IsSystem)
            return true;
        foreach (var role in Roles)
            if (Duties.Allows(role, permission))
                return true;
        return false;
    }
}
