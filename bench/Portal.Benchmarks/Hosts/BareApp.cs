using System.Diagnostics;

namespace FundPortal.Benchmarks.Hosts;

/// <summary>The otherwise empty app (Portal.BareApp) on a database of its own beside the portal's.</summary>
internal static class BareApp
{
    public static string Program
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(HostProcess.Root, "bench", "Portal.BareApp", "bin", output.Parent!.Name, output.Name, "Portal.BareApp.dll");
        }
    }

    /// <summary>Makes its database, with one person and some thousand rows.</summary>
    public static async Task SeedAsync(string folder)
    {
        using var seed = Process.Start(
            new ProcessStartInfo("dotnet", [Program, $"--db={Database(folder)}", "--seed"]) { WorkingDirectory = folder }
        )!;
        await seed.WaitForExitAsync();
        if (seed.ExitCode != 0)
            throw new InvalidOperationException("The bare app made no database.");
    }

    public static string Database(string folder) => Path.Combine(folder, "bare.db");

    public static Task<HostProcess> StartAsync(string folder, params (string Name, string Value)[] settings) =>
        HostProcess.StartAsync(address => ["dotnet", Program, "--urls", address, $"--db={Database(folder)}"], folder, "health", settings);
}
