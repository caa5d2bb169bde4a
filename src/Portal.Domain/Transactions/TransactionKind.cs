namespace FundPortal.Domain.Transactions;

/// <summary>
/// What a transaction is, in words common to all banks; the bank's own words stay in <see cref="BankTransaction.BankType"/>.
/// The numbers are stored; never reuse one. 0 is kept for "all kinds" in daily totals.
/// </summary>
public enum TransactionKind
{
    Other = 1,
    Transfer = 2,
    CardPayment = 3,
    Sale = 4,
    Refund = 5,
    Fee = 6,
    Interest = 7,
    Tax = 8,
    Payroll = 9,
    Cash = 10,
    DirectDebit = 11,
    Settlement = 12,
    Advertising = 13,
    Reversal = 14,
}
