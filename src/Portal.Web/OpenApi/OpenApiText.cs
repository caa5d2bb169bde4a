namespace FundPortal.Web.OpenApi;

/// <summary>Names the text resources of the pages about the APIs.</summary>
public sealed class OpenApiText;
