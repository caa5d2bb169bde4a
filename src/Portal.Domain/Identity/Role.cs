namespace FundPortal.Domain.Identity;

/// <summary>What a person is in the finance department. The numbers are stored; never reuse one.</summary>
public enum Role
{
    FinanceStaff = 1,
    Approver = 2,
    Auditor = 3,
    Administrator = 4,
    PolicyOwner = 5,

    /// <summary>On top of another role: sees and makes payroll.</summary>
    PayrollClerk = 6,
}
