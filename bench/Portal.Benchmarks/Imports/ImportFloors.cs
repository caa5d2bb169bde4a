using System.Diagnostics;
using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Benchmarks.Payments;
using FundPortal.Domain.Transactions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Benchmarks.Imports;

/// <summary>
/// Stores the rows that an import stored into another database of the same tables and indexes: with one prepared command per table, or with
/// EF Core. Only that is timed; rows are read beforehand, slice by slice. Prints milliseconds.
/// </summary>
internal static class ImportFloors
{
    private const int Slice = 5_000;

    /// <summary>The import file that the empty database has.</summary>
    private const long ImportFile = 1;

    /// <param name="kilobytes">SQLite's cache; 0: as it comes.</param>
    public static int Ado(string source, string target, int kilobytes)
    {
        using var from = new SqliteConnection($"Data Source={source};Mode=ReadOnly");
        from.Open();
        using var to = new SqliteConnection($"Data Source={target};Foreign Keys=True");
        to.Open();
        if (kilobytes > 0)
            Run(to, string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{kilobytes}"));
        var watch = new Stopwatch();
        watch.Start();
        using var transaction = to.BeginTransaction();
        using var rows = Insert(to, transaction, "Transactions", from);
        using var sources = Insert(to, transaction, "TransactionSources", from);
        watch.Stop();
        using var rowsRead = Read(from, "Transactions", "Id");
        using var sourcesRead = Read(from, "TransactionSources", "TransactionId");
        var import = rowsRead.GetOrdinal("ImportFileId");
        for (var isMore = true; isMore; )
        {
            var some = Some(rowsRead, import);
            var raw = Some(sourcesRead, -1);
            isMore = some.Count == Slice;
            watch.Start();
            Store(rows, some);
            Store(sources, raw);
            watch.Stop();
        }
        watch.Start();
        transaction.Commit();
        Console.WriteLine(watch.ElapsedMilliseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static async Task<int> EfAsync(string source, string targetFolder, int count)
    {
        List<BankTransaction> rows;
        List<TransactionSource> sources;
        await using (var from = new ProofNode(Path.GetDirectoryName(source)!))
        {
            rows = await from.UseAsync((PortalDbContext db) => db.Transactions.AsNoTracking().OrderBy(t => t.Id).Take(count).ToListAsync());
            sources = await from.UseAsync(
                (PortalDbContext db) => db.TransactionSources.AsNoTracking().OrderBy(s => s.TransactionId).Take(count).ToListAsync()
            );
        }
        foreach (var row in rows)
            row.ImportFileId = ImportFile;
        await using var to = new ProofNode(targetFolder);
        var watch = new Stopwatch();
        await to.UseAsync(
            async (PortalDbContext db) =>
            {
                _ = await db.ImportFiles.CountAsync();
                watch.Start();
                await using var write = await db.BeginWriteAsync(default);
                for (var i = 0; i < rows.Count; i += Slice)
                {
                    db.Transactions.AddRange(rows.Skip(i).Take(Slice));
                    db.TransactionSources.AddRange(sources.Skip(i).Take(Slice));
                    await db.SaveChangesAsync();
                    db.ChangeTracker.Clear();
                }
                await write.CommitAsync(default);
                return watch.ElapsedMilliseconds;
            }
        );
        Console.WriteLine(watch.ElapsedMilliseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static SqliteCommand Insert(SqliteConnection to, SqliteTransaction transaction, string table, SqliteConnection from)
    {
        using var shape = Read(from, table, "1");
        var names = Enumerable.Range(0, shape.FieldCount).Select(shape.GetName).ToArray();
        var command = to.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Names of our own tables.
        command.CommandText =
            $"INSERT INTO \"{table}\" ({string.Join(", ", names.Select(name => $"\"{name}\""))}) VALUES ({string.Join(", ", names.Select((_, i) => $"$p{i}"))})";
#pragma warning restore CA2100
        for (var i = 0; i < names.Length; i++)
            command.Parameters.Add(new SqliteParameter($"$p{i}", null));
        command.Prepare();
        return command;
    }

    private static SqliteDataReader Read(SqliteConnection from, string table, string order)
    {
        // Closed with its connection.
        var command = from.CreateCommand();
#pragma warning disable CA2100 // Names of our own tables.
        command.CommandText = $"SELECT * FROM \"{table}\" ORDER BY {order}";
#pragma warning restore CA2100
        return command.ExecuteReader();
    }

    private static List<object[]> Some(SqliteDataReader reader, int import)
    {
        var rows = new List<object[]>(Slice);
        while (rows.Count < Slice && reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            if (import >= 0)
                row[import] = ImportFile;
            rows.Add(row);
        }
        return rows;
    }

    private static void Store(SqliteCommand command, List<object[]> rows)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                command.Parameters[i].Value = row[i];
            command.ExecuteNonQuery();
        }
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A PRAGMA takes no parameter.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
