using System.Diagnostics;
using FundPortal.Benchmarks.Hosts;

namespace FundPortal.Benchmarks.Starts;

/// <summary>Programs as they are delivered: published and precompiled for this machine. Publishing again what is unchanged takes seconds.</summary>
internal static class Published
{
    /// <param name="project">Folder of the project below the root.</param>
    /// <returns>The program's file.</returns>
    public static async Task<string> MakeAsync(params string[] project)
    {
        var name = project[^1];
        var folder = Path.Combine(HostProcess.Root, "bench", "Portal.Benchmarks", "obj", "published");
        var output = Path.Combine(folder, name);
        string[] words =
        [
            "publish",
            Path.Combine([HostProcess.Root, .. project]),
            "--configuration",
            "Release",
            "--runtime",
            "linux-x64",
            "--no-self-contained",
            "-p:PublishReadyToRun=true",
            "--artifacts-path",
            Path.Combine(folder, "work"),
            "--output",
            output,
            "--verbosity",
            "quiet",
        ];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", words) { UseShellExecute = false })!;
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0
            ? Path.Combine(output, name + ".dll")
            : throw new InvalidOperationException($"{name} could not be published.");
    }
}
