using FundPortal.Application.Payments;
using FundPortal.Domain.Payments;

namespace FundPortal.Web.Payments;

/// <summary>What stands in the form, as typed. Kept as a draft while typing.</summary>
internal sealed class PaymentForm
{
    /// <summary>The payment's id, chosen when the form opens: pressing a button twice makes one payment.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public PaymentType Type { get; set; } = PaymentType.Transfer;

    public Guid? Account { get; set; }

    public Guid? Payee { get; set; }

    public string? PayeeName { get; set; }

    public Guid? ToAccount { get; set; }

    public string? Amount { get; set; }

    public string? Purpose { get; set; }

    public string? Reference { get; set; }

    public string? DuplicateReason { get; set; }

    public DateTime? PayOn { get; set; }

    public bool IsEmpty => Account is null && Payee is null && ToAccount is null && Blank(Amount) && Blank(Purpose) && Blank(Reference);

    public PaymentEntry ToEntry() =>
        new(
            Type,
            Account ?? Guid.Empty,
            Type == PaymentType.Transfer ? Payee : null,
            Type == PaymentType.OwnTransfer ? ToAccount : null,
            Amount,
            Purpose,
            Reference,
            DuplicateReason,
            PayOn is { } day ? DateOnly.FromDateTime(day) : null
        );

    private static bool Blank(string? text) => string.IsNullOrWhiteSpace(text);
}
