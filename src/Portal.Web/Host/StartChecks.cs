using System.Net;

namespace FundPortal.Web.Host;

/// <summary>What the portal refuses to start with in Production, each with the reason and the way out.</summary>
internal static class StartChecks
{
    public static IReadOnlyList<string> Refusals(IConfiguration configuration, IHostEnvironment environment) =>
        [.. environment.IsProduction() ? Production(configuration) : [], .. environment.IsDevelopment() ? [] : Mail(configuration)];

    private static IEnumerable<string> Mail(IConfiguration configuration)
    {
        if (
            configuration["Mail:Host"] is { Length: > 0 }
            && string.Equals(configuration["Mail:Security"], "None", StringComparison.Ordinal)
        )
            yield return "Mail:Security None sends notices and the mail account's password in clear. Use StartTls or Tls.";
    }

    private static IEnumerable<string> Production(IConfiguration configuration)
    {
        if (!Proxies.From(configuration).Any && !ListensOnHttps(configuration))
            yield return "Plain http only. Give an https address (--urls https://… with Kestrel:Certificates:Default), or name the reverse proxy that does https in Proxy:KnownProxies or Proxy:KnownNetworks.";
        if (configuration.GetValue<bool>("ForwardedHeaders_Enabled"))
            yield return "ASPNETCORE_FORWARDEDHEADERS_ENABLED believes forwarded headers from everybody. Remove it and name the proxies in Proxy:KnownProxies or Proxy:KnownNetworks.";
        if (configuration.GetValue<bool>("DetailedErrors"))
            yield return "DetailedErrors shows the program's inside to visitors. Remove it.";
        if ((configuration.GetSection("Channels:InsideHosts").Get<string[]>() ?? []).Any(IsThisMachine))
            yield return "Channels:InsideHosts names this machine, which lets channels call it over plain http. Name the bank's gateway by an address of its own, with https.";
        if ((configuration.GetSection("Webhooks:InsideHosts").Get<string[]>() ?? []).Any(IsThisMachine))
            yield return "Webhooks:InsideHosts names this machine, so that every client of the API could reach what listens on it. Name receivers by addresses of their own, with https.";
        if (configuration.GetValue<bool>("Demo:Seed"))
            yield return "Demo:Seed makes people whose passwords are public. It works in Development only.";
        if (configuration.GetValue<bool>("Sandbox:Start"))
            yield return "Sandbox:Start runs a bank that moves no money. It works in Development only.";
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool ListensOnHttps(IConfiguration configuration) =>
        configuration["https_ports"] is { Length: > 0 }
        || (configuration["urls"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""))
            .Any(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
