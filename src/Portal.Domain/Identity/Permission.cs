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

    /// <summary>Be the second person for other bank details of an own account.</summary>
    ConfirmAccounts,
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

    /// <summary>Connections to banks and platforms: settings, credentials, accounts, timetable. No payment leaves by this alone.</summary>
    ManageChannels,

    /// <summary>State, health, gaps and faults of channels.</summary>
    ViewChannels,

    /// <summary>Let a channel send from this installation, with a second person; each alone may forbid it.</summary>
    ArmSending,

    /// <summary>Say with evidence what became of a payment in doubt; a second person confirms.</summary>
    CorrectPayments,

    /// <summary>Programs that call the portal's APIs: their rights, secrets and webhooks.</summary>
    ManageApiClients,

    /// <summary>The log of API calls and webhook deliveries.</summary>
    ViewApiCalls,

    /// <summary>My own security page, saved views, language: every signed-in person.</summary>
    OwnSettings,
}
