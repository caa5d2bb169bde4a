using System.Diagnostics;
using System.Globalization;
using FundPortal.Benchmarks.Figures;

namespace FundPortal.Benchmarks.Statements;

/// <summary>Does another program read the portal's workbook, and all of its rows? A file that it had to repair or could not read gives none.</summary>
internal static class LibreOffice
{
    private const string Program = "/usr/bin/soffice";

    /// <summary>Rows of an account's sheet beside its entries: six above, four below (see StatementLayout).</summary>
    private const int OtherRows = 10;

    /// <summary>It takes minutes for a million rows, so a tenth is enough here.</summary>
    private const int MaxRows = 100_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task CheckAsync(Downloads get, int rows, string folder)
    {
        if (!File.Exists(Program))
        {
            Console.WriteLine("LibreOffice is not installed: nothing else has opened the file.");
            return;
        }
        rows = Math.Min(rows, MaxRows);
        await get.OursAsync(rows, Path.Combine(folder, "statement.xlsx"));
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        foreach (
            var word in (string[])
                [
                    $"-env:UserInstallation=file://{folder}/profile",
                    "--headless",
                    "--convert-to",
                    // Comma, quotation mark, UTF-8, from line 1, every sheet into a file of its own.
                    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
                    "statement.xlsx",
                ]
        )
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        var sheets = Directory.GetFiles(folder, "statement-*.csv");
        var most = sheets.Length == 0 ? 0 : sheets.Max(sheet => File.ReadLines(sheet).LongCount());
        FigureTable.Add(
            new Figure(
                "statement opened by LibreOffice: rows read",
                "rows",
                most - OtherRows,
                rows,
                string.Create(CultureInfo.InvariantCulture, $"written, {sheets.Length} sheets")
            )
                .AtLeast(rows)
                .AtMost(rows)
        );
    }
}
