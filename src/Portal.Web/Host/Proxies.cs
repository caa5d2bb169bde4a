using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace FundPortal.Web.Host;

/// <summary>
/// The reverse proxies whose word about scheme, host and client address is believed: <c>Proxy:KnownProxies</c> (addresses) and
/// <c>Proxy:KnownNetworks</c> (CIDR). Nobody else's forwarded headers count, not even the own machine's.
/// </summary>
/// <param name="CertificateHeader">In which they tell the caller's certificate (<c>Proxy:CertificateHeader</c>); null: they do not.</param>
internal sealed record Proxies(IReadOnlyList<IPAddress> Addresses, IReadOnlyList<IPNetwork> Networks, string? CertificateHeader)
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
            ],
            configuration["Proxy:CertificateHeader"] is { Length: > 0 } header ? header : null
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
        UseCertificates(app);
        app.UseForwardedHeaders(options);
    }

    /// <summary>Before the caller's address takes the place of the proxy's: the header counts only in a connection that a proxy made.</summary>
    private void UseCertificates(WebApplication app)
    {
        if (CertificateHeader is null)
            return;
        app.Use(
            (context, next) =>
            {
                if (!IsKnown(context.Connection.RemoteIpAddress))
                    context.Request.Headers.Remove(CertificateHeader);
                return next(context);
            }
        );
        app.UseCertificateForwarding();
    }

    private bool IsKnown(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Addresses.Contains(plain) || Networks.Any(network => network.Contains(plain));
    }

    private static FormatException Bad(string key, string text) =>
        new($"{key}: '{text}' is not an address, such as 10.0.0.5 or 10.0.0.0/24.");

    private static string[] Entries(IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } list
            ? list.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries)
            : configuration.GetSection(key).Get<string[]>() ?? [];
}
