namespace FundPortal.Domain.Payments;

/// <summary>Why a payment does not do what was asked.</summary>
public static class PaymentRefusals
{
    /// <summary>Somebody changed it, or a part of it was altered, since it was shown.</summary>
    public static readonly Refusal ChangedSinceShown = new("payment_changed_since_shown");

    /// <summary>The stored content does not fit its own hash: somebody changed it past the portal.</summary>
    public static readonly Refusal ContentAltered = new("payment_content_altered");

    /// <summary>No open level is this person's.</summary>
    public static readonly Refusal NotYours = new("payment_not_yours");

    public static readonly Refusal NoSignature = new("payment_no_signature");

    public static readonly Refusal NotHeld = new("payment_not_held");

    /// <summary>The same person cannot do both halves.</summary>
    public static readonly Refusal SecondPerson = new("second_person");

    public static readonly Refusal CorrectionDecided = new("correction_decided");

    /// <summary>Somebody, or a rule, keeps it from leaving.</summary>
    public static Refusal Held(string reason) => new("payment_held", [reason]);

    /// <summary>The payment is in a state in which that cannot be done.</summary>
    public static Refusal WrongState(PaymentState state) => new("payment_wrong_state", [state]);

    /// <summary>This person must not sign it; the reason is a text key.</summary>
    public static Refusal Excluded(ExclusionReason why) => new("payment_excluded", [why]);
}
