namespace FundPortal.Domain.Identity;

/// <summary>What a use case asks for. Which role holds which: <see cref="Duties"/>.</summary>
public enum Permission
{
    /// <summary>Accounts, balances and transactions inside the person's data scope.</summary>
    ViewFunds,
    ExportStatements,
    ImportStatements,

    /// <summary>Legal entities, banks and accounts as master data (no balances).</summary>
    ManageAccounts,
    ManagePeople,
    ViewAudit,

    /// <summary>Payments, their routes and signatures, payees, and the policy in force, inside the data scope.</summary>
    ViewPayments,

    /// <summary>Enter, change, submit and cancel payments.</summary>
    MakePayments,

    /// <summary>Sign, reject and return payments; delegate that.</summary>
    SignPayments,

    /// <summary>Make payroll batches and see their single lines.</summary>
    SeePayroll,

    /// <summary>Enter payees and ask for changes of their bank details; confirm those of others.</summary>
    ManagePayees,

    /// <summary>Approval policies, limits and the rate table; each change needs a second person who may the same.</summary>
    ManagePolicies,

    /// <summary>Stop payments at once, and with a second person lift a stop.</summary>
    StopPayments,

    /// <summary>My own security page, saved views, language: every signed-in person.</summary>
    OwnSettings,
}
