namespace FundPortal.Web.Importing;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class ImportingText;
