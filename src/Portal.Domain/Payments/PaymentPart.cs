namespace FundPortal.Domain.Payments;

/// <summary>What somebody had to do with a payment before it was signed; whoever has any part never signs it. Stored numbers; never reuse one.</summary>
public enum PaymentPart
{
    Maker = 1,
    Editor = 2,

    /// <summary>Entered or last changed the payee's bank details.</summary>
    PayeeChanger = 3,

    /// <summary>Saw a secret of the program that filed it, or answers for that program: could have filed it.</summary>
    KeyHolder = 4,
}

/// <summary>A person's part in a payment. Never removed.</summary>
public sealed class PaymentHand
{
    public long Id { get; init; }

    public Guid PersonId { get; init; }

    public PaymentPart Part { get; init; }
}
