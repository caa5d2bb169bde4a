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
        if (configuration.GetValue<bool>("Demo:Seed"))
            yield return "Demo:Seed makes people whose passwords are public. It works in Development only.";
    }

    private static bool ListensOnHttps(IConfiguration configuration) =>
        configuration["https_ports"] is { Length: > 0 }
        || (configuration["urls"] ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""))
            .Any(url => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
