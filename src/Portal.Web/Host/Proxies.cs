using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace FundPortal.Web.Host;

/// <summary>
/// The reverse proxies whose word about scheme, host and client address is believed: <c>Proxy:KnownProxies</c> (addresses) and
/// <c>Proxy:KnownNetworks</c> (CIDR). Nobody else's forwarded headers count, not even the own machine's.
/// </summary>
internal sealed record Proxies(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<IPNetwork> Networks)
{
    public bool Any => Addresses.Count + Networks.Count > 0;

    /// <exception cref="FormatException">An entry is no address or no network.</exception>
    public static Proxies From(IConfiguration configuration) =>
        new(
            [
                .. Entries(configuration, "Proxy:KnownProxies")
                    .Select(text => IPAddress.TryParse(text, out var address) ? address : throw Bad("Proxy:KnownProxies", text)),
            ],
            [
                .. Entries(configuration, "Proxy:KnownNetworks")
                    .Select(text => IPNetwork.TryParse(text, out var network) ? network : throw Bad("Proxy:KnownNetworks", text)),
            ]
        );

    public void Use(WebApplication app)
    {
        if (!Any)
            return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var address in Addresses)
            options.KnownProxies.Add(address);
        foreach (var network in Networks)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static FormatException Bad(string key, string text) =>
        new($"{key}: '{text}' is not an address, such as 10.0.0.5 or 10.0.0.0/24.");

    private static string[] Entries(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } list
            ? list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)
            : configuration.GetSection(key).Get<string[]>() ?? [];
}
