using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Hosts;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Identity;
using Microsoft.Playwright;

namespace FundPortal.Benchmarks.Pages;

/// <summary>
/// The transactions page of the real portal in a real browser, with 50 rows, beside a plain table with the same cells in an otherwise
/// empty MudBlazor app: managed memory of an open circuit, and the time from the click on "older" to the new rows in the document.
/// </summary>
internal static class PagesBenchmark
{
    private const int Transactions = 20_000;
    private const int Rows = 50;

    /// <summary>Circuits beyond the first ones; the portal gives a person ten.</summary>
    private const int Circuits = 6;

    private const int FirstCircuits = 2;
    private const int WarmClicks = 40;
    private const int Clicks = 60;

    /// <summary>Clicks, and tells the milliseconds until a full page of other rows stands in the document.</summary>
    private const string ClickToRows = """
        () => new Promise(done => {
          const rows = () => document.querySelectorAll('table.lean tbody tr');
          const before = rows()[0].textContent;
          const start = performance.now();
          const observer = new MutationObserver(() => {
            if (rows().length !== 50 || rows()[0].textContent === before)
              return;
            observer.disconnect();
            done(performance.now() - start);
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          document.querySelector('nav.pager button:last-of-type').click();
        })
        """;

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-pages-").FullName;
        try
        {
            await using var node = new ProofNode(folder);
            var world = new ApiWorld(node);
            await world.CreateAsync(Transactions);
            await BareApp.SeedAsync(folder);
            var (ourHeap, bareHeap) = (new Heap(), new Heap());
            await using var portal = await HostProcess.StartPortalAsync(folder, node.Database, ourHeap.Settings);
            await using var bare = await BareApp.StartAsync(folder, bareHeap.Settings);
            using var me = await SignedIn.StartAsync(node, portal.Address, world.Owner, Role.FinanceStaff);
            await using var chromium = await Chromium.StartAsync();
            await using var ours = await chromium.OfAsync(me, portal.Address);
            await using var floor = await chromium.OfBareAsync(bare.Address);

            FigureTable.Add(
                new Figure(
                    "transactions page of 50 rows, memory of an open circuit",
                    "KB",
                    await KilobytesAsync(ours, "/transactions", ourHeap),
                    await KilobytesAsync(floor, "/rows", bareHeap),
                    "plain table"
                ).AtMostOfFloor(2)
            );
            var times = await TimeAsync(ours.Pages[0], floor.Pages[0]);
            FigureTable.Add(
                new Figure("transactions page, click to 50 new rows", "ms", times.Ours, times.Floor, "plain table").AtMostOfFloor(2)
            );
            return FigureTable.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The first circuits bring what all share (compiled code, caches); each further one is a circuit's own.</summary>
    private static async Task<decimal> KilobytesAsync(IBrowserContext context, string path, Heap heap)
    {
        for (var i = 0; i < FirstCircuits; i++)
            await OpenAsync(context, path);
        var before = await SettledAsync(heap);
        for (var i = 0; i < Circuits; i++)
            await OpenAsync(context, path);
        return (await SettledAsync(heap) - before) / 1024m / Circuits;
    }

    private static async Task<long> SettledAsync(Heap heap)
    {
        // What renders after the rows (sums, the bell) has come, and its messages are acknowledged.
        await Task.Delay(TimeSpan.FromSeconds(3));
        return await heap.AliveAsync();
    }

    private static async Task OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        await page.WaitForFunctionAsync($"() => document.querySelectorAll('table.lean tbody tr').length === {Rows}");
    }

    /// <summary>They take turns, so that whatever else the machine does meets them alike.</summary>
    private static async Task<(decimal Ours, decimal Floor)> TimeAsync(IPage ours, IPage floor)
    {
        var (times, floors) = (new List<double>(), new List<double>());
        for (var i = 0; i < WarmClicks + Clicks; i++)
        {
            times.Add(await ours.EvaluateAsync<double>(ClickToRows));
            floors.Add(await floor.EvaluateAsync<double>(ClickToRows));
        }
        return (Median(times), Median(floors));
    }

    private static decimal Median(List<double> times) => (decimal)times.Skip(WarmClicks).Order().ElementAt(Clicks / 2);
}
