using System.Buffers.Binary;
using System.Globalization;
using FundPortal.Domain.Transactions;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Reads;

/// <summary>
/// Fills a portal's database with transactions past the portal, as nobody else may: always the same ones, with running balances and daily
/// totals that add up, over 1,000 days. The text search has them listed only after <c>DatabaseStart.MigrateAsync</c> was called once more.
/// </summary>
internal static class TransactionFiller
{
    public const int Days = 1_000;
    public static readonly DateOnly FirstDay = new(2024, 1, 1);

    /// <param name="seed">Draws the amounts: the same seed, the same transactions.</param>
    /// <param name="hot">So many of the rows are the first account's; the others share the rest evenly.</param>
    public static void Fill(string database, int rows, int[] accounts, int hot, long import, int seed = 0)
    {
        using var connection = new SqliteConnection($"Data Source={database}");
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using (var insert = connection.CreateCommand())
        {
            insert.CommandText = """
                INSERT INTO "Transactions" ("AccountId", "BookedAt", "BookingDate", "AmountMinor", "Kind", "BankType", "IsReversal", "Counterparty",
                  "CounterpartyAccount", "Text", "BankReference", "EndToEndId", "BalanceAfterMinor", "DuplicateKey", "ImportFileId", "IsProvisional")
                VALUES ($account, $at, $day, $amount, $kind, 'TRF', 0, $party, $number, $text, $reference, '', $balance, $key, $import, 0)
                """;
            foreach (
                var name in (string[])
                    [
                        "$account",
                        "$at",
                        "$day",
                        "$amount",
                        "$kind",
                        "$party",
                        "$number",
                        "$text",
                        "$reference",
                        "$balance",
                        "$key",
                        "$import",
                    ]
            )
                insert.Parameters.Add(new SqliteParameter(name, null));
            insert.Prepare();
            var key = new byte[32];
            var balances = new long[accounts.Length];
            var (others, hotSoFar) = (0L, 0L);
            for (var row = 0; row < rows; row++)
            {
                var isHot = (row + 1L) * hot / rows > hotSoFar;
                var which =
                    isHot ? 0
                    : hot == 0 ? row % accounts.Length
                    : 1 + (int)(others % (accounts.Length - 1));
                (hotSoFar, others) = isHot ? (hotSoFar + 1, others) : (hotSoFar, others + 1);
                var day = FirstDay.AddDays((int)((long)row * Days / rows));
                // Rows of a day in the order of their time.
                var within = (long)row * Days % rows / (decimal)rows;
                var amount = ((row + (seed * 104_729L)) * 7_919L % 1_000_000) - 400_000;
                if (amount == 0)
                    amount = 1;
                balances[which] += amount;
                BinaryPrimitives.WriteInt32BigEndian(key, row);
                insert.Parameters["$account"].Value = accounts[which];
                insert.Parameters["$at"].Value = new DateTimeOffset(
                    ChinaTime.ToUtc(day, new TimeOnly((long)(within * 86_399) * TimeSpan.TicksPerSecond)),
                    TimeSpan.Zero
                ).ToUnixTimeMilliseconds();
                insert.Parameters["$day"].Value = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                insert.Parameters["$amount"].Value = amount;
                insert.Parameters["$kind"].Value = (row * 31L % 14) + 1;
                var texts = TransactionTexts.Of(row);
                insert.Parameters["$party"].Value = texts.Counterparty;
                insert.Parameters["$number"].Value = texts.CounterpartyAccount;
                insert.Parameters["$text"].Value = texts.Text;
                insert.Parameters["$reference"].Value = texts.BankReference;
                insert.Parameters["$balance"].Value = balances[which];
                insert.Parameters["$key"].Value = key;
                insert.Parameters["$import"].Value = import;
                insert.ExecuteNonQuery();
            }
        }
        using (var totals = connection.CreateCommand())
        {
            totals.CommandText = """
                INSERT INTO "DailyTotals" ("AccountId", "Kind", "Day", "Count", "OutCount", "InMinor", "OutMinor",
                  "RunningCount", "RunningOutCount", "RunningInMinor", "RunningOutMinor")
                SELECT a, k, d, n, o, i, m, SUM(n) OVER w, SUM(o) OVER w, SUM(i) OVER w, SUM(m) OVER w
                FROM (
                  SELECT "AccountId" AS a, 0 AS k, "BookingDate" AS d, COUNT(*) AS n, SUM("AmountMinor" < 0) AS o,
                    SUM(MAX("AmountMinor", 0)) AS i, SUM(MAX(-"AmountMinor", 0)) AS m
                  FROM "Transactions" GROUP BY 1, 3
                  UNION ALL
                  SELECT "AccountId", "Kind", "BookingDate", COUNT(*), SUM("AmountMinor" < 0), SUM(MAX("AmountMinor", 0)), SUM(MAX(-"AmountMinor", 0))
                  FROM "Transactions" GROUP BY 1, 2, 3
                )
                WINDOW w AS (PARTITION BY a, k ORDER BY d);
                UPDATE "Accounts" SET "BaseMinor" = 0;
                """;
            totals.CommandTimeout = 0;
            totals.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
