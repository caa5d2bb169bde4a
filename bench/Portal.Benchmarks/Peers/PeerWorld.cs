using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Accounts;
using FundPortal.Application.Importing;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Statements;
using FundPortal.Application.Transactions;
using FundPortal.Benchmarks.Apis;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Statements;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Peers;

/// <summary>The portal's side: a database in a folder of its own, asked through use cases as a person of the finance team.</summary>
internal sealed class PeerWorld : IAsyncDisposable
{
    public const int AccountCount = 200;

    private readonly string folder = Directory.CreateTempSubdirectory("fundportal-peers-").FullName;
    private readonly ProofNode node;
    private readonly ApiWorld world;
    private Actor me = null!;
    private Guid[] accounts = [];

    public PeerWorld()
    {
        node = new ProofNode(folder);
        world = new ApiWorld(node, AccountCount);
    }

    /// <param name="hot">So many of the rows are the first account's.</param>
    public async Task CreateAsync(int rows, int hot)
    {
        await world.CreateAsync(rows, hot);
        me = new Actor(world.Owner, "owner", new[] { Role.FinanceStaff }.ToFrozenSet(), null, null);
        AddDailyBalances();
        accounts = [.. (await BalancesAsync()).OrderBy(row => row.Number, StringComparer.Ordinal).Select(row => row.Id)];
    }

    /// <summary>Public id of the account with this number, 1 to <see cref="AccountCount"/>.</summary>
    public Guid Account(int number) => accounts[number - 1];

    public Task<IReadOnlyList<ListTransactions.Row>> PageAsync(TransactionFilter filter) =>
        node.UseAsync(async (ListTransactions list) => Full(await list.HandleAsync(new(filter), me, default)).Rows);

    public Task<SummarizeTransactions.Summary> SumAsync(TransactionFilter filter) =>
        node.UseAsync(async (SummarizeTransactions sum) => Full(await sum.HandleAsync(new(filter), me, default)));

    public Task<IReadOnlyList<ListAccounts.Row>> BalancesAsync() =>
        node.UseAsync(async (ListAccounts list) => Full(await list.HandleAsync(new(), me, default)));

    /// <returns>The file's bytes and how many entries it holds.</returns>
    public Task<(byte[] File, long Entries)> ExportAsync(int account, DateOnly from, DateOnly to, StatementFormat format) =>
        node.UseAsync(
            async (ExportStatement export) =>
            {
                var request = new StatementRequest([Account(account)], from, to);
                await using var exported = Full(await export.HandleAsync(new(request, format, StatementLanguage.Chinese), me, default));
                var file = new byte[exported.Content.Length];
                await exported.Content.ReadExactlyAsync(file);
                return (file, exported.Entries);
            }
        );

    /// <summary>Reads the file and stores it: all that a person waits for.</summary>
    public Task<int> ImportAsync(byte[] file, string name) =>
        node.UseAsync(
            async (StoreImport store) =>
            {
                var inputs = FileReader.Read(file, name).Select(parsed => new ImportInput(parsed, file.Length)).ToArray();
                return Full(await store.HandleAsync(new(inputs, []), me, default)).Sum(stored => stored.New);
            }
        );

    /// <summary>All rows in their order, one a line: account 1…, day, kind, minor units, text, a reference that rises with the rows.</summary>
    public void Write(string path, int? only = null)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT a."Number" - 1000, t."BookingDate", t."Kind", t."AmountMinor",
              t."Counterparty" || ' ' || t."CounterpartyAccount" || ' ' || t."Text", t."Id"
            FROM "Transactions" t JOIN "Accounts" a ON a."Id" = t."AccountId"
            WHERE $only IS NULL OR a."Number" - 1000 = $only ORDER BY t."Id"
            """;
        command.Parameters.AddWithValue("$only", (object?)only ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        using var file = new StreamWriter(path);
        while (reader.Read())
        {
            var day = reader.GetString(1);
            file.Write(
                string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(0)}\t{day}\t{reader.GetInt64(2)}\t{reader.GetInt64(3)}")
            );
            file.Write(string.Create(CultureInfo.InvariantCulture, $"\t{reader.GetString(4)}\t{reader.GetInt64(5)}\n"));
        }
    }

    public static T Full<T>(Result<T> result) => result.IsOk ? result.Value : throw new InvalidOperationException(result.Refusal!.Code);

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What daily statements leave behind: each account's booked balance at the end of each of its days.</summary>
    private void AddDailyBalances()
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            INSERT INTO "AccountBalances" ("AccountId", "Kind", "AsOf", "AmountMinor", "Source")
            SELECT "AccountId", 1, (unixepoch("Day") + 57600) * 1000 - 1, "RunningInMinor" - "RunningOutMinor", 'bench'
            FROM "DailyTotals" WHERE "Kind" = 0 ORDER BY "AccountId", "Day"
            """;
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={node.Database}");
        connection.Open();
        return connection;
    }
}
