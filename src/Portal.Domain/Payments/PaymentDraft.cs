namespace FundPortal.Domain.Payments;

/// <summary>What somebody is typing, unchecked, one per person and device: a lost connection loses nothing.</summary>
public sealed class PaymentDraft
{
    public const int MaxDevice = 40;
    public const int MaxForm = 8_000;

    public Guid PersonId { get; init; }

    /// <summary>A random name that the browser keeps.</summary>
    public required string Device { get; init; }

    /// <summary>The form's fields as JSON.</summary>
    public required string Form { get; set; }

    /// <summary>UTC.</summary>
    public DateTime SavedAt { get; set; }
}
