using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FundPortal.TestKit;

/// <summary>A webhook as it came.</summary>
/// <param name="Target">Path and query as they came.</param>
public sealed record Hook(string Target, string Timestamp, string Nonce, string Signature, byte[] Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public Guid Id => Json.GetProperty("id").GetGuid();

    public string Type => Json.GetProperty("type").GetString()!;

    public bool Is(string type) => string.Equals(Type, type, StringComparison.Ordinal);

    public JsonElement Data => Json.GetProperty("data");

    /// <summary>As a receiver checks it that has only read the contract.</summary>
    public bool IsSignedWith(string secret, string path, string canonicalQuery)
    {
        var text = $"POST\n{path}\n{canonicalQuery}\n{Timestamp}\n{Nonce}\n\n{Convert.ToHexStringLower(SHA256.HashData(Body))}";
        var right = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text));
        return string.Equals(Convert.ToHexStringLower(right), Signature, StringComparison.Ordinal);
    }
}

/// <summary>A client's server: takes hooks over HTTP, one after the other, and answers what the test says.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private readonly WireServer server;

    public HookReceiver() => server = WireServer.Start(AnswerAsync);

    public ConcurrentQueue<Hook> Taken { get; } = new();

    /// <summary>Of the next answers.</summary>
    public int Status { get; set; } = 200;

    public string? Location { get; set; }

    public int AnswerBytes { get; set; } = 2;

    /// <summary>Before it answers.</summary>
    public Func<Task> OnHook { get; set; } = () => Task.CompletedTask;

    public string Url => new Uri(server.Address, "hooks").ToString();

    public string Elsewhere => new UriBuilder(server.Address) { Host = "localhost", Path = "elsewhere" }.Uri.ToString();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        one.Dispose();
    }

    private async Task AnswerAsync(WireRequest request, Stream stream, CancellationToken ct)
    {
        await one.WaitAsync(ct);
        try
        {
            Taken.Enqueue(
                new(request.Target, request.Head("X-Timestamp"), request.Head("X-Nonce"), request.Head("X-Signature"), request.Body)
            );
            await OnHook().WaitAsync(ct);
            var location = Location is null ? "" : $"Location: {Location}\r\n";
            var head = string.Create(
                CultureInfo.InvariantCulture,
                $"HTTP/1.1 {Status} -\r\n{location}Content-Length: {AnswerBytes}\r\n\r\n"
            );
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), ct);
            await stream.WriteAsync(new byte[AnswerBytes], ct);
        }
        finally
        {
            one.Release();
        }
    }
}
