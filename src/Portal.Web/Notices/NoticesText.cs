namespace FundPortal.Web.Notices;

/// <summary>Names the resource files of the bell and the page of notices.</summary>
public sealed class NoticesText;
