namespace FundPortal.Web.Layout;

/// <summary>Names the resource files of words that all pages share.</summary>
public sealed class CommonText;
