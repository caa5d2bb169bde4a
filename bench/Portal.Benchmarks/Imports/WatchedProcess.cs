using System.Diagnostics;
using System.Globalization;

namespace FundPortal.Benchmarks.Imports;

/// <summary>A whole process: seconds from start to end, and the most memory that it ever held (Linux counts it).</summary>
internal sealed record WatchedProcess(decimal Seconds, decimal PeakMegabytes, string Output)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <exception cref="InvalidOperationException">It did not end with 0.</exception>
    public static async Task<WatchedProcess> RunAsync(string database, params string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={database}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        using var stop = new CancellationTokenSource(Limit);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop.Token), process.StandardError.ReadToEndAsync(stop.Token));
        var ended = process.WaitForExitAsync(stop.Token);
        var peak = 0m;
        try
        {
            while (await Task.WhenAny(ended, Task.Delay(Look)) != ended)
                peak = Math.Max(peak, Peak(process.Id));
            await ended;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        var seconds = (decimal)watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new(seconds, peak, await output)
            : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}: {await errors}");
    }

    /// <summary>VmHWM never falls, so the last look says all; 0 when the process is gone already.</summary>
    private static decimal Peak(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? 0
                : decimal.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024m;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
