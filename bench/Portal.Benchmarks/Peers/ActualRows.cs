using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FundPortal.Application.Statements;
using FundPortal.Application.Transactions;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Reads;
using FundPortal.Domain.Transactions;

namespace FundPortal.Benchmarks.Peers;

/// <summary>The import of the entries of one account, and a page of them, beside Actual Budget.</summary>
internal static class ActualRows
{
    private const int Rounds = 15;
    private const int Calls = 20;

    /// <summary>20,000 entries of the first account, when the source has 500,000.</summary>
    private const int Days = 500;

    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Importing = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Answering = TimeSpan.FromMinutes(1);

    /// <param name="source">Makes the files that are imported: statements as the portal itself exports them.</param>
    /// <returns>False when Actual Budget is not there.</returns>
    public static async Task<bool> MeasureAsync(PeerWorld source)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-actual-").FullName;
        await using var actual = await PeerProcess.StartAsync("actual", folder, Starting);
        if (actual is null)
        {
            Console.WriteLine("not measured: the rows beside Actual Budget");
            return false;
        }
        PeerBenchmark.Say($"Actual Budget {actual.Version}");
        await using var world = new PeerWorld();
        await world.CreateAsync(0, 0);
        var last = TransactionFiller.FirstDay.AddDays(Days - 1);
        // Both import another account's entries first: code is compiled and caches are there.
        await ImportAsync(source, world, actual, folder, 2, last);
        var (entries, ours, peer) = await ImportAsync(source, world, actual, folder, 1, last);
        FigureTable.Add(
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"import of {entries:N0} entries of one account"),
                "entries/s",
                entries * 1_000 / ours,
                Peer: entries * 1_000 / peer,
                PeerName: "Actual Budget, no file to read"
            ).AtLeastOfPeer(10)
        );
        await PageAsync(world, actual, entries);
        return true;
    }

    /// <summary>The portal reads and stores a camt.053 file; Actual Budget gets the same entries as objects.</summary>
    private static async Task<(int Entries, decimal Ours, decimal Peer)> ImportAsync(
        PeerWorld source,
        PeerWorld world,
        PeerProcess actual,
        string folder,
        int account,
        DateOnly last
    )
    {
        var (file, _) = await source.ExportAsync(account, TransactionFiller.FirstDay, last, StatementFormat.Camt);
        var start = Stopwatch.GetTimestamp();
        var stored = await world.ImportAsync(file, string.Create(CultureInfo.InvariantCulture, $"statement-{account}.xml"));
        var ours = (decimal)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        var rows = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{account}.tsv"));
        world.Write(rows, account);
        var reply = await actual.AskAsync(new { work = "import", rows }, Importing);
        PeerBenchmark.MustBeEqual("import", [(long)stored], reply.Answer.Select(count => (long)count!));
        return (stored, ours, reply.Ms);
    }

    private static async Task PageAsync(PeerWorld world, PeerProcess actual, int entries)
    {
        var from = TransactionFiller.FirstDay.AddDays(Days / 2);
        var filter = new TransactionFilter
        {
            Accounts = [world.Account(1)],
            From = from,
            To = from.AddDays(90),
            Kinds = [TransactionKind.Transfer],
        };
        var request = new
        {
            work = "page",
            calls = Calls,
            account = "1",
            from,
            to = from.AddDays(90),
            kind = "2",
            size = 50,
        };
        PeerBenchmark.MustBeEqual(
            "page",
            WholeDays((await world.PageAsync(filter)).Select(row => (row.BookingDate, row.Amount.Minor))),
            WholeDays((await actual.AskAsync(request, Answering)).Answer.Select(row => Read(row!.AsArray())))
        );
        var (ours, peer) = await PeerBenchmark.InTurnsAsync(
            Rounds,
            Calls,
            () => world.PageAsync(filter),
            () => actual.AskAsync(request, Answering)
        );
        FigureTable.Add(
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"page of 50, one account, 90 days, one kind, {entries:N0} rows of it"),
                "ms",
                ours,
                Peer: peer,
                PeerName: "Actual Budget"
            ).TimesFasterThanPeer(10)
        );
    }

    private static (DateOnly, long) Read(JsonArray row) =>
        (DateOnly.ParseExact((string)row[0]!, "yyyy-MM-dd", CultureInfo.InvariantCulture), (long)row[1]!);

    /// <summary>Actual Budget orders the rows of a day in its own way, so of the oldest day others may be on its page.</summary>
    private static IEnumerable<(DateOnly, long)> WholeDays(IEnumerable<(DateOnly Day, long Amount)> page)
    {
        var rows = page.ToArray();
        return rows.Where(row => row.Day > rows[^1].Day).OrderByDescending(row => row.Day).ThenBy(row => row.Amount);
    }
}
