using System.Diagnostics;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Hosts;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Identity;
using Microsoft.Playwright;

namespace FundPortal.Benchmarks.Starts;

/// <summary>
/// The published portal from the start of its process to its first page, and to the first page with data (50 transactions in a browser
/// that is already signed in), on a database that is there; beside an otherwise empty Blazor app with Identity, published the same way.
/// </summary>
internal static class StartBenchmark
{
    private const int Transactions = 20_000;
    private const int Rounds = 5;

    /// <summary>The first round warms the disk's cache.</summary>
    private const int WarmRounds = 1;

    public static async Task<int> RunAsync()
    {
        var portalProgram = await Published.MakeAsync("src", "Portal.Web");
        var bareProgram = await Published.MakeAsync("bench", "Portal.BareApp");
        var folder = Directory.CreateTempSubdirectory("fundportal-start-").FullName;
        try
        {
            await using var node = new ProofNode(folder);
            var world = new ApiWorld(node);
            await world.CreateAsync(Transactions);
            await BareApp.SeedAsync(folder);
            // Both in Development, where cookies go over plain http.
            Func<Task<HostProcess>> startPortal = () =>
                HostProcess.StartAsync(
                    address => ["dotnet", portalProgram, "--urls", address],
                    folder,
                    "sign-in",
                    HostProcess.PortalSettings(node.Database)
                );
            Func<Task<HostProcess>> startBare = () =>
                HostProcess.StartAsync(
                    address => ["dotnet", bareProgram, "--urls", address, $"--db={BareApp.Database(folder)}"],
                    folder,
                    "first",
                    ("ASPNETCORE_ENVIRONMENT", "Development")
                );
            await using var chromium = await Chromium.StartAsync();
            await using var ours = await SignInAsync(node, world, chromium, startPortal);
            await using var bare = await EnterAsync(chromium, startBare);

            var (times, floors) = (new List<Start>(), new List<Start>());
            for (var round = 0; round < WarmRounds + Rounds; round++)
            {
                times.Add(await StartAsync(startPortal, ours, "transactions"));
                floors.Add(await StartAsync(startBare, bare, "rows"));
            }
            Add("start to the first page", times, floors, start => start.FirstPage);
            Add("start to the first page with data", times, floors, start => start.FirstData);
            return FigureTable.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IBrowserContext> SignInAsync(ProofNode node, ApiWorld world, Chromium chromium, Func<Task<HostProcess>> start)
    {
        await using var portal = await start();
        using var me = await SignedIn.StartAsync(node, portal.Address, world.Owner, Role.FinanceStaff);
        return await chromium.OfAsync(me, portal.Address);
    }

    private static async Task<IBrowserContext> EnterAsync(Chromium chromium, Func<Task<HostProcess>> start)
    {
        await using var app = await start();
        return await chromium.OfBareAsync(app.Address);
    }

    private static async Task<Start> StartAsync(Func<Task<HostProcess>> start, IBrowserContext context, string path)
    {
        await using var app = await start();
        var watch = Stopwatch.StartNew();
        // Cookies know no port: the person is signed in at each start's address.
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await page.WaitForFunctionAsync("() => document.querySelectorAll('table.lean tbody tr').length === 50");
        watch.Stop();
        await page.CloseAsync();
        return new Start(app.FirstAnswer, app.FirstAnswer + watch.Elapsed);
    }

    private static void Add(string name, List<Start> times, List<Start> floors, Func<Start, TimeSpan> of) =>
        FigureTable.Add(new Figure(name, "ms", Median(times, of), Median(floors, of), "empty app").AtMostOfFloor(1.5m));

    private static decimal Median(List<Start> starts, Func<Start, TimeSpan> of) =>
        (decimal)starts.Skip(WarmRounds).Select(start => of(start).TotalMilliseconds).Order().ElementAt(Rounds / 2);

    /// <summary>Both from the start of the process.</summary>
    private sealed record Start(TimeSpan FirstPage, TimeSpan FirstData);
}
