using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>One employee's line of a payroll.</summary>
public sealed class PaymentLine
{
    public long Id { get; init; }

    /// <summary>1, 2, 3 … as in the file.</summary>
    public int Number { get; init; }

    public required BankDetails To { get; init; }

    /// <summary>Minor units of the payment's currency, above zero.</summary>
    public long AmountMinor { get; init; }

    public string Remark { get; init; } = "";
}
