using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Payments;

/// <summary>The content of a payment, checked: what a maker enters.</summary>
/// <param name="PayeeChangers">Who entered or last changed the bank details that the money goes to.</param>
/// <param name="Lines">Payroll's lines; their sum is the amount.</param>
public sealed record PaymentOrder(
    PaymentType Type,
    int AccountId,
    int? PayeeId,
    int? ToAccountId,
    BankDetails? To,
    Money Amount,
    string Purpose,
    string? Reference,
    string? DuplicateReason,
    DateOnly? PayOn,
    IReadOnlyList<Guid> PayeeChangers,
    IReadOnlyList<PaymentLine> Lines
);
