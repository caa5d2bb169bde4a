using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.OpenApi;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.OpenApi.Webhooks;

/// <param name="Status">Null when there was no answer.</param>
/// <param name="Error">Null when it was delivered.</param>
internal sealed record WebhookAnswer(int? Status, string? Error);

/// <summary>
/// The way out for webhooks: the same guarded one that banks are called by, with an allow-list of its own, so that no subscription reaches
/// what only channels may. Redirects are never followed; answers are read up to a limit and thrown away.
/// </summary>
public sealed class WebhookHttp : IDisposable
{
    /// <summary>Of one try, connecting included.</summary>
    internal static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(10);

    private const int MaxAnswer = 64 * 1024;

    private readonly OutboundRules rules;
    private readonly ChannelHttp http;
    private readonly ApiSecrets secrets;
    private readonly TimeProvider clock;

    public WebhookHttp(OutboundRules rules, ApiSecrets secrets, TimeProvider clock)
    {
        (this.rules, this.secrets, this.clock) = (rules, secrets, clock);
        http = new(rules);
    }

    /// <summary>
    /// Settings <c>Webhooks:InsideHosts</c> (hosts on private or loopback addresses that may be called; none) and <c>Webhooks:OnlyHosts</c>
    /// (when not empty, no other host is).
    /// </summary>
    internal static OutboundRules RulesFrom(IConfiguration configuration) =>
        new(
            configuration.GetSection("Webhooks:InsideHosts").Get<string[]>() ?? [],
            configuration.GetSection("Webhooks:OnlyHosts").Get<string[]>() ?? [],
            TimeOut
        );

    /// <summary>Looks at the text and at what its name resolves to now; at every connect it is looked at again.</summary>
    /// <returns>The reason why not, as a text key; null when it may be called.</returns>
    internal async Task<string?> CheckAsync(string url, CancellationToken ct)
    {
        if (rules.Check(url) is { } reason)
            return reason;
        var host = new Uri(url).DnsSafeHost;
        IPAddress[] addresses;
        try
        {
            addresses = await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or ArgumentException)
        {
            return "host_unknown";
        }
        // One address inside is enough to say no: which of them is called is not ours to choose.
        return addresses.Length == 0 ? "host_unknown"
            : Array.TrueForAll(addresses, address => rules.MayConnect(host, address)) ? null
            : "host_not_allowed";
    }

    /// <param name="guard">Asked when the connection stands, before the first byte of the body.</param>
    internal async Task<WebhookAnswer> SendAsync(
        WebhookSubscription subscription,
        byte[] body,
        Func<CancellationToken, Task<bool>> guard,
        CancellationToken ct
    )
    {
        if (rules.Check(subscription.Url) is { } reason)
            return new(null, reason);
        byte[] secret;
        try
        {
            secret = secrets.Read(subscription.Secret);
        }
        catch (CryptographicException)
        {
            return new(null, "secret_unreadable");
        }
        var address = new Uri(subscription.Url);
        var signed = WebhookSignature.Of(secret, address, body, clock.GetUtcNow());
        var reply = await http.SendAsync(
            HttpMethod.Post,
            address,
            request =>
            {
                request.Headers.TryAddWithoutValidation("X-Timestamp", signed.Timestamp);
                request.Headers.TryAddWithoutValidation("X-Nonce", signed.Nonce);
                request.Headers.TryAddWithoutValidation("X-Signature", signed.Signature);
                request.Headers.TryAddWithoutValidation("User-Agent", "FundPortal-Webhooks/1");
            },
            body,
            "application/json",
            MaxAnswer,
            guard,
            ct
        );
        var status = (int)reply.Status;
        if (status == 0)
            return new(null, Line($"{reply.Fault!.Code}: {reply.Fault.Text}"));
        // What it says besides is of no interest, even when it is too long to be read.
        return new(
            status,
            status switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => "redirect",
                _ => "http_" + status.ToString(CultureInfo.InvariantCulture),
            }
        );
    }

    public void Dispose() => http.Dispose();

    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
