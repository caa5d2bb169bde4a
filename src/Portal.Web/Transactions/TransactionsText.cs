namespace FundPortal.Web.Transactions;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class TransactionsText;
