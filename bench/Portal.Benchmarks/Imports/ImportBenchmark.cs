using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Benchmarks.Figures;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Imports;

/// <summary>
/// The portal's own command <c>import</c> as a whole process: start, reading, duplicates, balance proof, rows with their sources, daily
/// totals, commit. Beside it the bare insert of the same rows. Rounds take turns; of each way the fastest round counts.
/// </summary>
internal static class ImportBenchmark
{
    private const int Rounds = 2;

    /// <summary>Few enough that EF Core does not take up the run; rates are compared.</summary>
    private const int Few = 100_000;

    public static async Task<int> RunAsync(int entries)
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-imports-").FullName;
        try
        {
            var (empty, account) = await EmptyAsync(folder);
            var (large, small) = (Path.Combine(folder, "large.sta"), Path.Combine(folder, "small.sta"));
            StatementMaker.Write(large, account, entries);
            StatementMaker.Write(small, account, Few);
            await MeasureAsync(folder, empty, large, small, entries);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
        return FigureTable.ExitCode;
    }

    private static async Task MeasureAsync(string folder, string empty, string large, string small, int entries)
    {
        var (ours, few) = (new List<WatchedProcess>(), new List<WatchedProcess>());
        var (ado, wide, ef) = (new List<decimal>(), new List<decimal>(), new List<decimal>());
        var stored = Path.Combine(folder, "stored", "fundportal.db");
        var target = Path.Combine(folder, "target", "fundportal.db");
        for (var round = 0; round < Rounds; round++)
        {
            Fresh(empty, target);
            few.Add(await ImportAsync(target, small, Few));
            Fresh(empty, stored);
            ours.Add(await ImportAsync(stored, large, entries));
            Fresh(empty, target);
            ado.Add(await FloorAsync("ado", stored, target, "0"));
            Fresh(empty, target);
            wide.Add(await FloorAsync("ado", stored, target, "65536"));
            Fresh(empty, target);
            ef.Add(await FloorAsync("ef", stored, Path.GetDirectoryName(target)!, Few.ToString(CultureInfo.InvariantCulture)));
        }
        var rate = entries / ours.Min(run => run.Seconds);
        FigureTable.Add(
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"import of an MT940 file, {entries:N0} entries, whole process"),
                "entries/s",
                rate,
                entries / ado.Min(),
                "bare prepared insert",
                Few / ef.Min(),
                "EF Core AddRange"
            )
                .AtLeastOfFloor(0.7m)
                .AtLeastOfPeer(3m)
        );
        FigureTable.Add(
            new Figure(
                "the same, bare insert with as large a cache of the file",
                "entries/s",
                rate,
                entries / wide.Min(),
                "bare prepared insert, 64 MB cache"
            ).AtLeastOfFloor(0.7m)
        );
        FigureTable.Add(
            new Figure(
                string.Create(CultureInfo.InvariantCulture, $"peak memory of that process, {entries:N0} entries to {Few:N0}"),
                "MB",
                ours.Max(run => run.PeakMegabytes),
                few.Max(run => run.PeakMegabytes),
                string.Create(CultureInfo.InvariantCulture, $"{Few:N0} entries")
            ).AtMostOfFloor(1.5m)
        );
    }

    /// <summary>A database of this version with one account; each process makes the keys of its own copy.</summary>
    private static async Task<(string Database, string Account)> EmptyAsync(string folder)
    {
        var made = Directory.CreateDirectory(Path.Combine(folder, "made")).FullName;
        var empty = Path.Combine(folder, "empty.db");
        await using var node = new ProofNode(made);
        await node.UseAsync((DatabaseStart start) => start.MigrateAsync(default));
        var number = await node.UseAsync((PortalDbContext db) => AddAccountAsync(db));
        using var connection = new SqliteConnection($"Data Source={node.Database}");
        await connection.OpenAsync();
        using var copy = connection.CreateCommand();
        copy.CommandText = "VACUUM INTO $file";
        copy.Parameters.AddWithValue("$file", empty);
        await copy.ExecuteNonQueryAsync();
        return (empty, number);
    }

    private static async Task<string> AddAccountAsync(PortalDbContext db)
    {
        var entity = new LegalEntity { Name = "Company", Path = "/1/" };
        var bank = new Bank { Name = "Bank", Country = "CN" };
        // For the rows of the bare insert.
        var file = new ImportFile
        {
            FileName = "bench",
            Format = "bench",
            Sha256 = new string('0', 64),
            ImportedByName = "bench",
        };
        db.AddRange(entity, bank, file);
        await db.SaveChangesAsync();
        var account = new Account
        {
            LegalEntityId = entity.Id,
            BankId = bank.Id,
            Number = "1001",
            Name = "基本户",
            CurrencyCode = "CNY",
            Type = AccountType.Current,
        };
        db.Add(account);
        await db.SaveChangesAsync();
        return account.Number;
    }

    private static void Fresh(string empty, string database)
    {
        var folder = Path.GetDirectoryName(database)!;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        File.Copy(empty, database);
        // A copied file begins with the journal of old; the portal's own is in this mode.
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL";
        command.ExecuteNonQuery();
    }

    private static async Task<WatchedProcess> ImportAsync(string database, string file, int entries)
    {
        var run = await WatchedProcess.RunAsync(database, "dotnet", PortalRun.Program(), "import", file);
        return run.Output.Contains(string.Create(CultureInfo.InvariantCulture, $"{entries} new"), StringComparison.Ordinal)
            ? run
            : throw new InvalidOperationException($"Not all entries were stored: {run.Output}");
    }

    /// <returns>Seconds.</returns>
    private static async Task<decimal> FloorAsync(string way, string source, string target, string number)
    {
        var run = await WatchedProcess.RunAsync(target, Environment.ProcessPath!, "imports", way, source, target, number);
        return decimal.Parse(run.Output, CultureInfo.InvariantCulture) / 1000m;
    }
}
