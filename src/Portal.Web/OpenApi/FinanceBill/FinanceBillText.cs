namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary>Names the finance bill API's text resources.</summary>
public sealed class FinanceBillText;
