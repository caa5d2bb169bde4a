using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FundPortal.Application.Channels.Http;

/// <param name="Fault">Set when there is no answer to look at; <paramref name="Body"/> is null then.</param>
/// <param name="MaySent">False only when not one byte of the body left the house.</param>
internal sealed record HttpReply(
    HttpStatusCode Status,
    byte[]? Body,
    string? MediaType,
    DateTimeOffset? Date,
    ChannelFault? Fault,
    bool MaySent,
    TimeSpan? RetryAfter = null
);

/// <summary>
/// The portal's way out to one bank: only to allowed addresses (checked again at connect), no redirects, no proxy, no cookies, certificates
/// verified, answers capped in time and size. Whatever goes wrong is a fault, never an exception.
/// </summary>
internal sealed class ChannelHttp : IDisposable
{
    private static readonly TimeSpan ConnectTimeOut = TimeSpan.FromSeconds(10);

    private readonly HttpClient client;
    private readonly OutboundRules rules;

    public ChannelHttp(OutboundRules rules)
    {
        this.rules = rules;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = ConnectTimeOut,
            ConnectCallback = ConnectAsync,
            MaxResponseHeadersLength = 32,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // Also of connections that are reused: the last one that was seen.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = SeeCertificate },
        };
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>UTC, of the server's certificate as last seen; null without one.</summary>
    public DateTime? CertificateEndsAt { get; private set; }

    /// <param name="maxBytes">A longer answer is dropped there.</param>
    /// <param name="guard">Asked before the body's first byte; null: nobody is asked.</param>
    public async Task<HttpReply> SendAsync(
        HttpMethod method,
        Uri address,
        Action<HttpRequestMessage> headers,
        byte[]? body,
        string? mediaType,
        int maxBytes,
        Func<CancellationToken, Task<bool>>? guard,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(rules.TimeOut);
        using var request = new HttpRequestMessage(method, address);
        using var content = body is null ? null : new GuardedContent(body, mediaType!, guard);
        request.Content = content;
        headers(request);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var (bytes, isTooLong) = await ReadAsync(response, maxBytes, limit.Token);
            var fault = isTooLong
                ? new ChannelFault(ChannelFaultKind.Unreadable, "too_large", $"The answer is larger than {maxBytes} bytes.")
                : null;
            return new(
                response.StatusCode,
                isTooLong ? null : bytes,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.Date,
                fault,
                MaySent: true,
                response.Headers.RetryAfter switch
                {
                    { Delta: { } pause } => pause,
                    { Date: { } until } => until - (response.Headers.Date ?? until),
                    _ => null,
                }
            );
        }
        catch (Exception error) when (!ct.IsCancellationRequested || error is not OperationCanceledException)
        {
            var maySent = content?.HasBegun ?? true;
            return new(default(HttpStatusCode), null, null, null, FaultOf(error), maySent);
        }
    }

    public void Dispose() => client.Dispose();

    private static ChannelFault FaultOf(Exception error) =>
        error switch
        {
            GuardedContent.RefusedException => new(ChannelFaultKind.Forbidden, GuardedContent.RefusedException.Code, error.Message),
            OperationCanceledException => new(ChannelFaultKind.TimedOut, "time_out", "No answer in time."),
            HttpRequestException { InnerException: ForbiddenAddressException forbidden } => new(
                ChannelFaultKind.Forbidden,
                "host_not_allowed",
                forbidden.Message
            ),
            HttpRequestException { InnerException: GuardedContent.RefusedException refused } => new(
                ChannelFaultKind.Forbidden,
                GuardedContent.RefusedException.Code,
                refused.Message
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } tls => new(
                ChannelFaultKind.Unreachable,
                "certificate",
                tls.InnerException?.Message ?? tls.Message
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } broken => new(
                ChannelFaultKind.Unreadable,
                "cut_off",
                broken.Message
            ),
            HttpIOException cut => new(ChannelFaultKind.Unreadable, "cut_off", cut.Message),
            _ => new(ChannelFaultKind.Unreachable, "unreachable", error.Message),
        };

    private static async Task<(byte[] Bytes, bool IsTooLong)> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > maxBytes)
            return ([], true);
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var kept = new MemoryStream();
        var buffer = new byte[16_384];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (kept.Length + read > maxBytes)
                return ([], true);
            kept.Write(buffer, 0, read);
        }
        return (kept.ToArray(), false);
    }

    /// <summary>Resolves once and connects to what it checked, so that a name cannot point elsewhere in between.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = Array.FindAll(addresses, address => rules.MayConnect(host, address));
        if (allowed.Length == 0)
            throw new ForbiddenAddressException($"{host} is not an address that the portal may call.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool SeeCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 found)
            CertificateEndsAt = found.NotAfter.ToUniversalTime();
        return errors == SslPolicyErrors.None;
    }

    private sealed class ForbiddenAddressException(string message) : IOException(message);
}
