using System.Globalization;
using FundPortal.Benchmarks;
using FundPortal.Benchmarks.Races;

return args switch
{
    ["statement", ("xlsx" or "csv") and var kind, ..] => await StatementBenchmark.RunAsync(kind, args.Length > 2 ? args[2] : "1000000"),
    ["races", "worker", var folder] => await RaceWorker.RunAsync(folder),
    ["races", .. var rest] when rest is [] or [_] => await RaceBenchmark.RunAsync(
        rest is [var rounds] ? int.Parse(rounds, NumberStyles.None, CultureInfo.InvariantCulture) : 200
    ),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Portal.Benchmarks statement xlsx|csv [rows]\n       Portal.Benchmarks races [rounds]");
    return 2;
}
