using System.Diagnostics;
using System.Globalization;

namespace FundPortal.Benchmarks.Apis;

/// <summary>What one run of wrk measured.</summary>
internal sealed record Measured(double PerSecond, double P50Milliseconds, double P99Milliseconds, long Requests, long Bad);

/// <summary>Runs wrk with requests that were signed before: each goes out once, since a signature is good once.</summary>
internal static class Load
{
    public const int Connections = 32;

    /// <summary>Each thread has requests of its own; when they are used up it goes on with the first, which are then refused and counted as bad.</summary>
    private const string Script = """
        local number = 0
        function setup(thread) thread:set("number", number) number = number + 1 end
        function init(args)
          requests, at, bad = {}, 0, 0
          if not args[1] then return end
          for block in io.open(args[1] .. "." .. number, "rb"):read("*a"):gmatch("([^\1]+)\1") do requests[#requests + 1] = block end
        end
        function request()
          if #requests == 0 then return wrk.format() end
          at = at % #requests + 1
          return requests[at]
        end
        function done(summary, latency)
          local errors = summary.errors
          print(string.format("RESULT %d %d %d %d %d", summary.duration, summary.requests, latency:percentile(50), latency:percentile(99),
            errors.status + errors.timeout + errors.connect + errors.read + errors.write))
        end
        """;

    /// <param name="requests">Whole HTTP requests; null: plain GETs of the address.</param>
    public static async Task<Measured> RunAsync(Uri address, int seconds, IReadOnlyList<string>? requests, string folder)
    {
        var script = Path.Combine(folder, "load.lua");
        await File.WriteAllTextAsync(script, Script);
        var (file, isSigned) = (Path.Combine(folder, "requests"), requests is not null);
        if (requests is not null)
            await File.WriteAllTextAsync(file + ".0", string.Concat(requests.Select(request => request + "\u0001")));
        string[] arguments =
        [
            "-t1",
            string.Create(CultureInfo.InvariantCulture, $"-c{Connections}"),
            string.Create(CultureInfo.InvariantCulture, $"-d{seconds}s"),
            "-s",
            script,
            address.ToString(),
            .. isSigned ? (string[])["--", file] : [],
        ];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("RESULT ", StringComparison.Ordinal));
        long[] numbers = line is null
            ? throw new InvalidOperationException($"wrk said:\n{output}")
            : [.. line.Split(' ').Skip(1).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return new Measured(numbers[1] * 1e6 / numbers[0], numbers[2] / 1e3, numbers[3] / 1e3, numbers[1], numbers[4]);
    }
}
