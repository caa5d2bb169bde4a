using System.Collections.Frozen;
using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>What a policy is held against: the accounts that can pay, and everybody.</summary>
/// <param name="Entities">Ids of all legal entities.</param>
public sealed record PolicyWorld(
    IReadOnlySet<int> Entities,
    IReadOnlyList<PolicyAccount> Accounts,
    IReadOnlyDictionary<Guid, PolicyPerson> People
);

/// <param name="Entities">The owner and all above it, root first.</param>
public sealed record PolicyAccount(int Id, IReadOnlyList<int> Entities);

/// <param name="Accounts">Ids of the accounts in scope.</param>
public sealed record PolicyPerson(Guid Id, FrozenSet<Role> Roles, bool IsEnabled, IReadOnlySet<int> Accounts)
{
    public bool MayIn(int account, Permission permission) => May(permission) && Accounts.Contains(account);

    public bool May(Permission permission) => IsEnabled && Roles.Any(role => Duties.Allows(role, permission));
}
