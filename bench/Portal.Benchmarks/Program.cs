using System.Globalization;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Approvals;
using FundPortal.Benchmarks.Imports;
using FundPortal.Benchmarks.Pages;
using FundPortal.Benchmarks.Payments;
using FundPortal.Benchmarks.Peers;
using FundPortal.Benchmarks.Races;
using FundPortal.Benchmarks.Reads;
using FundPortal.Benchmarks.Search;
using FundPortal.Benchmarks.Starts;
using FundPortal.Benchmarks.Statements;

return args switch
{
    ["statement", "bare", var address, var database, var account] => await BareStatements.RunAsync(
        address,
        database,
        int.Parse(account, CultureInfo.InvariantCulture)
    ),
    ["statement", .. var rest] when rest.Length <= 1 => await StatementBenchmark.RunAsync(Number(rest, 0, 1_000_000)),
    ["races", "worker", var folder] => await RaceWorker.RunAsync(folder),
    ["races", .. var rest] when rest is [] or [_] => await RaceBenchmark.RunAsync(
        rest is [var rounds] ? int.Parse(rounds, NumberStyles.None, CultureInfo.InvariantCulture) : 200
    ),
    ["payments", .. var rest] when rest.Length <= 4 => await PaymentProof.RunAsync(
        Number(rest, 0, 2_000),
        Number(rest, 1, Random.Shared.Next(1, 1_000_000)),
        Number(rest, 2, PaymentProof.UsualFaults),
        isSweep: rest is [_, _, _, "sweep"]
    ),
    ["apis", "bare", var port, var database, var account] => await BareHost.RunAsync(
        int.Parse(port, CultureInfo.InvariantCulture),
        database,
        int.Parse(account, CultureInfo.InvariantCulture)
    ),
    ["apis", .. var rest] when rest.Length <= 2 => await ApiBenchmark.RunAsync(Number(rest, 0, 5_000_000), Number(rest, 1, 6)),
    ["generate", .. var rest] when rest.Length <= 2 => await GenerateAsync(Number(rest, 0, 5_000_000), Number(rest, 1, 0)),
    ["audit", .. var rest] when rest.Length <= 1 => await AuditBenchmark.RunAsync(Number(rest, 0, 1_000_000)),
    ["inbox", .. var rest] when rest.Length <= 1 => await InboxBenchmark.RunAsync(Number(rest, 0, 10_000)),
    ["routing", .. var rest] when rest.Length <= 1 => RoutingBenchmark.Run(Number(rest, 0, 100)),
    ["pages"] => await PagesBenchmark.RunAsync(),
    ["start"] => await StartBenchmark.RunAsync(),
    ["reads", .. var rest] when rest.Length <= 1 => await ReadBenchmark.RunAsync(Number(rest, 0, 5_000_000)),
    ["peers", .. var rest] when rest.Length <= 1 => await PeerBenchmark.RunAsync(Number(rest, 0, 500_000)),
    ["search", .. var rest] when rest.Length <= 1 => await SearchBenchmark.RunAsync(Number(rest, 0, 5_000_000)),
    ["imports", "ado", var source, var target, var kilobytes] => ImportFloors.Ado(
        source,
        target,
        int.Parse(kilobytes, CultureInfo.InvariantCulture)
    ),
    ["imports", "ef", var source, var target, var rows] => await ImportFloors.EfAsync(
        source,
        target,
        int.Parse(rows, CultureInfo.InvariantCulture)
    ),
    ["imports", .. var rest] when rest.Length <= 1 => await ImportBenchmark.RunAsync(Number(rest, 0, 1_000_000)),
    _ => Usage(),
};

static int Number(string[] given, int position, int unless) =>
    given.Length > position ? int.Parse(given[position], NumberStyles.None, CultureInfo.InvariantCulture) : unless;

static async Task<int> GenerateAsync(int rows, int seed)
{
    await using var data = await BigDatabase.OpenAsync(rows, seed);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        Usage: Portal.Benchmarks WHAT
          generate [rows] [seed]        a database for reads, apis, search and statement, in the folder that FUNDPORTAL_BENCH_DATA names
          reads [rows]                  pages, counts and sums, dashboard
          apis [rows] [seconds]         both signed APIs under load (needs wrk)
          inbox [payments]              approval inbox
          routing [rules]               who must sign
          audit [entries]               verifying the audit chain
          statement [rows]              an Excel statement to a browser
          pages                         an open transactions page, and turning it
          start                         from start to the first page
          search [rows]                 text search
          imports [entries]             an import as a whole process
          peers [rows]                  Tryton and Actual Budget beside the portal
          races [rounds]                two processes at once
          payments [count] [seed] [spoiled calls of 10,000] [sweep]
        """
    );
    return 2;
}
