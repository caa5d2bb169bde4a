using System.Collections.Frozen;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Domain.Identity;

/// <summary>
/// Who asks, as the database knew that person when the command began: never taken from a cookie or a page.
/// </summary>
/// <param name="PersonId">The person; <see cref="System"/>'s is empty.</param>
/// <param name="Name">The name that goes into the audit trail.</param>
/// <param name="Address">The network address the request or circuit came from; null for the command line and jobs.</param>
/// <param name="SessionId">The sign-in session; null for the command line, jobs and programs.</param>
/// <param name="Program">Set when a program asks through an API: what it may, in place of roles.</param>
public sealed record Actor(Guid PersonId, string Name, FrozenSet<Role> Roles, string? Address, Guid? SessionId, ProgramCall? Program = null)
{
    /// <summary>The program itself: command line of the machine's administrator, jobs, start-up. Sees every account.</summary>
    public static readonly Actor System = new(Guid.Empty, "system", FrozenSet<Role>.Empty, null, null);

    public bool IsSystem => PersonId == Guid.Empty;

    /// <summary>Whether a program asks that was granted this. In the sandbox only its own webhooks are the same thing as outside of it.</summary>
    public bool May(ApiPermission permission) =>
        Program?.Granted.Contains(permission) == true && (!Program.IsSandbox || permission == ApiPermission.ManageWebhooks);

    /// <summary>Whether a program of the sandbox asks that was granted this there.</summary>
    public bool MayInSandbox(ApiPermission permission) => Program is { IsSandbox: true } program && program.Granted.Contains(permission);

    public bool May(Permission permission)
    {
        if (IsSystem)
            return true;
        if (Program is not null)
            return Program.Permissions.Contains(permission);
        foreach (var role in Roles)
            if (Duties.Allows(role, permission))
                return true;
        return false;
    }
}

/// <summary>One signed call of a program. Its nonce is spent in the same transaction as whatever it changes.</summary>
/// <param name="Granted">What an administrator granted it, method by method: the API's own use cases ask for this.</param>
/// <param name="Permissions">What that needs of the use cases that people use too.</param>
/// <param name="IsSandbox">It sees what the sandbox made up for it and nothing else; then <paramref name="Permissions"/> is empty.</param>
/// <param name="Nonce">Null for calls that only read.</param>
/// <param name="GoodUntil">UTC. When the call's timestamp is too old.</param>
public sealed record ProgramCall(
    FrozenSet<ApiPermission> Granted,
    FrozenSet<Permission> Permissions,
    bool IsSandbox,
    string? Nonce,
    DateTime GoodUntil
);
