using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.TestKit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FundPortal.Application.Tests.Data;

/// <summary>A database of the first version, with rows in it, brought to today's a migration at a time.</summary>
public sealed class MigrationTests : IDisposable
{
    /// <summary>Account, kind, day, amount. The days are not in order, as files are not.</summary>
    private static readonly (int Account, int Kind, string Day, long Minor)[] Rows =
    [
        (1, 1, "2026-01-03", -100),
        (1, 1, "2026-01-01", -200),
        (1, 1, "2026-01-01", 300),
        (1, 2, "2026-01-01", -5),
        (1, 2, "2026-01-02", 7),
        (2, 1, "2026-01-02", -9),
        (2, 1, "2026-01-02", -9),
        (2, 3, "2026-01-04", 11),
    ];

    private readonly string file = Path.Combine(Path.GetTempPath(), $"fundportal_migration_{Guid.NewGuid():n}.db");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        foreach (var part in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file) + "*"))
            File.Delete(part);
    }

    [Fact]
    public async Task An_old_database_with_rows_comes_through_every_migration_and_its_days_know_their_money_out_rows()
    {
        await using var db = Context();
        var steps = db.Database.GetMigrations().ToArray();
        await StepAsync(db, steps[0]);
        var before = await FillAsync(db);

        foreach (var step in steps.Skip(1))
        {
            await StepAsync(db, step);
            Assert.Equal(before, await TextAsync(db, "SELECT Id, AccountId, Kind, BookingDate, AmountMinor FROM Transactions ORDER BY Id"));
            Assert.Equal("ok", await TextAsync(db, "PRAGMA integrity_check"));
        }

        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
        // What the portal itself would have counted.
        var expected = Days()
            .Select(day =>
            {
                bool IsOf((int Account, int Kind, string Day, long Minor) row) =>
                    row.Account == day.Account && (day.Kind == 0 || row.Kind == day.Kind) && row.Minor < 0;
                var count = Rows.Count(row => IsOf(row) && string.Equals(row.Day, day.Day, StringComparison.Ordinal));
                var running = Rows.Count(row => IsOf(row) && string.CompareOrdinal(row.Day, day.Day) <= 0);
                return string.Create(CultureInfo.InvariantCulture, $"{day.Account}|{day.Kind}|{day.Day}|{count}|{running}");
            });
        Assert.Equal(
            string.Join('\n', expected),
            await TextAsync(db, "SELECT AccountId, Kind, Day, OutCount, RunningOutCount FROM DailyTotals ORDER BY AccountId, Kind, Day")
        );
    }

    [Fact]
    public async Task An_empty_database_goes_back_to_its_first_version_and_forth_again()
    {
        await using var db = Context();
        var steps = db.Database.GetMigrations().ToArray();
        await StepAsync(db, steps[^1]);
        foreach (var step in steps.Reverse().Skip(1))
            await StepAsync(db, step);
        Assert.Equal(steps[..1], await db.Database.GetAppliedMigrationsAsync(Ct), StringComparer.Ordinal);
        await StepAsync(db, steps[^1]);
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
    }

    [Fact]
    public async Task A_start_knows_the_same_migrations_as_EF()
    {
        await using var sqlite = Context();
        Assert.Equal(
            sqlite.Database.GetMigrations().ToHashSet(StringComparer.Ordinal),
            StartReads.MigrationsOf(typeof(SqlitePortalDbContext)).ToHashSet(StringComparer.Ordinal)
        );
        await using var sqlServer = SqlServerShadow.NewContext(_ => { });
        Assert.Equal(
            sqlServer.Database.GetMigrations().ToHashSet(StringComparer.Ordinal),
            StartReads.MigrationsOf(typeof(SqlServerPortalDbContext)).ToHashSet(StringComparer.Ordinal)
        );
    }

    private SqlitePortalDbContext Context()
    {
        // Old rows are written past their parents, which have no part in this.
        var options = new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file};Foreign Keys=False").Options;
        return new SqlitePortalDbContext(options, new WriteQueue(isNeeded: false));
    }

    private static Task StepAsync(SqlitePortalDbContext db, string migration) => db.GetService<IMigrator>().MigrateAsync(migration, Ct);

    /// <summary>Each day that has rows, for its kinds and for all kinds together (0).</summary>
    private static IEnumerable<(int Account, int Kind, string Day)> Days() =>
        Rows.SelectMany(row => new[] { (row.Account, row.Kind, row.Day), (row.Account, Kind: 0, row.Day) }).Distinct().Order();

    /// <returns>The rows, as they must still be at the end.</returns>
    private static async Task<string> FillAsync(SqlitePortalDbContext db)
    {
        foreach (var (row, i) in Rows.Select((row, i) => (row, i)))
            await InsertAsync(
                db,
                "Transactions",
                new(StringComparer.Ordinal)
                {
                    ["Id"] = i + 1,
                    ["AccountId"] = row.Account,
                    ["Kind"] = row.Kind,
                    ["BookingDate"] = row.Day,
                    ["AmountMinor"] = row.Minor,
                    // One of its own for each: a unique key.
                    ["DuplicateKey"] = Guid.NewGuid().ToByteArray(),
                }
            );
        foreach (var day in Days())
            await InsertAsync(
                db,
                "DailyTotals",
                new(StringComparer.Ordinal)
                {
                    ["AccountId"] = day.Account,
                    ["Kind"] = day.Kind,
                    ["Day"] = day.Day,
                }
            );
        return await TextAsync(db, "SELECT Id, AccountId, Kind, BookingDate, AmountMinor FROM Transactions ORDER BY Id");
    }

    /// <summary>What is not given is empty, as far as the column must have a value.</summary>
    private static async Task InsertAsync(SqlitePortalDbContext db, string table, Dictionary<string, object> values)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        var columns = await TextAsync(
            db,
            $"SELECT name, type FROM pragma_table_info('{table}') WHERE \"notnull\" = 1 AND dflt_value IS NULL"
        );
        foreach (var column in columns.Split('\n').Select(line => line.Split('|')))
            values.TryAdd(
                column[0],
                column[1] switch
                {
                    "TEXT" => "",
                    "BLOB" => Array.Empty<byte>(),
                    _ => 0,
                }
            );
        command.CommandText =
            $"INSERT INTO {table} ({string.Join(", ", values.Keys)}) VALUES ({string.Join(", ", values.Keys.Select(name => "$" + name))})";
        foreach (var (name, value) in values)
            command.Parameters.Add(new SqliteParameter("$" + name, value));
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<string> TextAsync(SqlitePortalDbContext db, string query)
    {
        await db.Database.OpenConnectionAsync(Ct);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct))
            lines.Add(
                string.Join(
                    '|',
                    Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))
                )
            );
        return string.Join('\n', lines);
    }
}
