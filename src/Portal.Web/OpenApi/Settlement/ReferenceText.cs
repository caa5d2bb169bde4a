namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Names the resource files of the API reference.</summary>
public sealed class ReferenceText;
