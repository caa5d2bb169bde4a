namespace FundPortal.Web.Statements;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class StatementsText;
