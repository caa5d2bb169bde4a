namespace FundPortal.Web.Payees;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class PayeesText;
