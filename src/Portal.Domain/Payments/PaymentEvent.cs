namespace FundPortal.Domain.Payments;

/// <summary>What happened to a payment, as its timeline tells. The numbers are stored; never reuse one.</summary>
public enum PaymentStep
{
    Entered = 1,
    Changed = 2,
    Submitted = 3,
    SignatureGiven = 4,
    LevelSigned = 5,
    Approved = 6,
    SignatureWithdrawn = 7,
    Rejected = 8,
    ReturnedToMaker = 9,
    Cancelled = 10,
    Reminded = 11,
    Escalated = 12,
    Expired = 13,
    Released = 14,
    BankReported = 15,

    /// <summary>A signature fell because an earlier level was reopened.</summary>
    SignatureVoided = 16,
    Held = 17,
    HoldEnded = 18,

    /// <summary>A line of a payroll came to something that the payment's own state does not tell.</summary>
    LineReported = 19,

    /// <summary>One person says with evidence what became of it; a second one has to confirm.</summary>
    CorrectionAsked = 20,
    CorrectionConfirmed = 21,
    CorrectionRefused = 22,

    /// <summary>A payment was entered that pays this one again.</summary>
    PaidAgain = 23,
}

/// <summary>One line of a payment's timeline.</summary>
public sealed class PaymentEvent
{
    public long Id { get; init; }

    /// <summary>1, 2, 3 … within the payment.</summary>
    public int Number { get; init; }

    public PaymentStep Step { get; init; }

    /// <summary>The state after the step.</summary>
    public PaymentState State { get; init; }

    /// <summary>UTC.</summary>
    public DateTime At { get; init; }

    /// <summary>Empty: the portal itself.</summary>
    public Guid PersonId { get; init; }

    public string? Address { get; init; }

    /// <summary>A comment, a reason, a level's name, the bank's text.</summary>
    public string? Note { get; init; }

    /// <summary>The bank's own code.</summary>
    public string? BankCode { get; init; }
}
