using System.Net;
using System.Text;
using System.Text.Json;
using Polly;

namespace FundPortal.Application.Channels.Http;

/// <summary>One request, signed for now: a second try is made anew.</summary>
internal sealed record ApiCall(
    HttpMethod Method,
    Uri Address,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body = null,
    string? MediaType = null
);

/// <param name="ServerTime">As the answer's head told it.</param>
internal sealed record ApiReply(JsonElement? Root, ChannelFault? Fault, DateTimeOffset? ServerTime);

/// <summary>
/// Reads over an API that answers JSON: tries again when the line or the server stumbles, and leaves it alone for as long as it asks.
/// </summary>
/// <param name="judge">What the API's own form of error says; null: it is none.</param>
/// <param name="secrets">Never repeated in a fault's text, even when the server does.</param>
internal sealed class JsonApi(ChannelHttp http, TimeProvider clock, Func<JsonElement, ChannelFault?> judge, params string[] secrets)
    : IDisposable
{
    private const int MaxReply = 8 * 1024 * 1024;
    private const int MaxText = 300;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private readonly ResiliencePipeline<ApiReply> reads = Resilience.Reads<ApiReply>(reply => reply.Fault);
    private long pausedUntil;

    public DateTime? CertificateEndsAt => http.CertificateEndsAt;

    public async Task<ApiReply> AskAsync(Func<ApiCall> call, CancellationToken ct)
    {
        try
        {
            return await reads.ExecuteAsync(async cancel => await TryAsync(call(), cancel), ct);
        }
        catch (ExecutionRejectedException rejected)
        {
            return new(null, Resilience.FaultOf(rejected), null);
        }
    }

    /// <summary>The server's clock minus ours; null where it does not tell.</summary>
    public TimeSpan? ClockDifference(ApiReply reply) => reply.ServerTime - clock.GetUtcNow();

    public void Dispose() => http.Dispose();

    private async Task<ApiReply> TryAsync(ApiCall call, CancellationToken ct)
    {
        var pause = Interlocked.Read(ref pausedUntil) - clock.GetUtcNow().UtcTicks;
        if (pause > 0)
            return new(
                null,
                new(
                    ChannelFaultKind.CircuitOpen,
                    "paused",
                    $"The server asked to be left alone for {TimeSpan.FromTicks(pause).TotalSeconds:0} s."
                ),
                null
            );
        var reply = await http.SendAsync(
            call.Method,
            call.Address,
            request =>
            {
                foreach (var (name, value) in call.Headers)
                    request.Headers.TryAddWithoutValidation(name, value);
            },
            call.Body,
            call.MediaType,
            MaxReply,
            guard: null,
            ct
        );
        if (reply.Fault is not null)
            return new(null, reply.Fault, null);
        var root = JsonText.Parse(reply.Body!);
        var fault = Judge(reply, root);
        if (reply.Status == HttpStatusCode.TooManyRequests || fault?.Code is "429")
            Pause(reply.RetryAfter);
        return fault is null ? new(root, null, reply.Date) : new(null, fault with { Text = Cut(fault.Text) }, reply.Date);
    }

    private ChannelFault? Judge(HttpReply reply, JsonElement? root)
    {
        var said = root is { ValueKind: JsonValueKind.Object } found ? judge(found) : null;
        var status = (int)reply.Status;
        if (status >= 500)
            return new(ChannelFaultKind.ServerFault, said?.Code ?? $"http_{status}", said?.Text ?? Snippet(reply.Body!));
        if (said is not null)
            return said;
        if (status is >= 300 and < 400)
            return new(ChannelFaultKind.Unreadable, "redirect", "The server points elsewhere; redirects are not followed.");
        if (status >= 400)
            return new(ChannelFaultKind.Refused, $"http_{status}", Snippet(reply.Body!));
        return root is { ValueKind: JsonValueKind.Object }
            ? null
            : new(ChannelFaultKind.Unreadable, "not_json", "The answer is no JSON object, or was cut off.");
    }

    private void Pause(TimeSpan? asked)
    {
        var pause = asked ?? UsualPause;
        pause =
            pause < ShortestPause ? ShortestPause
            : pause > LongestPause ? LongestPause
            : pause;
        Interlocked.Exchange(ref pausedUntil, (clock.GetUtcNow() + pause).UtcTicks);
    }

    private static string Snippet(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxText)));

    private string Cut(string text)
    {
        foreach (var secret in secrets)
            text = text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase);
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= MaxText ? text : text[..MaxText];
    }
}
