using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FundPortal.TestKit;

/// <summary>A Redis of its own for one test, in a folder that goes with it. It keeps nothing unless it is told <c>SAVE</c>.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    /// <summary>Why a test that needs it is skipped.</summary>
    public const string Missing = "There is no redis-server here (Debian: redis-server).";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly string folder = Directory.CreateTempSubdirectory("redis-").FullName;
    private readonly string port = FreePort().ToString(CultureInfo.InvariantCulture);
    private Process process;

    private RedisProcess() => process = Run();

    public static bool IsHere =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, "redis-server")));

    /// <summary>As <c>Redis:Connection</c> takes it.</summary>
    public string Connection => "127.0.0.1:" + port;

    public static async Task<RedisProcess> StartAsync()
    {
        var redis = new RedisProcess();
        await redis.WaitAsync();
        return redis;
    }

    /// <summary>Dies like a machine without power.</summary>
    public async Task KillAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    /// <summary>Up again at the same address, with what was saved.</summary>
    public async Task StartAgainAsync()
    {
        process.Dispose();
        process = Run();
        await WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The shell's input is a pipe from here: it closes when the tests end, however they end, and Redis ends with it.</summary>
    private Process Run()
    {
        var start = new ProcessStartInfo("sh")
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            ArgumentList =
            {
                "-c",
                "redis-server --bind 127.0.0.1 --port \"$1\" --dir \"$2\" --save '' --appendonly no --logfile redis.log & cat >/dev/null; kill -9 $!",
                "redis",
                port,
                folder,
            },
        };
        return Process.Start(start)!;
    }

    private async Task WaitAsync()
    {
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            if (since.Elapsed > StartLimit || process.HasExited)
                throw new TimeoutException("Redis does not start: " + await File.ReadAllTextAsync(Path.Combine(folder, "redis.log")));
            await Task.Delay(20);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
            await using var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync() is "+PONG";
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
