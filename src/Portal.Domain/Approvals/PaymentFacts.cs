using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Approvals;

/// <summary>All that a policy may look at.</summary>
/// <param name="Entities">The payer's legal entity and all above it, by id: root first.</param>
/// <param name="AccountId">The payer account.</param>
/// <param name="PolicyMinor">The amount in minor units of the policy's currency, by the rate table, rounded up.</param>
/// <param name="IsNewPayee">No payment to this payee was ever settled. False for own transfers and payroll.</param>
/// <param name="LocalTime">Wall clock in China at submission.</param>
public sealed record PaymentFacts(
    IReadOnlyList<int> Entities,
    int AccountId,
    PaymentType Type,
    PaymentSource Source,
    Money Amount,
    long PolicyMinor,
    bool IsNewPayee,
    TimeOnly LocalTime
);
