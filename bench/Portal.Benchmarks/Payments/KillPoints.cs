using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FundPortal.Benchmarks.Payments;

/// <summary>
/// Listens to the bank saying how far an order has come ("received", "executed", "answered") and kills a portal right then, before the bank
/// goes on: for one in some of the points, by a hash of the seed.
/// </summary>
internal sealed class KillPoints : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly int seed;

    public KillPoints(int seed)
    {
        this.seed = seed;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        probe.Stop();
        listener.Prefixes.Add(Address);
        listener.Start();
    }

    public string Address { get; }

    /// <summary>One point in so many kills; 0: none does.</summary>
    public int OneIn { get; set; }

    public Dictionary<string, int> Kills { get; } = new(StringComparer.Ordinal);

    public async Task ListenAsync(Action<int> kill)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => Answer(context, kill));
        }
    }

    public void Dispose() => listener.Close();

    private void Answer(HttpListenerContext context, Action<int> kill)
    {
        using (context.Response)
        {
            var told = JsonSerializer.Deserialize<Dictionary<string, string>>(context.Request.InputStream)!;
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{told["point"]}/{told["reference"]}"));
            var drawn = BinaryPrimitives.ReadInt32BigEndian(hash) & int.MaxValue;
            if (OneIn == 0 || drawn % OneIn != 0)
                return;
            lock (Kills)
                Kills[told["point"]] = Kills.GetValueOrDefault(told["point"]) + 1;
            kill(drawn);
        }
    }
}
