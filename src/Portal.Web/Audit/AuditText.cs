namespace FundPortal.Web.Audit;

/// <summary>Names the resource files of this folder's pages.</summary>
public sealed class AuditText;
