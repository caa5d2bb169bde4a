namespace FundPortal.Domain.Payments;

/// <summary>
/// Where a payment stands. From <see cref="Released"/> on, only the bank's word moves it (bank-direct-connect contract).
/// The numbers are stored; never reuse one.
/// </summary>
public enum PaymentState
{
    Draft = 1,

    /// <summary>Filed, its route not begun; passed through in the same transaction that opens the first level.</summary>
    Submitted = 2,
    InApproval = 3,

    /// <summary>Every level is signed; waits for its day and for the one sender.</summary>
    Approved = 4,

    /// <summary>Handed to the channel's sender: nobody can take it back.</summary>
    Released = 5,

    /// <summary>The bank has it and works on it.</summary>
    Accepted = 6,

    /// <summary>The result is not known: ask again, never send again under a new reference.</summary>
    Unknown = 7,
    Settled = 8,

    /// <summary>The bank refused it finally; no money moved.</summary>
    Failed = 9,

    /// <summary>Settled, and the money came back days later (退票).</summary>
    Returned = 10,

    /// <summary>An approver said no.</summary>
    Rejected = 11,

    /// <summary>An approver wants it changed; the route starts anew after that.</summary>
    ReturnedToMaker = 12,
    Cancelled = 13,

    /// <summary>Nobody signed in time.</summary>
    Expired = 14,
}
