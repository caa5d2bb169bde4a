using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FundPortal.Benchmarks.Apis;

/// <summary>
/// What the same server can do at most: an endpoint that answers nothing, and one for each API that reads the same page with a prepared
/// statement and writes it at once, unsigned, uncounted and unlogged. It is asked with the very requests that the portal is asked with, and
/// looks at none of their signatures. A process of its own, like the portal.
/// </summary>
internal static class BareHost
{
    public static async Task<int> RunAsync(int port, string database, int account)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        await using var app = builder.Build();
        app.MapGet("/empty", () => { });
        Map(app, "/openapi/rpc/service", database, account, BillColumns, WriteBill);
        Map(app, "/v1/accounts/{id}/transactions", database, account, SettlementColumns, WriteSettlement);
        await app.RunAsync();
        return 0;
    }

    /// <summary>As the portal writes: the same page is the same bytes.</summary>
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private const string BillColumns = """
        "Id", "AmountMinor", "BalanceAfterMinor", "BookedAt", "Text"
        """;

    private const string SettlementColumns = """
        "Id", "AmountMinor", "BalanceAfterMinor", "BookedAt", "Text", "BookingDate", "ValueDate", "Kind", "BankType", "Counterparty",
        "CounterpartyAccount", "BankReference", "EndToEndId", "IsReversal", "IsProvisional"
        """;

    private static void Map(
        WebApplication app,
        string path,
        string database,
        int account,
        string columns,
        Action<Utf8JsonWriter, SqliteDataReader> write
    )
    {
        var readers = new ConcurrentBag<SqliteCommand>();
        app.MapMethods(
            path,
            ["GET", "POST"],
            async (HttpContext context) =>
            {
                if (!readers.TryTake(out var reader))
                    reader = Prepare(database, account, columns);
                Write(context.Response, reader, write);
                readers.Add(reader);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        );
    }

    private static SqliteCommand Prepare(string database, int account, string columns)
    {
        var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly");
        connection.Open();
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The columns are constants.
        command.CommandText = $"""
            SELECT {columns} FROM "Transactions"
            WHERE "AccountId" = $account ORDER BY "BookedAt" DESC, "Id" DESC LIMIT 50
            """;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$account", account);
        command.Prepare();
        return command;
    }

    private static void Write(HttpResponse response, SqliteCommand reader, Action<Utf8JsonWriter, SqliteDataReader> write)
    {
        response.ContentType = "application/json; charset=utf-8";
        using var json = new Utf8JsonWriter(response.BodyWriter, Json);
        using var rows = reader.ExecuteReader();
        json.WriteStartObject();
        json.WriteStartArray("lists");
        while (rows.Read())
        {
            json.WriteStartObject();
            write(json, rows);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteBill(Utf8JsonWriter json, SqliteDataReader rows)
    {
        var amount = rows.GetInt64(1);
        json.WriteString("trans_id", rows.GetInt64(0).ToString(CultureInfo.InvariantCulture));
        json.WriteString("account_id", "0199aaaa-0000-7000-8000-000000000001");
        json.WriteString("account_name", "基本户 1");
        json.WriteString("trans_type", amount > 0 ? "income" : "expense");
        json.WriteNumber("amount", Math.Abs(amount) / 100m);
        json.WriteNumber("balance", rows.GetInt64(2) / 100m);
        json.WriteString(
            "trans_time",
            DateTimeOffset
                .FromUnixTimeMilliseconds(rows.GetInt64(3))
                .ToOffset(TimeSpan.FromHours(8))
                .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        );
        json.WriteString("remark", rows.GetString(4));
    }

    private static void WriteSettlement(Utf8JsonWriter json, SqliteDataReader rows)
    {
        json.WriteString("transactionId", rows.GetInt64(0).ToString(CultureInfo.InvariantCulture));
        json.WriteString("bookedAt", DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(3)).UtcDateTime);
        json.WriteString("bookingDate", rows.GetString(5));
        if (rows.IsDBNull(6))
            json.WriteNull("valueDate");
        else
            json.WriteString("valueDate", rows.GetString(6));
        json.WriteString("type", rows.GetInt32(7) == 1 ? "other" : "transfer");
        json.WriteString("bankType", rows.GetString(8));
        json.WriteString("amount", (rows.GetInt64(1) / 100m).ToString("F2", CultureInfo.InvariantCulture));
        json.WriteString("currency", "CNY");
        json.WriteString("balance", (rows.GetInt64(2) / 100m).ToString("F2", CultureInfo.InvariantCulture));
        json.WriteString("counterpartyName", rows.GetString(9));
        json.WriteString("counterpartyAccount", rows.GetString(10));
        json.WriteString("remark", rows.GetString(4));
        json.WriteString("bankReference", rows.GetString(11));
        json.WriteString("endToEndId", rows.GetString(12));
        json.WriteBoolean("isReversal", rows.GetBoolean(13));
        json.WriteBoolean("isProvisional", rows.GetBoolean(14));
    }
}
