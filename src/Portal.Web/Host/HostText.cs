namespace FundPortal.Web.Host;

/// <summary>Names the host's text resources.</summary>
public sealed class HostText;
