namespace FundPortal.Domain.Payments;

/// <summary>What kind of payment. The numbers are stored; never reuse one.</summary>
public enum PaymentType
{
    /// <summary>To a payee of the directory.</summary>
    Transfer = 1,

    /// <summary>Between two accounts of the group.</summary>
    OwnTransfer = 2,

    /// <summary>One payment with many lines, each to an employee; approved by its total.</summary>
    Payroll = 3,
}

/// <summary>How a payment came in. The numbers are stored; never reuse one.</summary>
public enum PaymentSource
{
    Page = 1,
    File = 2,
    Api = 3,
}
