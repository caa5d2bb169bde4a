using System.Collections.Frozen;

namespace FundPortal.Domain.Identity;

/// <summary>The duties of each role and the pairs of roles that one person must not hold (separation of duties, GB/T 22239-2019 8.1.4.2 d).</summary>
public static class Duties
{
    private static readonly FrozenDictionary<Role, FrozenSet<Permission>> Held = new Dictionary<Role, FrozenSet<Permission>>
    {
        [Role.FinanceStaff] = Set(
            Permission.ViewFunds,
            Permission.ExportStatements,
            Permission.ImportStatements,
            Permission.ViewPayments,
            Permission.MakePayments,
            Permission.ManagePayees,
            Permission.StopPayments,
            Permission.ViewChannels,
            Permission.CorrectPayments,
            Permission.OwnSettings
        ),
        [Role.Approver] = Set(
            Permission.ViewFunds,
            Permission.ExportStatements,
            Permission.ViewPayments,
            Permission.SignPayments,
            Permission.ManagePayees,
            Permission.StopPayments,
            Permission.CorrectPayments,
            Permission.OwnSettings
        ),
        [Role.Auditor] = Set(
            Permission.ViewFunds,
            Permission.ExportStatements,
            Permission.ViewAudit,
            Permission.ViewPayments,
            Permission.ViewChannels,
            Permission.ViewApiCalls,
            Permission.OwnSettings
        ),
        // An administrator sees funds only where somebody gave a data scope, which is empty unless given; and never payments.
        [Role.Administrator] = Set(
            Permission.ViewFunds,
            Permission.ManageAccounts,
            Permission.ConfirmAccounts,
            Permission.ManagePeople,
            Permission.ManageChannels,
            Permission.ViewChannels,
            Permission.ManageApiClients,
            Permission.ViewApiCalls,
            Permission.OwnSettings
        ),
        [Role.PolicyOwner] = Set(
            Permission.ViewFunds,
            Permission.ExportStatements,
            Permission.ViewAudit,
            Permission.ViewPayments,
            Permission.ManagePolicies,
            Permission.ConfirmAccounts,
            Permission.StopPayments,
            Permission.ViewChannels,
            Permission.ArmSending,
            Permission.OwnSettings
        ),
        [Role.PayrollClerk] = Set(Permission.SeePayroll, Permission.OwnSettings),
    }.ToFrozenDictionary();

    public static bool Allows(Role role, Permission permission) => Held[role].Contains(permission);

    /// <summary>The first forbidden pair among the roles, or null. Administrators and auditors hold nothing else.</summary>
    public static (Role, Role)? Conflict(IEnumerable<Role> roles)
    {
        var held = roles.Distinct().Order().ToArray();
        foreach (var sole in new[] { Role.Administrator, Role.Auditor })
        {
            if (held.Length > 1 && held.Contains(sole))
                return (sole, held.First(other => other != sole));
        }
        return null;
    }

    private static FrozenSet<Permission> Set(params Permission[] permissions) => permissions.ToFrozenSet();
}
