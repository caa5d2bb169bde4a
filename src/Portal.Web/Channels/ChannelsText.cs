namespace FundPortal.Web.Channels;

/// <summary>Texts of the pages of channels, drift and gaps.</summary>
public sealed class ChannelsText;
