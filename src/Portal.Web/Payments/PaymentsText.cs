namespace FundPortal.Web.Payments;

/// <summary>Texts of the payment pages and the approval inbox.</summary>
public sealed class PaymentsText;
