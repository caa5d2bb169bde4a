using System.Globalization;
using ClosedXML.Excel;
using FundPortal.Domain.Transactions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using MiniExcelLibs;

namespace FundPortal.Benchmarks.Statements;

/// <summary>
/// A web host that knows no portal and answers the same rows as a workbook, in three ways: the floor's writer, MiniExcel, ClosedXML.
/// A process of its own, like the portal.
/// </summary>
internal static class BareStatements
{
    /// <summary>Excel counts days from here.</summary>
    public static readonly DateTime Epoch = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Names of kinds, as long as the portal's.</summary>
    public static readonly string[] Kinds = [.. Enumerable.Range(0, 32).Select(kind => "类型" + (char)('甲' + kind))];

    private const string ExcelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static async Task<int> RunAsync(string address, string database, int account)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder
            .Logging.ClearProviders()
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Error)
            .SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls(address);
        await using var app = builder.Build();
        app.MapGet("/health", () => { });
        Map("/floor", (rows, output) => FloorWriter.Write(output, rows));
        Map("/miniexcel", WriteMiniExcel);
        Map("/closedxml", WriteClosedXml);
        await app.RunAsync();
        return 0;

        void Map(string path, Action<SqliteDataReader, Stream> write) =>
            app.MapGet(
                path,
                (HttpContext context, DateOnly from, DateOnly to) =>
                {
                    context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                    context.Response.ContentType = ExcelType;
                    using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly");
                    connection.Open();
                    using var command = Ask(connection, account, from, to);
                    using var rows = command.ExecuteReader();
                    write(rows, context.Response.Body);
                }
            );
    }

    private static SqliteCommand Ask(SqliteConnection connection, int account, DateOnly from, DateOnly to)
    {
        var command = connection.CreateCommand();
        command.CommandText = """
            SELECT "BookedAt", "ValueDate", "Kind", "BankType", "Counterparty", "CounterpartyAccount", "Text", "BankReference", "AmountMinor"
            FROM "Transactions" WHERE "AccountId" = $account AND "BookedAt" >= $from AND "BookedAt" < $to ORDER BY "BookedAt", "Id"
            """;
        command.Parameters.AddWithValue("$account", account);
        command.Parameters.AddWithValue("$from", Milliseconds(from));
        command.Parameters.AddWithValue("$to", Milliseconds(to.AddDays(1)));
        return command;
    }

    private static long Milliseconds(DateOnly day) => new DateTimeOffset(ChinaTime.StartOf(day), TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>One row for the libraries.</summary>
    private sealed record Line(
        long Seq,
        DateTime BookingDate,
        TimeSpan Time,
        DateTime? ValueDate,
        string Kind,
        string BankType,
        string Counterparty,
        string CounterpartyAccount,
        string Text,
        string Reference,
        decimal? In,
        decimal? Out,
        decimal Balance
    );

    private static IEnumerable<Line> Lines(SqliteDataReader rows)
    {
        var (number, balance) = (0L, 0L);
        while (rows.Read())
        {
            var at = ChinaTime.FromUtc(DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)).UtcDateTime);
            var amount = rows.GetInt64(8);
            balance += amount;
            yield return new(
                ++number,
                at.Date,
                at.TimeOfDay,
                rows.IsDBNull(1) ? null : DateTime.Parse(rows.GetString(1), CultureInfo.InvariantCulture),
                Kinds[rows.GetInt32(2)],
                rows.GetString(3),
                rows.GetString(4),
                rows.GetString(5),
                rows.GetString(6),
                rows.GetString(7),
                amount >= 0 ? amount / 100m : null,
                amount < 0 ? -amount / 100m : null,
                balance / 100m
            );
        }
    }

    private static void WriteMiniExcel(SqliteDataReader rows, Stream output)
    {
        // It seeks back in what it writes.
        using var file = Temporary();
        file.SaveAs(Lines(rows));
        file.Position = 0;
        file.CopyTo(output);
    }

    private static void WriteClosedXml(SqliteDataReader rows, Stream output)
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("s");
        sheet.Column(2).Style.NumberFormat.Format = "yyyy-mm-dd";
        sheet.Column(3).Style.NumberFormat.Format = "hh:mm:ss";
        sheet.Column(4).Style.NumberFormat.Format = "yyyy-mm-dd";
        for (var column = 11; column <= 13; column++)
            sheet.Column(column).Style.NumberFormat.Format = "#,##0.00;[Red]-#,##0.00";
        foreach (var line in Lines(rows))
        {
            var row = (int)line.Seq;
            sheet.Cell(row, 1).SetValue(line.Seq);
            sheet.Cell(row, 2).SetValue(line.BookingDate);
            sheet.Cell(row, 3).SetValue(line.Time);
            if (line.ValueDate is { } valued)
                sheet.Cell(row, 4).SetValue(valued);
            sheet.Cell(row, 5).SetValue(line.Kind);
            sheet.Cell(row, 6).SetValue(line.BankType);
            sheet.Cell(row, 7).SetValue(line.Counterparty);
            sheet.Cell(row, 8).SetValue(line.CounterpartyAccount);
            sheet.Cell(row, 9).SetValue(line.Text);
            sheet.Cell(row, 10).SetValue(line.Reference);
            if (line.In is { } credit)
                sheet.Cell(row, 11).SetValue(credit);
            if (line.Out is { } debit)
                sheet.Cell(row, 12).SetValue(debit);
            sheet.Cell(row, 13).SetValue(line.Balance);
        }
        using var file = Temporary();
        workbook.SaveAs(file);
        file.Position = 0;
        file.CopyTo(output);
    }

    private static FileStream Temporary() =>
        new(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
}
