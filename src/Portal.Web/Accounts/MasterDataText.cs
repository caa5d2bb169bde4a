namespace FundPortal.Web.Accounts;

/// <summary>Names the resource files of the page of entities, banks and accounts.</summary>
public sealed class MasterDataText;
