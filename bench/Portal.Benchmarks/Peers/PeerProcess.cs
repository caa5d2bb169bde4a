using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FundPortal.Benchmarks.Peers;

/// <summary>
/// Another program, started by its <c>bench/peers/…/run.sh</c> in a folder of its own: one line of JSON asks, one answers. The script
/// stops and deletes everything when its input ends or it is told to.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    /// <summary>The script's word that the program is not there and cannot be installed.</summary>
    private const int NotInstalled = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process process;
    private readonly Queue<string> errors = new();

    private PeerProcess(Process process) => this.process = process;

    /// <param name="Ms">Milliseconds of one call by the peer's own clock, without the way there and back.</param>
    public sealed record Reply(decimal Ms, JsonArray Answer);

    public string Version { get; private set; } = "";

    /// <returns>Null when it is not installed: the script said why.</returns>
    public static async Task<PeerProcess?> StartAsync(string name, string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo("bash", [Script(name), folder])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var peer = new PeerProcess(Process.Start(start)!);
        peer.process.ErrorDataReceived += (_, line) => peer.Keep(line.Data);
        peer.process.BeginErrorReadLine();
        try
        {
            if (await peer.ReadAsync(limit) is { } hello)
            {
                peer.Version = (string)hello["version"]!;
                return peer;
            }
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
        await peer.process.WaitForExitAsync();
        var isMissing = peer.process.ExitCode == NotInstalled;
        var said = peer.Said();
        await peer.DisposeAsync();
        return isMissing ? null : throw new InvalidOperationException($"{name} ended: {said}");
    }

    public async Task<Reply> AskAsync(object request, TimeSpan limit)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, Json));
        await process.StandardInput.FlushAsync();
        var answer = await ReadAsync(limit) ?? throw new InvalidOperationException($"No answer: {Said()}");
        return new Reply((decimal)(double)answer["ms"]!, answer["answer"]!.AsArray());
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        if (!await EndsWithinAsync(TimeSpan.FromSeconds(20)) && !process.HasExited)
        {
            // In the middle of some work; its script still stops and deletes what it started.
            using var tell = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await tell.WaitForExitAsync();
            if (!await EndsWithinAsync(TimeSpan.FromSeconds(60)))
                process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    /// <returns>Null when it ended.</returns>
    private async Task<JsonNode?> ReadAsync(TimeSpan limit)
    {
        using var stop = new CancellationTokenSource(limit);
        var line = await process.StandardOutput.ReadLineAsync(stop.Token);
        return line is null ? null : JsonNode.Parse(line);
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        using var stop = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        if (line.StartsWith("not measured", StringComparison.Ordinal))
            Console.WriteLine(line);
        lock (errors)
        {
            errors.Enqueue(line);
            if (errors.Count > 30)
                errors.Dequeue();
        }
    }

    private string Said()
    {
        lock (errors)
            return string.Join('\n', errors);
    }

    private static string Script(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "bench", "peers", name, "run.sh");
            if (File.Exists(script))
                return script;
        }
        throw new FileNotFoundException($"bench/peers/{name}/run.sh");
    }
}
