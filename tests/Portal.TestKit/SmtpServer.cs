using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace FundPortal.TestKit;

/// <summary>A small real SMTP server: greets, may speak TLS, takes e-mails, and misbehaves when told to.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;

    /// <param name="port">0 for a free one.</param>
    public SmtpServer(int port = 0, bool offersTls = false)
    {
        OffersTls = offersTls;
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public bool OffersTls { get; }

    /// <summary>What the server took, in order.</summary>
    public ConcurrentQueue<MimeMessage> Taken { get; } = new();

    /// <summary>Envelope receivers and credentials, as they came in.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>The answer to RCPT TO; null for yes.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>Runs when an e-mail was taken, before the server says so.</summary>
    public Func<Task> BeforeAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>Cuts the line after taking an e-mail instead of saying so.</summary>
    public bool IsMute { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException) { }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            Stream stream = client.GetStream();
            await WriteAsync(stream, "220 test ready");
            while (await ReadLineAsync(stream) is { } line)
            {
                Commands.Enqueue(line);
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb is "STARTTLS")
                {
                    await WriteAsync(stream, "220 go");
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(Certificate.Value);
                    stream = tls;
                    continue;
                }
                if (verb is "DATA")
                {
                    await WriteAsync(stream, "354 go");
                    await TakeAsync(stream);
                    await BeforeAnswer();
                    if (IsMute)
                        return;
                }
                await WriteAsync(stream, Answer(verb, line, stream is SslStream));
                if (verb is "QUIT")
                    return;
            }
        }
        catch (Exception error)
            when (error
                    is IOException
                        or SocketException
                        or OperationCanceledException
                        or System.Security.Authentication.AuthenticationException
            ) { }
    }

    private string Answer(string verb, string line, bool isTls) =>
        verb switch
        {
            "EHLO" => OffersTls && !isTls ? "250-test\r\n250 STARTTLS" : "250-test\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "RCPT" => Refuse(line) ?? "250 ok",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };

    private async Task TakeAsync(Stream stream)
    {
        using var text = new MemoryStream();
        while (await ReadLineAsync(stream) is { } line && line is not ".")
            text.Write(Encoding.Latin1.GetBytes((line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line) + "\r\n"));
        text.Position = 0;
        Taken.Enqueue(await MimeMessage.LoadAsync(text, stop.Token));
    }

    private async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, stop.Token) == 1)
        {
            if (one[0] == '\n')
                return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }

    private async Task WriteAsync(Stream stream, string text) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), stop.Token);

    private static readonly Lazy<X509Certificate2> Certificate = new(() =>
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    });
}
