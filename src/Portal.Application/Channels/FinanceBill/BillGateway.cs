using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.FinanceBill;

/// <summary>Signed calls of the finance bill API; the answer comes out of its envelope, or a fault does.</summary>
internal sealed class BillGateway : IDisposable
{
    public const string TimeForm = "yyyy-MM-dd HH:mm:ss";

    private readonly Uri address;
    private readonly string flag;
    private readonly string secret;
    private readonly JsonApi api;
    private readonly TimeProvider clock;

    public BillGateway(Uri address, string flag, string secret, OutboundRules rules, TimeProvider clock)
    {
        (this.address, this.flag, this.secret, this.clock) = (address, flag, secret, clock);
        api = new(new ChannelHttp(rules), clock, Judge, secret);
    }

    public DateTime? CertificateEndsAt => api.CertificateEndsAt;

    /// <returns>The bare object, whether it came in <c>response</c> or not.</returns>
    public async Task<ApiReply> AskAsync(string method, IReadOnlyDictionary<string, string> parameters, CancellationToken ct)
    {
        var reply = await api.AskAsync(() => Call(method, parameters), ct);
        return JsonText.Object(reply.Root, "response") is { } inner ? reply with { Root = inner } : reply;
    }

    public TimeSpan? ClockDifference(ApiReply reply) => api.ClockDifference(reply);

    public void Dispose() => api.Dispose();

    private ApiCall Call(string method, IReadOnlyDictionary<string, string> parameters)
    {
        var all = new Dictionary<string, string>(parameters, StringComparer.Ordinal)
        {
            ["flag"] = flag,
            ["method"] = method,
            ["ver"] = "1",
            ["charset"] = "utf-8",
            ["type"] = "json",
            ["timestamp"] = ChinaTime.FromUtc(clock.GetUtcNow().UtcDateTime).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            // Two equal questions within a second have different signatures, and a signature is good once.
            ["nonce"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        };
        var body = $"{BillSignature.Text(all)}&sign={BillSignature.Of(secret, all)}";
        return new(HttpMethod.Post, address, [], Encoding.ASCII.GetBytes(body), "application/x-www-form-urlencoded");
    }

    private static ChannelFault? Judge(JsonElement root)
    {
        if (JsonText.Object(root, "error_response") is not { } error)
            return null;
        var code = JsonText.Of(error, "code") is { Length: > 0 and <= 20 } told ? told : "no_code";
        string?[] words = [JsonText.Of(error, "msg"), JsonText.Of(error, "sub_msg"), JsonText.Of(error, "request_id")];
        var text = string.Join(" · ", words.Where(word => !string.IsNullOrWhiteSpace(word)));
        return new(code is "500" ? ChannelFaultKind.ServerFault : ChannelFaultKind.Refused, code, text);
    }
}
