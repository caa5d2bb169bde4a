using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Cmb;

/// <param name="Body">The reply's body, its signature verified and its head fitting the request; null with a fault.</param>
/// <param name="ResultCode">The head's code; null with a fault.</param>
/// <param name="MaySent">False only when not one byte of the call left the house.</param>
internal sealed record CmbReply(
    JsonElement? Body,
    string? ResultCode,
    string? ResultText,
    ChannelFault? Fault,
    bool MaySent,
    Exchange Exchange
);

/// <summary>One signed and encrypted call, and its reply verified before anything in it is believed. Never retries.</summary>
internal sealed class CmbGateway(Uri address, CmbKeys keys, ChannelHttp http, TimeProvider clock) : IDisposable
{
    public const string Received = "SUC0000";

    private const string Placeholder = "__signature_sigdat__";

    /// <summary>200 rows are some 200 KB.</summary>
    private const int MaxReply = 8 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public DateTime? CertificateEndsAt => http.CertificateEndsAt;

    public async Task<CmbReply> CallAsync(string function, object body, Func<CancellationToken, Task<bool>>? guard, CancellationToken ct)
    {
        var start = clock.GetUtcNow();
        var requestId = RequestId(start.UtcDateTime);
        var clear = CmbJson.Canonical(
            new
            {
                request = new
                {
                    body,
                    head = new
                    {
                        funcode = function,
                        reqid = requestId,
                        userid = keys.UserId,
                    },
                },
                signature = new
                {
                    sigdat = Placeholder,
                    sigtim = ChinaTime.FromUtc(start.UtcDateTime).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
                },
            }
        );
        var reply = await http.SendAsync(
            HttpMethod.Post,
            address,
            _ => { },
            Form(function, Seal(clear)),
            "application/x-www-form-urlencoded",
            MaxReply,
            guard,
            ct
        );
        var (root, fault) = Open(reply, function, requestId);
        var exchange = new Exchange(
            function,
            Shorten(Encoding.UTF8.GetString(clear)),
            root is { } told ? Shorten(Encoding.UTF8.GetString(CmbJson.Canonical(told, "…"))) : Snippet(reply.Body),
            start.UtcDateTime,
            (int)(clock.GetUtcNow() - start).TotalMilliseconds
        );
        if (fault is not null)
            return new(null, null, null, fault, reply.MaySent, exchange);
        var response = root!.Value.GetProperty("response");
        var head = response.GetProperty("head");
        return new(
            response.TryGetProperty("body", out var found) && found.ValueKind == JsonValueKind.Object ? found : null,
            CmbText.Of(head, "resultcode"),
            CmbText.Of(head, "resultmsg"),
            null,
            reply.MaySent,
            exchange
        );
    }

    public void Dispose() => http.Dispose();

    /// <summary>Time to the millisecond and 80 random bits: never repeated, whichever node asks.</summary>
    private static string RequestId(DateTime now) =>
        ChinaTime.FromUtc(now).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture)
        + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    private string Seal(byte[] clear)
    {
        var signature = Convert.ToBase64String(Sm.Sign(keys.Own, keys.Signer, clear));
        var signed = Encoding.UTF8.GetString(clear).Replace($"\"{Placeholder}\"", $"\"{signature}\"", StringComparison.Ordinal);
        return Convert.ToBase64String(Sm.Encrypt(keys.Encryption, keys.Signer, Encoding.UTF8.GetBytes(signed)));
    }

    private byte[] Form(string function, string data) =>
        Encoding.ASCII.GetBytes(
            $"UID={Uri.EscapeDataString(keys.UserId)}&FUNCODE={Uri.EscapeDataString(function)}&ALG=SM&DATA={Uri.EscapeDataString(data)}"
        );

    private (JsonElement? Root, ChannelFault? Fault) Open(HttpReply reply, string function, string requestId)
    {
        if (reply.Fault is not null)
            return (null, reply.Fault);
        if (reply.Status != HttpStatusCode.OK)
            return (null, new(ChannelFaultKind.ServerFault, $"http_{(int)reply.Status}", Snippet(reply.Body) ?? ""));
        var text = Encoding.ASCII.GetString(reply.Body!).Trim();
        if (text.StartsWith("CDCServer:", StringComparison.Ordinal))
            return (null, new(ChannelFaultKind.ServerFault, "gateway", Snippet(reply.Body) ?? ""));
        if (CmbKeys.Bytes(text) is not { } cipher || Sm.Decrypt(keys.Encryption, keys.Signer, cipher) is not { } clear)
            return (null, new(ChannelFaultKind.Unreadable, "not_encrypted", Snippet(reply.Body) ?? ""));
        try
        {
            using var document = JsonDocument.Parse(new UTF8Encoding(false, true).GetString(clear), Strict);
            var root = document.RootElement.Clone();
            return (root, Check(root, function, requestId));
        }
        // Half of a surrogate pair in a text is an InvalidOperationException when the text is read.
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return (null, new(ChannelFaultKind.Unreadable, "not_json", "The answer is no JSON, or was cut off."));
        }
    }

    /// <summary>The signature first: whatever else stands in an unsigned answer, somebody else may have written it.</summary>
    private ChannelFault? Check(JsonElement root, string function, string requestId)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("signature", out var signature))
            return new(ChannelFaultKind.BadSignature, "no_signature", "The bank's answer is not signed.");
        if (
            CmbText.Of(signature, "sigdat") is not { } text
            || CmbKeys.Bytes(text) is not { } bytes
            || !Sm.Verify(keys.Bank, keys.Signer, CmbJson.Canonical(root, Placeholder), bytes)
        )
            return new(ChannelFaultKind.BadSignature, "bad_signature", "The signature of the bank's answer is wrong.");
        if (
            !root.TryGetProperty("response", out var response)
            || response.ValueKind != JsonValueKind.Object
            || !response.TryGetProperty("head", out var head)
            || !Is(head, "reqid", requestId)
            || !Is(head, "funcode", function)
            || !Is(head, "userid", keys.UserId)
        )
            return new(ChannelFaultKind.Unreadable, "other_request", "The bank's answer belongs to another request.");
        return null;
    }

    private static bool Is(JsonElement head, string name, string value) =>
        string.Equals(CmbText.Of(head, name), value, StringComparison.Ordinal);

    private static string? Snippet(byte[]? body) =>
        body is null ? null : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 200)));

    private static string Shorten(string text) => text.Length <= Exchange.MaxText ? text : text[..Exchange.MaxText];
}
