namespace FundPortal.Web.OpenApi.Webhooks;

/// <summary>Names the text resources of the page about webhooks.</summary>
public sealed class WebhookText;
