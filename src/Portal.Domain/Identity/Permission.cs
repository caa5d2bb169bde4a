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

    /// <summary>My own security page, saved views, language: every signed-in person.</summary>
    OwnSettings,
}
