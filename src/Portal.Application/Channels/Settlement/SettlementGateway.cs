using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using FundPortal.Application.Channels.Http;

namespace FundPortal.Application.Channels.Settlement;

/// <summary>Signed reads of the settlement API; problem details become faults.</summary>
internal sealed class SettlementGateway : IDisposable
{
    private readonly string root;
    private readonly string key;
    private readonly string secret;
    private readonly JsonApi api;
    private readonly TimeProvider clock;

    /// <param name="address">Ends in <c>/v1</c>.</param>
    public SettlementGateway(string address, string key, string secret, OutboundRules rules, TimeProvider clock)
    {
        (root, this.key, this.secret, this.clock) = (address.TrimEnd('/'), key, secret, clock);
        api = new(new ChannelHttp(rules), clock, Judge, secret, key);
    }

    public DateTime? CertificateEndsAt => api.CertificateEndsAt;

    /// <param name="path">Segments below the address, not encoded.</param>
    public Task<ApiReply> GetAsync(string[] path, IEnumerable<(string Name, string Value)> parameters, CancellationToken ct)
    {
        var query = SettlementSignature.Query(parameters);
        var address = new Uri(
            $"{root}/{string.Join('/', path.Select(Uri.EscapeDataString))}{(query.Length > 0 ? "?" : "")}{query}",
            UriKind.Absolute
        );
        return api.AskAsync(() => Call(address, query), ct);
    }

    public TimeSpan? ClockDifference(ApiReply reply) => api.ClockDifference(reply);

    public void Dispose() => api.Dispose();

    private ApiCall Call(Uri address, string query)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // The path as it goes over the wire.
        var text = SettlementSignature.Text(HttpMethod.Get, address.AbsolutePath, query, timestamp, nonce, []);
        return new(
            HttpMethod.Get,
            address,
            [
                ("Accept", "application/json"),
                ("Authorization", $"Bearer {key}"),
                ("X-Timestamp", timestamp),
                ("X-Nonce", nonce),
                ("X-Signature", SettlementSignature.Of(secret, text)),
            ]
        );
    }

    /// <summary>Problem details: a <c>status</c> and a stable <c>code</c>, which no answer of the API has beside its data.</summary>
    private static ChannelFault? Judge(JsonElement root)
    {
        if (JsonText.Of(root, "status") is not { Length: 3 } status || JsonText.Of(root, "code") is not { Length: > 0 and <= 60 } code)
            return null;
        string?[] words = [JsonText.Of(root, "title"), JsonText.Of(root, "detail"), JsonText.Of(root, "requestId")];
        var text = string.Join(" · ", words.Where(word => !string.IsNullOrWhiteSpace(word)));
        return new(status[0] == '5' ? ChannelFaultKind.ServerFault : ChannelFaultKind.Refused, code, text);
    }
}
