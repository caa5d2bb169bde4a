namespace FundPortal.Web.Approvals;

/// <summary>Names the resource files of delegations, emergency stops and limits.</summary>
public sealed class SafeguardsText;
