namespace FundPortal.Web.Approvals;

/// <summary>Texts of the pages of approval policies and rates.</summary>
public sealed class PoliciesText;
