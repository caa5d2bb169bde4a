using FundPortal.Benchmarks;

return args is ["statement", var kind, ..] && kind is "xlsx" or "csv"
    ? await StatementBenchmark.RunAsync(kind, args.Length > 2 ? args[2] : "1000000")
    : Usage();

static int Usage()
{
    Console.Error.WriteLine("Usage: Portal.Benchmarks statement xlsx|csv [rows]");
    return 2;
}
