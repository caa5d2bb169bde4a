using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FundPortal.TestKit;

/// <summary>A request as it came.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Lines">Of its head, the first one excluded.</param>
public sealed record WireRequest(string Target, IReadOnlyList<string> Lines, byte[] Body)
{
    /// <summary>Empty when it did not come.</summary>
    public string Head(string name) =>
        Lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";
}

/// <summary>A server that answers each request with the bytes that the test says, over plain TCP or TLS, and counts what reached it.</summary>
public sealed class WireServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<WireRequest, Stream, CancellationToken, Task> answer;
    private readonly X509Certificate2? certificate;
    private readonly Task accepting;
    private int connections;
    private int requests;

    private WireServer(Func<WireRequest, Stream, CancellationToken, Task> answer, X509Certificate2? certificate)
    {
        (this.answer, this.certificate) = (answer, certificate);
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Address => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    public int Connections => connections;

    /// <summary>Requests whose head came in whole.</summary>
    public int Requests => requests;

    public static WireServer Start(Func<Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null) =>
        new((_, stream, ct) => answer(stream, ct), certificate);

    public static WireServer Start(Func<WireRequest, Stream, CancellationToken, Task> answer) => new(answer, certificate: null);

    public static WireServer Answering(string status, string body = "", string heads = "", X509Certificate2? certificate = null) =>
        Start((stream, ct) => WriteAsync(stream, status, body, heads, ct), certificate);

    /// <summary>Promises nothing about its length and never ends.</summary>
    public static WireServer Endless() =>
        Start(
            async (stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray(), ct);
                var block = Encoding.ASCII.GetBytes(new string('A', 64 * 1024));
                while (true)
                    await stream.WriteAsync(block, ct);
            }
        );

    /// <summary>A byte now and then.</summary>
    public static WireServer Slow() =>
        Start(
            async (stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"u8.ToArray(), ct);
                for (var i = 0; i < 1_000; i++)
                {
                    await stream.WriteAsync("{"u8.ToArray(), ct);
                    await Task.Delay(200, ct);
                }
            }
        );

    /// <summary>Signed by itself, for 127.0.0.1.</summary>
    public static X509Certificate2 SelfSigned(DateTimeOffset from, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(from, until);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
        certificate?.Dispose();
    }

    private static async Task WriteAsync(Stream stream, string status, string body, string heads, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = $"HTTP/1.1 {status}\r\n{heads}Content-Length: {bytes.Length}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
        await stream.WriteAsync(bytes, ct);
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref connections);
                serving.Add(ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using Stream stream = client.GetStream();
            await using var tls = certificate is null ? null : new SslStream(stream);
            if (tls is not null)
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
            var wire = tls ?? stream;
            while (await ReadRequestAsync(wire) is { } request)
            {
                Interlocked.Increment(ref requests);
                await answer(request, wire, stop.Token);
            }
        }
        catch (Exception error)
            when (error is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The caller went away, or did not like the certificate.
        }
    }

    /// <returns>Null when the caller closed.</returns>
    private async Task<WireRequest?> ReadRequestAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n");
        var request = new WireRequest(lines[0].Split(' ')[1], lines[1..], []);
        var length = request.Head("Content-Length") is { Length: > 0 } text
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stop.Token);
        return request with { Body = body };
    }
}
