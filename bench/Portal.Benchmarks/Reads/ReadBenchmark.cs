using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.Transactions;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Reads;

/// <summary>
/// Pages and sums of millions of transactions on the portal's own path (use case with its scope check, a service scope each), beside a
/// prepared statement that reads the same rows and beside EF Core. Rounds take turns; the median of each is told, and the ratios.
/// </summary>
internal static class ReadBenchmark
{
    private const int Rounds = 15;
    private const int FewRows = 50_000;

    /// <summary>Calls of one round are told together.</summary>
    private const int Calls = 40;

    private sealed record Question(
        string Name,
        Func<Task> Ours,
        Func<Task> Floor,
        string FloorName,
        Func<Task>? Peer,
        Func<Figure, Figure> Goal
    );

    public static async Task<int> RunAsync(int rows)
    {
        await using var data = await BigDatabase.OpenAsync(rows);
        var (node, world) = (data.Node, data.World);
        var me = new Actor(world.Owner, "owner", new[] { Role.FinanceStaff }.ToFrozenSet(), null, null);
        await using var raw = new SqliteConnection($"Data Source={node.Database};Mode=ReadOnly");
        await raw.OpenAsync();
        foreach (var question in Questions(node, world, me, raw))
            await MeasureAsync(question);
        await MeasureGrowthAsync(node, me, rows);
        return FigureTable.ExitCode;
    }

    private static IEnumerable<Question> Questions(ProofNode node, ApiWorld world, Actor me, SqliteConnection raw)
    {
        var middle = TransactionFiller.FirstDay.AddDays(TransactionFiller.Days / 2);
        var quarter = new TransactionFilter
        {
            Accounts = [world.Account],
            From = middle,
            To = middle.AddDays(90),
            Kinds = [TransactionKind.Transfer],
        };
        var everything = new TransactionFilter
        {
            From = middle,
            To = middle.AddDays(90),
            Kinds = [TransactionKind.Transfer],
        };
        yield return new Question(
            "page of 50, hot account, 90 days, one kind",
            () => PageAsync(node, me, quarter),
            Prepared(raw, Page("\"AccountId\" = $account AND", 0), world.AccountId, middle, 90, take: 51),
            "prepared ADO",
            () => EfAsync(node, world.AccountId, middle),
            f => f.AtMostOfFloor(1.5m)
        );
        var deep = DeepCursor(node, me, quarter with { To = null, Kinds = [] });
        yield return new Question(
            "page of 50 in the middle of the hot account",
            () => PageAsync(node, me, new TransactionFilter { Accounts = [world.Account] }, deep),
            Prepared(raw, Page("\"AccountId\" = $account AND", 1), world.AccountId, middle, 91, take: 51),
            "prepared ADO",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
        yield return new Question(
            "page of 50, all accounts, 90 days, one kind",
            () => PageAsync(node, me, everything),
            Prepared(raw, Page("\"AccountId\" + 0 IN (SELECT \"Id\" FROM \"Accounts\") AND", 0), world.AccountId, middle, 90, take: 51),
            "prepared ADO",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
        yield return new Question(
            "count and sums, hot account, any days",
            () =>
                SumAsync(
                    node,
                    me,
                    new TransactionFilter
                    {
                        Accounts = [world.Account],
                        From = middle,
                        To = middle.AddDays(200),
                    }
                ),
            PreparedTotals(raw, world.AccountId, middle),
            "two look-ups",
            null,
            f => f.AtMost(0.1m)
        );
        yield return new Question(
            "dashboard",
            () => node.UseAsync(async (Dashboard dashboard) => Full(await dashboard.HandleAsync(new(), me, default)).Totals.Count),
            PreparedTotals(raw, world.AccountId, middle),
            "two look-ups",
            null,
            f => f
        );
        var client = world.BillActor;
        yield return new Question(
            "finance bill API, last page by number",
            () => BillAsync(node, client, world.Account, world.HotRows / 50),
            () => BillAsync(node, client, world.Account, 1),
            "page 1",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
        yield return new Question(
            "finance bill API, page in the middle by number",
            () => BillAsync(node, client, world.Account, world.HotRows / 100),
            () => BillAsync(node, client, world.Account, 1),
            "page 1",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
        yield return new Question(
            "finance bill API, all accounts, page in the middle",
            () => BillAsync(node, client, null, world.Rows / 100),
            () => BillAsync(node, client, null, 1),
            "page 1",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
        yield return new Question(
            "finance bill API, all accounts, last page",
            () => BillAsync(node, client, null, world.Rows / 50),
            () => BillAsync(node, client, null, 1),
            "page 1",
            null,
            f => f.AtMostOfFloor(1.5m)
        );
    }

    /// <summary>The same question of as many accounts with few rows: sums of whole years must not grow with them.</summary>
    private static async Task MeasureGrowthAsync(ProofNode node, Actor me, int rows)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-bench-").FullName;
        await using (var small = new ProofNode(folder))
        {
            var world = new ApiWorld(small, BigDatabase.AccountCount);
            await world.CreateAsync(FewRows, FewRows / BigDatabase.HotShare, seed: 0);
            var other = me with { PersonId = world.Owner };
            // Whole years: neither database begins or ends within them.
            var years = new TransactionFilter
            {
                From = TransactionFiller.FirstDay.AddDays(100),
                To = TransactionFiller.FirstDay.AddDays(830),
            };
            var times = await TakeTurns.MedianAsync(Rounds, Calls, () => SumAsync(node, me, years), () => SumAsync(small, other, years));
            FigureTable.Add(
                new Figure(
                    FormattableString.Invariant($"count and sums, all {BigDatabase.AccountCount} accounts, two years, {rows:N0} rows"),
                    "ms",
                    times[0],
                    times[1],
                    FormattableString.Invariant($"{FewRows:N0} rows")
                ).AtMostOfFloor(2)
            );
        }
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(Question question)
    {
        Func<Task>[] ways = question.Peer is null ? [question.Ours, question.Floor] : [question.Ours, question.Floor, question.Peer];
        var times = await TakeTurns.MedianAsync(Rounds, Calls, ways);
        FigureTable.Add(
            question.Goal(
                new Figure(
                    question.Name,
                    "ms",
                    times[0],
                    times[1],
                    question.FloorName,
                    times.Length > 2 ? times[2] : null,
                    times.Length > 2 ? "EF Core" : ""
                )
            )
        );
    }

    private static Task<int> PageAsync(ProofNode node, Actor me, TransactionFilter filter, string? after = null) =>
        node.UseAsync(async (ListTransactions list) => Full(await list.HandleAsync(new(filter, after), me, default)).Rows.Count);

    private static Task<long> SumAsync(ProofNode node, Actor me, TransactionFilter filter) =>
        node.UseAsync(async (SummarizeTransactions sum) => Full(await sum.HandleAsync(new(filter), me, default)).Count);

    private static Task<int> BillAsync(ProofNode node, Actor client, Guid? account, int number) =>
        node.UseAsync(
            async (ListBillTransactions list) =>
                Full(await list.HandleAsync(new(account, null, null, null, [], number), client, default)).Rows.Count
        );

    private static T Full<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Refusal!.Code);

    private static string DeepCursor(ProofNode node, Actor me, TransactionFilter filter) =>
        node.UseAsync(
                async (ListTransactions list) =>
                    Full(
                        await list.HandleAsync(new(filter with { From = null, To = filter.From!.Value.AddDays(91) }, Size: 1), me, default)
                    ).Next!
            )
            .GetAwaiter()
            .GetResult();

    private static Task<List<BankTransaction>> EfAsync(ProofNode node, int account, DateOnly from) =>
        node.UseAsync(
            (PortalDbContext db) =>
            {
                var (start, end) = (ChinaTime.StartOf(from), ChinaTime.StartOf(from.AddDays(91)));
                return db
                    .Transactions.AsNoTracking()
                    .Where(t => t.AccountId == account && t.BookedAt >= start && t.BookedAt < end && t.Kind == TransactionKind.Transfer)
                    .OrderByDescending(t => t.BookedAt)
                    .ThenByDescending(t => t.Id)
                    .Take(51)
                    .ToListAsync();
            }
        );

    private static string Page(string accounts, int anyKind) =>
        $"""
            SELECT "Id", "AccountId", "BookedAt", "AmountMinor", "BalanceAfterMinor", "Text", "ValueDate", "Kind", "BankType", "IsReversal",
              "Counterparty", "CounterpartyAccount", "BankReference", "EndToEndId", "DuplicateKey", "ImportFileId", "IsProvisional"
            FROM "Transactions" WHERE {accounts} "BookedAt" >= $from AND "BookedAt" < $to {(anyKind == 1 ? "" : "AND \"Kind\" = 2")}
            ORDER BY "BookedAt" DESC, "Id" DESC LIMIT $take
            """;

    /// <summary>A statement prepared once that reads every column of the same rows.</summary>
    private static Func<Task> Prepared(SqliteConnection raw, string text, int account, DateOnly from, int days, int take)
    {
        var command = raw.CreateCommand();
#pragma warning disable CA2100 // Put together above from constants.
        command.CommandText = text;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$account", account);
        command.Parameters.AddWithValue("$from", Milliseconds(from));
        command.Parameters.AddWithValue("$to", Milliseconds(from.AddDays(days)));
        command.Parameters.AddWithValue("$take", take);
        command.Prepare();
        return () =>
        {
            using var reader = command.ExecuteReader();
            var rows = new List<object[]>();
            while (reader.Read())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
            return Task.FromResult(rows.Count);
        };
    }

    private static Func<Task> PreparedTotals(SqliteConnection raw, int account, DateOnly day)
    {
        var command = raw.CreateCommand();
        command.CommandText = """
            SELECT "RunningCount", "RunningOutCount", "RunningInMinor", "RunningOutMinor" FROM "DailyTotals"
            WHERE "AccountId" = $account AND "Kind" = 0 AND "Day" <= $day ORDER BY "Day" DESC LIMIT 1
            """;
        command.Parameters.AddWithValue("$account", account);
        command.Parameters.AddWithValue("$day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        command.Prepare();
        return () =>
        {
            var sum = 0L;
            for (var i = 0; i < 2; i++)
            {
                using var reader = command.ExecuteReader();
                while (reader.Read())
                    sum += reader.GetInt64(0) + reader.GetInt64(1) + reader.GetInt64(2) + reader.GetInt64(3);
            }
            return Task.FromResult(sum);
        };
    }

    private static long Milliseconds(DateOnly day) => new DateTimeOffset(ChinaTime.StartOf(day), TimeSpan.Zero).ToUnixTimeMilliseconds();
}
