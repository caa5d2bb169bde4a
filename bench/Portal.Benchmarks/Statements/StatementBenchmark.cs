using System.Diagnostics;
using System.Globalization;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Hosts;
using FundPortal.Benchmarks.Payments;
using FundPortal.Benchmarks.Reads;
using FundPortal.Domain.Identity;

namespace FundPortal.Benchmarks.Statements;

/// <summary>
/// A statement of a million rows, downloaded as Excel from the real portal by a signed-in person, beside a bare host that writes the same
/// cells of the same database (its own writer, MiniExcel, ClosedXML). All are processes, all answer over HTTP.
/// </summary>
internal static class StatementBenchmark
{
    private const int Rounds = 3;

    /// <summary>Rows on which ClosedXML is measured: it holds them all.</summary>
    private const int ClosedXmlRows = 100_000;

    private const int SmallRows = 10_000;

    public static async Task<int> RunAsync(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-statement-").FullName;
        try
        {
            await using var node = new ProofNode(folder);
            var world = new ApiWorld(node, accountCount: 2);
            var watch = Stopwatch.StartNew();
            await world.CreateAsync(rows, hot: rows);
            Say($"{rows:N0} transactions of one account in {watch.Elapsed.TotalSeconds:F0} s");
            await using var portal = await HostProcess.StartPortalAsync(folder, node.Database);
            await using var bare = await HostProcess.StartAsync(
                address => [Environment.ProcessPath!, "statement", "bare", address, node.Database, Text(world.AccountId)],
                folder,
                "health"
            );
            using var me = await SignedIn.StartAsync(node, portal.Address, world.Owner, Role.FinanceStaff);
            await MeasureAsync(rows, new Downloads(me, bare.Address, world.Account, rows), portal, folder);
            return FigureTable.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(int rows, Downloads get, HostProcess portal, string folder)
    {
        // All code is compiled before anything is measured, as in a portal that has run for a day.
        for (var i = 0; i < 5; i++)
        {
            await get.OursAsync(SmallRows);
            await get.BareAsync("floor", SmallRows);
            await get.BareAsync("miniexcel", SmallRows);
        }
        await get.BareAsync("closedxml", 1_000);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var idle = portal.WorkingSet();
        var small = await PeakAsync(portal, () => get.OursAsync(SmallRows));
        var large = await PeakAsync(portal, () => get.OursAsync(rows));

        var (ours, floor, mini) = (new List<Download>(), new List<Download>(), new List<Download>());
        for (var round = 0; round < Rounds; round++)
        {
            floor.Add(await get.BareAsync("floor", rows));
            ours.Add(await get.OursAsync(rows));
            mini.Add(await get.BareAsync("miniexcel", rows));
        }
        var name = string.Create(CultureInfo.InvariantCulture, $"statement, {rows:N0} rows as xlsx");
        FigureTable.Add(
            new Figure(
                name,
                "s",
                Median(ours, d => d.Seconds),
                Median(floor, d => d.Seconds),
                "bare loop",
                Median(mini, d => d.Seconds),
                "MiniExcel"
            )
                .AtMostOfFloor(1.25m)
                .TimesFasterThanPeer(1.65m)
        );
        FigureTable.Add(new Figure($"{name}, first byte", "ms", Median(ours, d => d.FirstByte)).AtMost(300));
        FigureTable.Add(new Figure($"{name}, working set above idle", "MB", large - idle, idle, "idle").AtMost(150));
        FigureTable.Add(
            new Figure($"{name}, working set beside {SmallRows:N0} rows", "MB", large, small, "10,000 rows").AtMostOfFloor(1.25m)
        );
        if (rows >= ClosedXmlRows)
            await MeasureClosedXmlAsync(get);
        await LibreOffice.CheckAsync(get, rows, folder);
    }

    private static async Task MeasureClosedXmlAsync(Downloads get)
    {
        var times = new List<Download>();
        for (var round = 0; round < Rounds; round++)
            times.Add(await get.OursAsync(ClosedXmlRows));
        var peer = await get.BareAsync("closedxml", ClosedXmlRows);
        FigureTable.Add(
            new Figure(
                "statement, 100,000 rows as xlsx",
                "s",
                Median(times, d => d.Seconds),
                null,
                "",
                peer.Seconds,
                "ClosedXML 0.95.4"
            ).TimesFasterThanPeer(20)
        );
    }

    private static async Task<decimal> PeakAsync(HostProcess portal, Func<Task> run)
    {
        portal.ForgetPeak();
        await run();
        return portal.Peak();
    }

    private static decimal Median(List<Download> downloads, Func<Download, decimal> of) =>
        downloads.Select(of).Order().ElementAt(downloads.Count / 2);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}
