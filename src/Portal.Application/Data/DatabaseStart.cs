using FundPortal.Application.Audit;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>Brings the database to this program's version; nodes that start at once do it once.</summary>
public sealed class DatabaseStart(PortalDbContext db, DatabaseOptions options, IAudit audit, TimeProvider clock, ILogger<DatabaseStart> log)
{
    /// <summary>How long another process's migration is waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>The migrations that were applied, oldest first.</returns>
    /// <exception cref="InvalidOperationException">The database is newer than this program.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct)
    {
        // SQL Server: EF takes an application lock that ends with its connection, so there is nothing to wait for or recover.
        if (options.IsSqlServer)
            return await MigrateUnderLockAsync(ct);
        var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
        using var held = await FileLock.TakeAsync(file + "-lock", Patience, clock, ct);
        // Kept in the file. EF sets it only for a file that it made itself, and without it every reader waits for every writer.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", ct);
        if (await ForgetKilledMigrationAsync(ct) is not { } stale)
            return await MigrateUnderLockAsync(ct);
        var applied = await MigrateUnderLockAsync(ct);
        audit.Append(Actor.System, "database.lock_recovered", "database", new { lockedAt = stale });
        await db.SaveChangesAsync(ct);
        return applied;
    }

    /// <summary>Whether commands can work on the database; they do not change its schema by the way.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct) => !(await db.Database.GetPendingMigrationsAsync(ct)).Any();

    private async Task<IReadOnlyList<string>> MigrateUnderLockAsync(CancellationToken ct)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(ct)).FirstOrDefault(name => !known.Contains(name));
        if (newer is not null)
            throw new InvalidOperationException(
                $"The database is newer than this program: it holds the migration {newer}. Start the newer program."
            );
        var pending = (await db.Database.GetPendingMigrationsAsync(ct)).ToArray();
        if (pending.Length > 0)
        {
            await db.Database.MigrateAsync(ct);
            log.LogInformation("Database migrated: {Migrations}", string.Join(", ", pending));
        }
        await ListForSearchAsync(ct);
        return pending;
    }

    /// <summary>
    /// Rows that were there before the text search listed any. In slices with a commit each, so that memory and the log stay small and a
    /// start that is killed goes on where it was.
    /// </summary>
    private async Task ListForSearchAsync(CancellationToken ct)
    {
        var search = new SearchIndex(db);
        var slices = 0;
        for (; await search.CatchUpAsync(SearchIndex.MaxWaiting, ct); slices++)
            db.ChangeTracker.Clear();
        if (slices > 0)
            log.LogInformation("Transactions listed for the text search: {Slices} slices of {Rows}", slices, SearchIndex.Slice);
    }

    /// <summary>
    /// EF's lock on SQLite is a row, which a killed process leaves behind and for which the next would wait without end.
    /// We hold the lock file, so no living process of ours migrates: the row is a dead one's.
    /// </summary>
    private async Task<string?> ForgetKilledMigrationAsync(CancellationToken ct)
    {
        const string Table = "__EFMigrationsLock";
        var hasTable = await db
            .Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM sqlite_master WHERE type = 'table' AND name = {Table}")
            .SingleAsync(ct);
        if (hasTable == 0)
            return null;
        var lockedAt = await db.Database.SqlQueryRaw<string>($"SELECT \"Timestamp\" AS Value FROM \"{Table}\"").FirstOrDefaultAsync(ct);
        if (lockedAt is null)
            return null;
        log.LogWarning("A migration that was killed left its lock ({LockedAt}) behind; it is removed.", lockedAt);
        await db.Database.ExecuteSqlRawAsync($"DELETE FROM \"{Table}\"", ct);
        return lockedAt;
    }
}
