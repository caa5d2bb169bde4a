using System.Diagnostics;

namespace FundPortal.EndToEnd.Tests;

/// <summary>The races of signing, submitting, stopping and limiting, by two processes on one file; 200 rounds of them are in bench.</summary>
public sealed class RaceTests
{
    private const string Rounds = "20";

    [Fact]
    public async Task E7_E8_two_processes_racing_for_the_same_payments_leave_one_legal_outcome_each_time()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!;
        var program = Path.Combine(
            root.FullName,
            "bench",
            "Portal.Benchmarks",
            "bin",
            output.Parent.Name,
            output.Name,
            "Portal.Benchmarks.dll"
        );
        var start = new ProcessStartInfo("dotnet", [program, "races", Rounds]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var races = Process.Start(start)!;
        var told = await races.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await races.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(told);

        Assert.True(races.ExitCode == 0, told);
        Assert.Equal(14, told.Split($": {Rounds} rounds, 0 wrong").Length - 1);
    }
}
