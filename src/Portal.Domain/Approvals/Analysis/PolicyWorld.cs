using System.Collections.Frozen;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>What a policy is held against: the accounts that can pay, and everybody.</summary>
/// <param name="Entities">Ids of all legal entities.</param>
/// <param name="Standing">Amounts outside the policy that are compared in its currency; null: none.</param>
public sealed record PolicyWorld(
    IReadOnlySet<int> Entities,
    IReadOnlyList<PolicyAccount> Accounts,
    IReadOnlyDictionary<Guid, PolicyPerson> People,
    StandingAmounts? Standing = null
);

/// <summary>Limits and delegations are minor units of the policy's currency: in another one the same numbers would mean other amounts.</summary>
/// <param name="Currency">Of the policy in force, in which they were given.</param>
/// <param name="Limits">That are in force or wait for a second person.</param>
/// <param name="Delegations">That have not ended and name an amount.</param>
public sealed record StandingAmounts(Currency Currency, int Limits, int Delegations);

/// <param name="Entities">The owner and all above it, root first.</param>
public sealed record PolicyAccount(int Id, IReadOnlyList<int> Entities);

/// <param name="Accounts">Ids of the accounts in scope.</param>
public sealed record PolicyPerson(Guid Id, FrozenSet<Role> Roles, bool IsEnabled, IReadOnlySet<int> Accounts)
{
    public bool MayIn(int account, Permission permission) => May(permission) && Accounts.Contains(account);

    public bool May(Permission permission) => IsEnabled && Roles.Any(role => Duties.Allows(role, permission));
}
