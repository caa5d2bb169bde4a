using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace FundPortal.Sdk.Tests;

/// <summary>Runs programs of the client libraries in other languages. A language that is not on the machine is a skip; in CI a failure.</summary>
internal static class Language
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>The repository's folder <c>sdk</c>.</summary>
    public static string Sdk { get; } = Path.Combine(Root(), "sdk");

    /// <summary>Fails with the program's own words unless it ends well.</summary>
    /// <param name="folder">Below <c>sdk</c>.</param>
    /// <returns>What it wrote.</returns>
    public static async Task<string> RunAsync(
        string folder,
        string program,
        IEnumerable<string> arguments,
        IEnumerable<(string, string)>? settings = null
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.Combine(Sdk, folder),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in settings ?? [])
            start.Environment[name] = value;
        using var process = Start(start);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            var said = await output + await error;
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{said}");
            return said;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Compiles the Java library and a program of its tests, and gives the folder of classes to <paramref name="use"/>.</summary>
    public static async Task WithJavaAsync(Func<string, Task> use)
    {
        var classes = Directory.CreateTempSubdirectory("fundportal-java-").FullName;
        try
        {
            var sources = Directory.EnumerateFiles(Path.Combine(Sdk, "java"), "*.java", SearchOption.AllDirectories);
            await RunAsync("java", "javac", ["--release", "11", "-encoding", "UTF-8", "-d", classes, .. sources]);
            await use(classes);
        }
        finally
        {
            Directory.Delete(classes, recursive: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            var isCi = string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
            Assert.SkipUnless(isCi, $"{start.FileName} is not on this machine: its client library was NOT tested.");
            throw;
        }
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FundPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("Not inside the repository.");
    }
}
