using System.Collections.Frozen;
using System.Diagnostics;
using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Payments;
using FundPortal.Benchmarks.Reads;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Search;

/// <summary>
/// Words in the texts of millions of transactions, over all accounts of a person: the page and the sums that the transactions page asks,
/// beside LIKE over every row with a prepared statement. Rounds take turns, medians.
/// </summary>
internal static class SearchBenchmark
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(int rows)
    {
        await using var data = await BigDatabase.OpenAsync(rows);
        var (node, world) = (data.Node, data.World);
        await using var raw = new SqliteConnection($"Data Source={node.Database}");
        await raw.OpenAsync();
        await ListAsync(node, raw, rows);
        var me = new Actor(world.Owner, "owner", new[] { Role.FinanceStaff }.ToFrozenSet(), null, null);
        foreach (var (name, word) in Words(rows))
            await MeasureAsync(node, me, raw, name, word);
        await MeasureHiddenAsync(node, me, raw);
        return FigureTable.ExitCode;
    }

    private static IEnumerable<(string Name, string Word)> Words(int rows)
    {
        // Of a counterparty that comes seldom or often, as it happens.
        var number = TransactionTexts.Of(rows / 2).CounterpartyAccount;
        yield return ("rare word", TransactionTexts.RareWord);
        yield return ("common word", TransactionTexts.CommonWord);
        yield return ("absent word", TransactionTexts.AbsentWord);
        yield return ("two characters", TransactionTexts.TwoCharacters);
        yield return ("digits of an account number", number[3..13]);
        yield return ("one character", TransactionTexts.CommonWord[..1]);
    }

    /// <summary>What listing costs for each row, in time and space, when millions are listed at once as after an upgrade.</summary>
    private static async Task ListAsync(ProofNode node, SqliteConnection raw, int rows)
    {
        // A database that was kept may be listed already.
        if (HasLists(raw))
            return;
        var before = Size(raw);
        var start = Stopwatch.GetTimestamp();
        await node.UseAsync((DatabaseStart database) => database.MigrateAsync(default));
        var time = (decimal)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        FigureTable.Add(new Figure("text search, listing a row", "µs", time / rows));
        FigureTable.Add(
            new Figure(
                "text search, size of a row's lists",
                "bytes",
                (Size(raw) - before) / (decimal)rows,
                before / (decimal)rows,
                "the row with its indexes"
            )
        );
    }

    private static bool HasLists(SqliteConnection raw)
    {
        using var command = raw.CreateCommand();
        command.CommandText = "SELECT EXISTS (SELECT 1 FROM \"SearchChunks\" WHERE \"Id\" <> 0)";
        return (long)command.ExecuteScalar()! == 1;
    }

    private static async Task MeasureAsync(ProofNode node, Actor me, SqliteConnection raw, string name, string word)
    {
        var filter = new TransactionFilter { Text = word };
        var (rows, sums) = (await PageAsync(node, me, filter), await SumAsync(node, me, filter));
        var like = Like(raw, word);
        var all = like();
        // A wrong answer is no figure.
        if (rows != Math.Min(all, 50) || (sums.IsPartial ? sums.Count > all : sums.Count != all))
            throw new InvalidOperationException($"{name}: {rows} rows and {sums.Count} summed, but LIKE finds {all}.");
        Console.WriteLine(
            FormattableString.Invariant(
                $"{name} '{word}': {all:N0} rows, {sums.Count:N0} summed{(sums.IsPartial ? ", of the newest" : "")}"
            )
        );
        var times = await TakeTurns.MedianAsync(
            Rounds,
            1,
            () => PageAsync(node, me, filter),
            () => SumAsync(node, me, filter),
            () => Task.FromResult(like())
        );
        FigureTable.Add(
            new Figure(
                $"text search, page of 50, {name}",
                "ms",
                times[0],
                Peer: times[2],
                PeerName: "LIKE over all rows"
            ).TimesFasterThanPeer(10)
        );
        FigureTable.Add(
            new Figure(
                $"text search, count and sums, {name}",
                "ms",
                times[1],
                Peer: times[2],
                PeerName: "LIKE over all rows"
            ).TimesFasterThanPeer(10)
        );
    }

    /// <summary>The worst that the lists can do: the word stands in a fifth of all rows, and an amount that none of them has hides them all.</summary>
    private static async Task MeasureHiddenAsync(ProofNode node, Actor me, SqliteConnection raw)
    {
        var filter = new TransactionFilter { Text = TransactionTexts.CommonWord, AmountFrom = "99999999999" };
        var like = Like(raw, TransactionTexts.CommonWord);
        var times = await TakeTurns.MedianAsync(Rounds, 1, () => PageAsync(node, me, filter), () => Task.FromResult(like()));
        FigureTable.Add(
            new Figure(
                "text search, page, common word and an amount that no row has",
                "ms",
                times[0],
                Peer: times[1],
                PeerName: "LIKE over all rows"
            )
        );
    }

    private static Task<int> PageAsync(ProofNode node, Actor me, TransactionFilter filter) =>
        node.UseAsync(async (ListTransactions list) => Full(await list.HandleAsync(new(filter), me, default)).Rows.Count);

    private static Task<SummarizeTransactions.Summary> SumAsync(ProofNode node, Actor me, TransactionFilter filter) =>
        node.UseAsync(async (SummarizeTransactions sum) => Full(await sum.HandleAsync(new(filter), me, default)));

    private static T Full<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Refusal!.Code);

    /// <summary>How many rows of the person's accounts have the word.</summary>
    private static Func<long> Like(SqliteConnection raw, string word)
    {
        var command = raw.CreateCommand();
        command.CommandText = """
            SELECT COUNT(*) FROM "Transactions" WHERE "AccountId" + 0 IN (SELECT "Id" FROM "Accounts")
            AND ("Counterparty" LIKE $word OR "Text" LIKE $word OR "BankReference" LIKE $word OR "CounterpartyAccount" LIKE $word)
            """;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("$word", $"%{word}%");
        command.Prepare();
        return () => (long)command.ExecuteScalar()!;
    }

    private static long Size(SqliteConnection raw)
    {
        using var command = raw.CreateCommand();
        command.CommandText = "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)";
        return (long)command.ExecuteScalar()!;
    }
}
