using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Benchmarks;

/// <summary>Writes a statement of generated rows to a temporary file and verifies it: seconds (by the clock and of processor), and megabytes of working set above idle.</summary>
internal static class StatementBenchmark
{
    public static async Task<int> RunAsync(string kind, string count)
    {
        var rows = int.Parse(count, CultureInfo.InvariantCulture);
        // Warm: code is compiled and the template made before idle is measured, as in a running portal.
        await using (var warm = StatementTempFile.Create())
            await WriteAsync(kind, 10, warm);

        await using var file = StatementTempFile.Create();
        await MeasureAsync("write", rows, () => WriteAsync(kind, rows, file));
        Console.WriteLine(FormattableString.Invariant($"file    {file.Length / 1e6:F1} MB"));
        StatementVerification? verification = null;
        await MeasureAsync("verify", rows, async () => verification = await StatementVerifier.VerifyAsync(file, default));
        Console.WriteLine($"verdict {verification?.Verdict} {verification?.First}");
        return verification?.Verdict == StatementVerdict.Unaltered ? 0 : 1;
    }

    private static async Task MeasureAsync(string what, int rows, Func<Task> work)
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var idle = process.WorkingSet64;
        var peak = idle;
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                process.Refresh();
                peak = Math.Max(peak, process.WorkingSet64);
                await Task.Delay(20);
            }
        });
        var processor = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await work();
        watch.Stop();
        await stop.CancelAsync();
        await watching;
        process.Refresh();
        processor = process.TotalProcessorTime - processor;
        Console.WriteLine(
            FormattableString.Invariant(
                $"{what, -7} {rows:N0} rows  {watch.Elapsed.TotalSeconds:F2} s  processor {processor.TotalSeconds:F2} s  idle {idle / 1e6:F0} MB  peak {peak / 1e6:F0} MB  above idle {(peak - idle) / 1e6:F0} MB"
            )
        );
    }

    private static Task<IntegrityResult> WriteAsync(string kind, int rows, Stream output)
    {
        var header = new StatementHeader(
            "星河商贸有限公司",
            "中国工商银行",
            "6222021234567890123",
            "基本户",
            Currency.Cny,
            new(2025, 1, 1),
            new(2025, 12, 31),
            1_000_000_00
        );
        var order = new StatementOrder(
            new(new DateTime(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc), "bench"),
            StatementLanguage.Chinese,
            [new(header, Rows(rows, header.OpeningMinor), 0)]
        );
        Func<IntegrityResult, Task<AuditAnchor>> anchor = _ => Task.FromResult(new AuditAnchor(1, new string('0', 64)));
        return kind is "csv"
            ? StatementFiles.WriteCsvAsync(order, anchor, output, default)
            : StatementFiles.WriteXlsxAsync(order, anchor, output, default);
    }

    /// <summary>Rows like a shop's: 13 columns, Chinese names, order numbers, no two alike.</summary>
    private static async IAsyncEnumerable<StatementRow> Rows(int count, long balance)
    {
        string[] names = ["杭州云谷科技有限公司", "上海远洋国际货运代理有限公司", "张伟", "深圳市前海联合支付", "Müller & Söhne GmbH"];
        for (var i = 1; i <= count; i++)
        {
            if (i % 1000 == 0)
                await Task.Yield();
            var amount = (i * 7919L % 1_000_000) - 400_000;
            balance += amount;
            yield return new(
                i,
                new DateOnly(2025, 1, 1).AddDays((int)((long)i * 364 / count)),
                new TimeOnly((i % 86_400) * TimeSpan.TicksPerSecond),
                new DateOnly(2025, 1, 1).AddDays((int)((long)i * 364 / count)),
                (TransactionKind)((i % 14) + 1),
                "TRF",
                names[i % names.Length],
                (6222020000000000000 + (i * 7919L)).ToString(CultureInfo.InvariantCulture),
                "订单 " + (202500000000 + i).ToString(CultureInfo.InvariantCulture) + " 货款结算",
                (i * 104729L).ToString("D16", CultureInfo.InvariantCulture),
                amount,
                balance
            );
        }
    }
}
