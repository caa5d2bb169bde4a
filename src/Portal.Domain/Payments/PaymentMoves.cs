using System.Collections.Frozen;

namespace FundPortal.Domain.Payments;

/// <summary>Which state may follow which. Every change of a payment's state passes here; anything else is a bug.</summary>
public static class PaymentMoves
{
    private static readonly FrozenDictionary<PaymentState, FrozenSet<PaymentState>> Allowed = new Dictionary<PaymentState, PaymentState[]>
    {
        [PaymentState.Draft] = [PaymentState.Submitted, PaymentState.Cancelled],
        [PaymentState.Submitted] = [PaymentState.InApproval],
        [PaymentState.InApproval] =
        [
            PaymentState.Approved,
            PaymentState.Rejected,
            PaymentState.ReturnedToMaker,
            PaymentState.Draft,
            PaymentState.Cancelled,
            PaymentState.Expired,
        ],
        [PaymentState.Approved] = [PaymentState.InApproval, PaymentState.Draft, PaymentState.Cancelled, PaymentState.Released],
        [PaymentState.ReturnedToMaker] = [PaymentState.Draft, PaymentState.Submitted, PaymentState.Cancelled],
        [PaymentState.Released] = [PaymentState.Accepted, PaymentState.Unknown, PaymentState.Settled, PaymentState.Failed],
        [PaymentState.Accepted] = [PaymentState.Unknown, PaymentState.Settled, PaymentState.Failed],
        [PaymentState.Unknown] = [PaymentState.Accepted, PaymentState.Settled, PaymentState.Failed],
        [PaymentState.Settled] = [PaymentState.Returned],
        // Taken for never executed, and then the bank's own statement shows that the money left.
        [PaymentState.Failed] = [PaymentState.Settled],
        [PaymentState.Returned] = [],
        [PaymentState.Rejected] = [],
        [PaymentState.Cancelled] = [],
        [PaymentState.Expired] = [],
    }.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToFrozenSet());

    public static bool May(PaymentState from, PaymentState to) => Allowed[from].Contains(to);

    /// <summary>Nobody expects anything after it.</summary>
    public static bool IsFinal(PaymentState state) => state == PaymentState.Failed || Allowed[state].Count == 0;

    /// <summary>It never will move money: its business reference is free again and no limit counts it.</summary>
    public static bool IsVoid(PaymentState state) =>
        state is PaymentState.Failed or PaymentState.Rejected or PaymentState.Cancelled or PaymentState.Expired;
}
