using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Statements;
using FundPortal.Application.Transactions;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Reads;
using FundPortal.Domain.Transactions;

namespace FundPortal.Benchmarks.Peers;

/// <summary>Pages, balances and a file beside Tryton.</summary>
internal sealed class TrytonRows(PeerWorld world, int rows)
{
    private const int Rounds = 7;

    /// <summary>The portal's calls of one round; Tryton does one.</summary>
    private const int Calls = 20;

    /// <summary>1,000 lines of the first account, when there are 500,000 in all: of 10,000 Tryton made no file within nine minutes.</summary>
    private const int ExportDays = 25;

    private readonly string size = string.Create(CultureInfo.InvariantCulture, $"{rows:N0} lines");

    private static readonly TimeSpan Loading = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Answering = TimeSpan.FromMinutes(5);

    /// <summary>Known to take more than a minute.</summary>
    private static readonly TimeSpan Exporting = TimeSpan.FromMinutes(20);

    /// <returns>False when Tryton is not there.</returns>
    public async Task<bool> MeasureAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-tryton-").FullName;
        world.Write(Path.Combine(folder, "rows.tsv"));
        var watch = Stopwatch.StartNew();
        await using var tryton = await PeerProcess.StartAsync("tryton", folder, Loading);
        if (tryton is null)
        {
            Console.WriteLine("not measured: the rows beside Tryton");
            return false;
        }
        PeerBenchmark.Say($"Tryton {tryton.Version}: the same rows in {watch.Elapsed.TotalSeconds:F0} s");
        var middle = TransactionFiller.FirstDay.AddDays(TransactionFiller.Days / 2);
        var quarter = new TransactionFilter
        {
            From = middle,
            To = middle.AddDays(90),
            Kinds = [TransactionKind.Transfer],
        };
        var hot = quarter with { Accounts = [world.Account(1)] };
        await PageAsync(tryton, $"page of 50, one account, 90 days, one kind, {size}", hot, account: 1);
        await PageAsync(tryton, $"page of 50, all accounts, 90 days, one kind, {size}", quarter, account: null);
        await BalancesAsync(tryton);
        await ExportAsync(tryton);
        return true;
    }

    private async Task PageAsync(PeerProcess tryton, string name, TransactionFilter filter, int? account)
    {
        var request = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["work"] = "page",
            ["calls"] = 1,
            ["from"] = filter.From!,
            ["to"] = filter.To!,
            ["kind"] = (int)filter.Kinds[0],
            ["size"] = 50,
        };
        if (account is { } number)
            request["account"] = number;
        PeerBenchmark.MustBeEqual(
            name,
            (await world.PageAsync(filter)).Select(row => row.Amount.Minor),
            (await tryton.AskAsync(request, Answering)).Answer.Select(amount => (long)amount!)
        );
        Add(
            name,
            await PeerBenchmark.InTurnsAsync(Rounds, Calls, () => world.PageAsync(filter), () => tryton.AskAsync(request, Answering))
        );
    }

    private async Task BalancesAsync(PeerProcess tryton)
    {
        var name = $"balances of {PeerWorld.AccountCount} accounts, {size}";
        var request = new { work = "balances", calls = 1 };
        PeerBenchmark.MustBeEqual(
            name,
            (await world.BalancesAsync())
                .OrderBy(row => row.Number, StringComparer.Ordinal)
                .Select(row => row.Balances.Booked!.Amount.Minor),
            (await tryton.AskAsync(request, Answering)).Answer.Select(amount => (long)amount!)
        );
        Add(name, await PeerBenchmark.InTurnsAsync(Rounds, Calls, world.BalancesAsync, () => tryton.AskAsync(request, Answering)));
    }

    /// <summary>Tryton does it once: more rounds would take many minutes.</summary>
    private async Task ExportAsync(PeerProcess tryton)
    {
        var (from, to) = (TransactionFiller.FirstDay, TransactionFiller.FirstDay.AddDays(ExportDays - 1));
        var request = new
        {
            work = "export",
            calls = 1,
            from,
            to,
            account = 1,
        };
        var net = (
            await world.SumAsync(
                new()
                {
                    Accounts = [world.Account(1)],
                    From = from,
                    To = to,
                }
            )
        ).Sums.Single().Net.Minor;
        var ours = new List<decimal>();
        var entries = 0L;
        for (var round = 0; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            (_, entries) = await world.ExportAsync(1, from, to, StatementFormat.Csv);
            // The first one is warming up.
            if (round > 0)
                ours.Add((decimal)Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        var name = string.Create(CultureInfo.InvariantCulture, $"CSV file of {entries:N0} lines, {size}");
        var reply = await tryton.AskAsync(request, Exporting);
        PeerBenchmark.MustBeEqual(name, [entries, net], reply.Answer.Select(number => (long)number!));
        Add(name, (ours.Order().ElementAt(Rounds / 2), reply.Ms));
    }

    private static void Add(string name, (decimal Ours, decimal Peer) times) =>
        FigureTable.Add(new Figure(name, "ms", times.Ours, Peer: times.Peer, PeerName: "Tryton 6.0").TimesFasterThanPeer(10));
}
