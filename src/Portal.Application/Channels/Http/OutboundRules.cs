using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Channels.Http;

/// <summary>
/// Which addresses the portal may call. Public ones over https; inside addresses only where an operator names the host, and plain http only
/// to the machine itself. Asked of the text when a channel is set up, and of the resolved address at every connect: a name that points
/// inside later is refused then.
/// </summary>
/// <param name="InsideHosts">Hosts that may lie inside. Setting <c>Channels:InsideHosts</c>.</param>
/// <param name="OnlyHosts">When not empty, no other host is called. Setting <c>Channels:OnlyHosts</c>.</param>
/// <param name="TimeOut">Of one call, connecting included. Setting <c>Channels:TimeOut</c>, 30 seconds; 1 second to 100 seconds.</param>
public sealed record OutboundRules(IReadOnlyList<string> InsideHosts, IReadOnlyList<string> OnlyHosts, TimeSpan TimeOut)
{
    /// <exception cref="InvalidOperationException">A setting is out of its range.</exception>
    public static OutboundRules From(IConfiguration configuration)
    {
        var timeOut = configuration.GetValue("Channels:TimeOut", TimeSpan.FromSeconds(30));
        if (timeOut < TimeSpan.FromSeconds(1) || timeOut > TimeSpan.FromSeconds(100))
            throw new InvalidOperationException("Channels:TimeOut must be between 1 and 100 seconds.");
        return new(
            configuration.GetSection("Channels:InsideHosts").Get<string[]>() ?? [],
            configuration.GetSection("Channels:OnlyHosts").Get<string[]>() ?? [],
            timeOut
        );
    }

    /// <returns>The reason why not, as a text key; null when the address may be called.</returns>
    public string? Check(string address)
    {
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Host.Length == 0
            || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0
        )
            return "format";
        if (OnlyHosts.Count > 0 && !OnlyHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase))
            return "host_not_allowed";
        var isInside = InsideHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase);
        if (!Is(uri, Uri.UriSchemeHttps) && !(Is(uri, Uri.UriSchemeHttp) && isInside && uri.IsLoopback))
            return "https_only";
        return IPAddress.TryParse(uri.DnsSafeHost, out var literal) && !isInside && !IsPublic(literal) ? "host_not_allowed" : null;
    }

    /// <summary>Asked at every connect: also of channels that were set up under other rules.</summary>
    public bool MayConnect(string host, IPAddress address) =>
        (OnlyHosts.Count == 0 || OnlyHosts.Contains(host, StringComparer.OrdinalIgnoreCase))
        && (IsPublic(address) || InsideHosts.Contains(host, StringComparer.OrdinalIgnoreCase));

    private static bool Is(Uri uri, string scheme) => string.Equals(uri.Scheme, scheme, StringComparison.Ordinal);

    /// <summary>Neither this machine, nor a private or link-local network, nor anything that is not a plain unicast address.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (address.AddressFamily == AddressFamily.InterNetwork && length == 4)
            return bytes[0] switch
            {
                0 or 10 or 127 or >= 224 => false,
                100 => bytes[1] is < 64 or > 127,
                169 => bytes[1] != 254,
                172 => bytes[1] is < 16 or > 31,
                192 => !(bytes[1] == 168 || (bytes[1] == 0 && bytes[2] is 0 or 2)),
                198 => bytes[1] is not (18 or 19) && !(bytes[1] == 51 && bytes[2] == 100),
                203 => !(bytes[1] == 0 && bytes[2] == 113),
                _ => true,
            };
        // 2000::/3 is all of public IPv6; inside it 6to4, Teredo and the documentation prefix lead elsewhere.
        return (bytes[0] & 0xE0) == 0x20
            && !(bytes[0] == 0x20 && bytes[1] == 0x02)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && ((bytes[2] == 0 && bytes[3] == 0) || (bytes[2] == 0x0D && bytes[3] == 0xB8)));
    }
}
