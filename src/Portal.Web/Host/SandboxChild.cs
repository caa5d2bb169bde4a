using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Application.Demo;

namespace FundPortal.Web.Host;

/// <summary>
/// The sandbox bank, started beside the portal in Development so that one command gives a portal with a bank to talk to. It ends with the
/// portal, however that ends: its standard input is a pipe from here. Settings: <c>Sandbox:Start</c> (true in Development, refused in
/// production), <c>Sandbox:Port</c> (5180), <c>Sandbox:Income</c> (seconds between payments that come in by themselves, 60; 0: none).
/// </summary>
internal sealed class SandboxChild : IAsyncDisposable
{
    private const int Port = 5180;
    private const int Income = 60;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process process;

    private SandboxChild(Process process) => this.process = process;

    /// <returns>Null when it is not wanted, not built, or does not start; the log says which.</returns>
    public static async Task<SandboxChild?> StartAsync(WebApplication app, CancellationToken ct)
    {
        if (!app.Environment.IsDevelopment() || !app.Configuration.GetValue("Sandbox:Start", defaultValue: true))
            return null;
        var program = Program();
        if (!File.Exists(program))
            return null;
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{app.Configuration.GetValue("Sandbox:Port", Port)}");
        // Books and keys lie beside the portal's own database, where the demonstration group looks for the keys.
        var folder = SandboxKeys.FolderBeside(app.Services.GetRequiredService<DatabaseOptions>());
        var income = string.Create(CultureInfo.InvariantCulture, $"--Income={app.Configuration.GetValue("Sandbox:Income", Income)}");
        var start = new ProcessStartInfo("dotnet", [program, $"--Urls={address}", $"--Data={folder}", "--WatchParent=true", income])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        void Tell(string? line)
        {
            if (line is { Length: > 0 })
                app.Logger.LogDebug("Sandbox bank: {Line}", line);
        }
        process.OutputDataReceived += (_, e) => Tell(e.Data);
        process.ErrorDataReceived += (_, e) => Tell(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await AnswersAsync(new Uri(address), process, ct))
        {
            app.Logger.LogInformation("The sandbox bank runs at {Address}", address);
            return new SandboxChild(process);
        }
        app.Logger.LogWarning("The sandbox bank did not start at {Address}; the portal goes on without it", address);
        process.Kill();
        process.Dispose();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            try
            {
                await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (TimeoutException)
            {
                process.Kill();
            }
        }
        process.Dispose();
    }

    private static async Task<bool> AnswersAsync(Uri address, Process process, CancellationToken ct)
    {
        using var client = new HttpClient();
        var began = Stopwatch.StartNew();
        while (!process.HasExited && began.Elapsed < StartLimit)
        {
            try
            {
                using var answer = await client.GetAsync(address, ct);
                return answer.IsSuccessStatusCode && !process.HasExited;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, ct);
            }
        }
        return false;
    }

    /// <summary>As built beside this program, in the same configuration.</summary>
    private static string Program()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var sources = output.Parent?.Parent?.Parent?.Parent?.FullName ?? "";
        return Path.Combine(sources, "Portal.SandboxBank", "bin", output.Parent?.Name ?? "", output.Name, "Portal.SandboxBank.dll");
    }
}
