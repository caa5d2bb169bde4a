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

    /// <summary>The payment that this one pays again.</summary>
    public Guid? ReissueOf { get; set; }

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

    internal static PaymentForm Of(ShowPayment.Details p) =>
        new()
        {
            Type = p.Type,
            Account = p.AccountId,
            Payee = p.PayeeId,
            PayeeName = p.To?.AccountName,
            ToAccount = p.ToAccountId,
            Amount = p.Amount.ToPlainText(),
            Purpose = p.Purpose,
            Reference = p.Reference,
            DuplicateReason = p.DuplicateReason,
        };

    /// <summary>The same once more, without a reason: one that the form gave by itself would silence the question whether it is paid twice.</summary>
    internal static PaymentForm Again(ShowPayment.Details p)
    {
        var form = Of(p);
        (form.ReissueOf, form.DuplicateReason) = (p.Id, null);
        return form;
    }
}
