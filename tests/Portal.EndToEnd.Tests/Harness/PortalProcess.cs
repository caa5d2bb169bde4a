using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace FundPortal.EndToEnd.Tests.Harness;

/// <summary>The real program as a process of its own, on a free port, with a folder of its own for database and keys.</summary>
public sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly StringBuilder log;

    private PortalProcess(Process process, StringBuilder log, string folder, Uri address)
    {
        this.process = process;
        this.log = log;
        Folder = folder;
        Address = address;
    }

    public string Folder { get; }

    public Uri Address { get; }

    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <param name="folder">A folder of an earlier start, to start again on its data.</param>
    public static async Task<PortalProcess> StartAsync(
        bool demo = true,
        string? folder = null,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        folder ??= Directory.CreateTempSubdirectory("fundportal-e2e-").FullName;
        var start = Command(folder, ["--urls", "http://127.0.0.1:0"]);
        start.Environment["Demo__Seed"] = demo ? "true" : "false";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var log = new StringBuilder();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        void Take(string? line)
        {
            if (line is null)
                return;
            lock (log)
                log.AppendLine(line);
            if (ListeningLine().Match(line) is { Success: true } match)
                listening.TrySetResult(new Uri(match.Groups["address"].Value));
        }
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The portal ended while starting."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var address = await listening.Task.WaitAsync(StartLimit);
            return new PortalProcess(process, log, folder, address);
        }
        catch (Exception error)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The portal did not start:\n{log}", error);
        }
    }

    /// <summary>Runs one command of the same program on this portal's data, to its end.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var command = Process.Start(Command(Folder, arguments))!;
        command.StandardInput.Close();
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output, await error);
    }

    /// <summary>SIGKILL: nothing gets a chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static ProcessStartInfo Command(string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(WebProgram());
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // Tests that want a bank have one of their own.
        start.Environment["Sandbox__Start"] = "false";
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={Path.Combine(folder, "fundportal.db")}";
        return start;
    }

    /// <summary>The web program as built beside this test, in the same configuration.</summary>
    private static string WebProgram()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!;
        return Path.Combine(root.FullName, "src", "Portal.Web", "bin", output.Parent.Name, output.Name, "Portal.Web.dll");
    }

    [GeneratedRegex(@"Now listening on: (?<address>http\S+)", RegexOptions.NonBacktracking)]
    private static partial Regex ListeningLine();
}
