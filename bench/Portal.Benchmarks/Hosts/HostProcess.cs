using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace FundPortal.Benchmarks.Hosts;

/// <summary>A web program as a process of its own on a free port: the portal, or a bare host beside it. It is ended with this.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process process;

    private HostProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>From the start of the process to the first answer that was asked for.</summary>
    public TimeSpan FirstAnswer { get; private init; }

    /// <param name="command">Program and arguments, given the address that it shall listen on.</param>
    /// <param name="path">Asked for until it answers with a success.</param>
    public static async Task<HostProcess> StartAsync(
        Func<string, string[]> command,
        string folder,
        string path,
        params (string Name, string Value)[] settings
    )
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
        var words = command(address.ToString());
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        try
        {
            await AnswersAsync(new Uri(address, path), process, watch);
            return new HostProcess(process, address) { FirstAnswer = watch.Elapsed };
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The portal as it was built beside this program, on a database of the benchmark's. Plain http is taken in Development only.</summary>
    public static Task<HostProcess> StartPortalAsync(string folder, string database, params (string Name, string Value)[] more) =>
        StartAsync(address => ["dotnet", PortalProgram(), "--urls", address], folder, "health", [.. PortalSettings(database), .. more]);

    public static (string Name, string Value)[] PortalSettings(string database) =>
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("Logging__LogLevel__Default", "Error"),
            ("Logging__LogLevel__Microsoft", "Error"),
            ("ConnectionStrings__Portal", $"Data Source={database}"),
            ("Demo__Seed", "false"),
            ("Sandbox__Start", "false"),
        ];

    /// <summary>The root of the source tree in which this program was built.</summary>
    public static string Root
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        }
    }

    private static string PortalProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Root, "src", "Portal.Web", "bin", output.Parent!.Name, output.Name, "Portal.Web.dll");
    }

    /// <summary>Megabytes that the process holds in memory now.</summary>
    public decimal WorkingSet() => Status("VmRSS:");

    /// <summary>The most since <see cref="ForgetPeak"/>.</summary>
    public decimal Peak() => Status("VmHWM:");

    /// <summary>The kernel then counts the peak anew.</summary>
    public void ForgetPeak() => File.WriteAllText(Proc("clear_refs"), "5");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using (var stop = Process.Start("kill", process.Id.ToString(CultureInfo.InvariantCulture)))
                await stop.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        process.Dispose();
    }

    private decimal Status(string name)
    {
        var line = File.ReadLines(Proc("status")).Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return decimal.Parse(
                line.AsSpan(name.Length, line.Length - name.Length - 3),
                NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture
            )
            * 1024
            / 1_000_000;
    }

    private string Proc(string file) => string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/{file}");

    private static async Task AnswersAsync(Uri address, Process process, Stopwatch watch)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (watch.Elapsed < StartLimit && !process.HasExited)
            {
                // Not yet.
            }
            await Task.Delay(10);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
