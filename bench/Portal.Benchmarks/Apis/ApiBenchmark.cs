using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FundPortal.Application.Data;
using FundPortal.Benchmarks.Figures;
using FundPortal.Sdk;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Apis;

/// <summary>A page of 50 of many transactions through both signed APIs of the real portal, against what the same server can do at most.</summary>
internal static class ApiBenchmark
{
    /// <summary>More than any run uses up: this many a second are signed before.</summary>
    private const int SignedPerSecond = 12_000;

    /// <summary>So long each server is called before it is measured: its code is compiled in steps while it runs.</summary>
    private const int WarmSeconds = 8;

    /// <summary>The servers take turns; the medians are told.</summary>
    private const int Rounds = 5;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(int rows, int seconds)
    {
        await using var data = await BigDatabase.OpenAsync(rows);
        var world = data.World;
        var account = world.AccountId.ToString(CultureInfo.InvariantCulture);
        var began = DateTime.UtcNow;
        await WithAsync(
            port => [Environment.ProcessPath!, "apis", "bare", port, data.Node.Database, account],
            data.Folder,
            "empty",
            bare =>
                WithAsync(
                    port => ["dotnet", Portal(), "--urls", $"http://127.0.0.1:{port}"],
                    data.Folder,
                    "health",
                    async portal =>
                    {
                        // What was signed in the second of the start is refused.
                        await Task.Delay(TimeSpan.FromSeconds(2));
                        var empty = await Load.RunAsync(new Uri(bare, "empty"), seconds, null, data.Folder);
                        await CompareAsync("finance bill API", Bills, 0.6m);
                        await CompareAsync("settlement API", Settlements, null);
                        Say($"empty endpoint {empty.PerSecond:N0}/s");
                        return true;

                        async Task CompareAsync(string api, Func<ApiWorld, Uri, int, List<string>> sign, decimal? goal)
                        {
                            var (ours, floors) = (new List<Measured>(), new List<Measured>());
                            foreach (var length in Enumerable.Repeat(seconds, Rounds).Prepend(WarmSeconds))
                            {
                                var requests = sign(world, portal, length);
                                floors.Add(await Load.RunAsync(bare, length, requests, data.Folder));
                                ours.Add(await Load.RunAsync(portal, length, requests, data.Folder));
                            }
                            Tell(api, ours[1..], floors[1..], goal);
                        }
                    }
                )
        );
        var codes = await data.Node.UseAsync(
            (PortalDbContext db) =>
                db
                    .ApiCalls.Where(call => call.At >= began)
                    .GroupBy(call => new { call.Api, call.Code })
                    .Select(g => new { g.Key, Count = g.Count() })
                    .ToListAsync()
        );
        foreach (var code in codes.OrderBy(code => code.Key.Api))
            Say($"call log: {code.Key.Api} {code.Key.Code}: {code.Count:N0}");
        // wrk cuts its connections at the end of each run; anything more was refused, and then the figures say nothing.
        var refused = codes.Where(code => code.Key.Code is not "0").Sum(code => code.Count);
        return refused <= 2 * (Rounds + 1) * Load.Connections ? FigureTable.ExitCode : 1;
    }

    private static void Tell(string api, List<Measured> ours, List<Measured> floors, decimal? goal)
    {
        static Measured Median(List<Measured> runs) => runs.OrderBy(run => run.PerSecond).ElementAt(runs.Count / 2);
        var (our, floor) = (Median(ours), Median(floors));
        var figure = new Figure(
            $"{api}, page of 50, signed and logged (p50 {our.P50Milliseconds:F1} ms, p99 {our.P99Milliseconds:F1} ms; bare {floor.P99Milliseconds:F1} ms)",
            "requests/s",
            (decimal)our.PerSecond,
            (decimal)floor.PerSecond,
            "bare page"
        );
        FigureTable.Add(goal is { } least ? figure.AtLeastOfFloor(least) : figure);
    }

    private static List<string> Bills(ApiWorld world, Uri address, int seconds)
    {
        var now = DateTimeOffset.UtcNow.ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return Many(
            seconds,
            nonce =>
            {
                List<KeyValuePair<string, string>> given =
                [
                    new("flag", world.Bill.Flag!),
                    new("method", "finance.getTransactionList"),
                    new("ver", "1"),
                    new("charset", "utf-8"),
                    new("type", "json"),
                    new("timestamp", now),
                    new("nonce", nonce),
                    new("account_id", world.Account.ToString()),
                    new("page_size", "50"),
                ];
                given.Add(new("sign", Signing.Bill(world.Bill.Secret, given, BillScheme.HmacSha256)));
                var body = Signing.Canonical(given);
                var length = body.Length.ToString(CultureInfo.InvariantCulture);
                return $"POST /openapi/rpc/service HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}";
            }
        );
    }

    private static List<string> Settlements(ApiWorld world, Uri address, int seconds)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var path = $"/v1/accounts/{world.Account}/transactions";
        return Many(
            seconds,
            nonce =>
            {
                var signature = Signing.Full(world.Settlement.Secret, "GET", path, [new("limit", "50")], now, nonce, "", []);
                return $"GET {path}?limit=50 HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {world.Settlement.Key}\r\nX-Timestamp: {now}\r\nX-Nonce: {nonce}\r\nX-Signature: {signature}\r\n\r\n";
            }
        );
    }

    private static List<string> Many(int seconds, Func<string, string> sign) =>
        [.. Enumerable.Range(0, SignedPerSecond * seconds).Select(_ => sign(Guid.NewGuid().ToString("n")))];

    /// <summary>Starts a server, waits until it answers, and ends it when <paramref name="use"/> is done.</summary>
    private static async Task<T> WithAsync<T>(Func<string, string[]> command, string folder, string path, Func<Uri, Task<T>> use)
    {
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var words = command(port);
        var start = new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, WorkingDirectory = folder };
        // Plain http is taken in Development only; what it says more than Production stays unsaid.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["Logging__LogLevel__Microsoft"] = "Error";
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={Path.Combine(folder, "fundportal.db")}";
        start.Environment["Demo__Seed"] = "false";
        start.Environment["Sandbox__Start"] = "false";
        using var process = Process.Start(start)!;
        try
        {
            var address = new Uri($"http://127.0.0.1:{port}/");
            await AnswersAsync(new Uri(address, path));
            return await use(address);
        }
        finally
        {
            // SIGTERM: the call log is stored first.
            using (var stop = Process.Start("kill", process.Id.ToString(CultureInfo.InvariantCulture)))
                await stop.WaitForExitAsync();
            await process.WaitForExitAsync();
        }
    }

    private static async Task AnswersAsync(Uri address)
    {
        using var http = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(address);
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (watch.Elapsed < StartLimit)
            {
                // Not yet.
            }
            await Task.Delay(200);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Portal()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "Portal.Web", "bin", output.Parent.Name, output.Name, "Portal.Web.dll");
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
