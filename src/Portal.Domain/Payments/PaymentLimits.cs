namespace FundPortal.Domain.Payments;

/// <summary>How long a payment's texts may be, in UTF-16 units. Banks take less of some; a channel's dialect says so before it sends.</summary>
public static class PaymentLimits
{
    public const int Name = 140;

    public const int AccountNumber = 64;

    /// <summary>ISO 20022 unstructured remittance information.</summary>
    public const int Purpose = 140;

    public const int Reference = 64;

    public const int Comment = 500;

    /// <summary>Rows of one file.</summary>
    public const int Lines = 5_000;
}
