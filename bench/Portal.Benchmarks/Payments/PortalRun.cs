using System.Diagnostics;
using System.Globalization;

namespace FundPortal.Benchmarks.Payments;

/// <summary>One process of the real portal, which sends; killed and started again as often as the proof wants.</summary>
internal sealed class PortalRun(string folder, string database) : IDisposable
{
    /// <summary>Where data becomes durable, and where something reaches or comes from the network; counted by thread, to at most so many.</summary>
    private static readonly (string Calls, int Max)[] Spots =
    [
        ("fsync,fdatasync", 6),
        ("sendmsg,sendto", 5),
        ("recvmsg,recvfrom", 8),
        ("pwrite64", 60),
    ];

    private readonly SortedDictionary<string, int> ends = new(StringComparer.Ordinal);
    private Process? process;
    private string end = "";
    private bool isKilled;

    /// <summary>While set, each life ends by itself at a drawn system call (strace must be there).</summary>
    public Random? Sweeper { get; set; }

    public int Kills { get; private set; }

    /// <summary>How often it ended at which drawn system call.</summary>
    public IReadOnlyDictionary<string, int> Ends => ends;

    public int Freezes { get; private set; }

    public bool IsAlive => process is { HasExited: false };

    public void Start()
    {
        if (process is { HasExited: true } && !isKilled && end.Length > 0)
            ends[end] = ends.GetValueOrDefault(end) + 1;
        process?.Dispose();
        isKilled = false;
        string[] command = [.. Sweep(), "dotnet", Program(), "--urls", "http://127.0.0.1:0"];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={database}";
        start.Environment["Demo__Seed"] = "false";
        start.Environment["Sandbox__Start"] = "false";
        start.Environment["Jobs__FirstAfter"] = "00:00:00";
        start.Environment["Channels__InsideHosts__0"] = "127.0.0.1";
        start.Environment["Channels__TimeOut"] = "00:00:02";
        start.Environment["Sending__Lease"] = "00:00:05";
        start.Environment["Sending__LongestPause"] = "00:00:02";
        start.Environment["DOTNET_TieredPGO"] = "0";
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: nothing gets a chance to tidy up.</summary>
    public void Kill()
    {
        if (!IsAlive)
            return;
        Kills++;
        isKilled = true;
        process!.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGSTOP, and SIGCONT when its leases have long run out.</summary>
    public async Task FreezeAsync(TimeSpan length)
    {
        if (!IsAlive)
            return;
        Freezes++;
        var id = process!.Id.ToString(CultureInfo.InvariantCulture);
        using (var stop = Process.Start("kill", ["-STOP", id]))
            await stop.WaitForExitAsync();
        await Task.Delay(length);
        // Somebody may have killed it meanwhile.
        if (!IsAlive)
            return;
        using var go = Process.Start("kill", ["-CONT", id]);
        await go.WaitForExitAsync();
    }

    public void Dispose()
    {
        Kill();
        process?.Dispose();
    }

    /// <summary>The traced process stays the one that was started; strace goes with it.</summary>
    private string[] Sweep()
    {
        end = "";
        if (Sweeper is not { } random)
            return [];
        (end, var max) = Spots[random.Next(Spots.Length)];
        var nth = random.Next(1, max + 1).ToString(CultureInfo.InvariantCulture);
        return ["strace", "-D", "-f", "-qqq", "-o", "/dev/null", "-e", "trace=" + end, "-e", $"inject={end}:signal=KILL:when={nth}"];
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (this)
            File.AppendAllText(Path.Combine(folder, "portal.log"), line + Environment.NewLine);
    }

    /// <summary>The portal as it was built with this program.</summary>
    internal static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "Portal.Web", "bin", output.Parent.Name, output.Name, "Portal.Web.dll");
    }
}
