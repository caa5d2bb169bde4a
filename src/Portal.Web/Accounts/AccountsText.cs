namespace FundPortal.Web.Accounts;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class AccountsText;
