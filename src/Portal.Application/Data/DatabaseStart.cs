using System.Data.Common;
using FundPortal.Application.Audit;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>Brings the database to this program's version; nodes that start at once do it once.</summary>
public sealed class DatabaseStart(
    DatabaseOptions options,
    StartReads reads,
    Lazy<PortalDbContext> context,
    Lazy<IAudit> audit,
    TimeProvider clock,
    ILogger<DatabaseStart> log
)
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
        await ExecuteOnSqliteAsync("PRAGMA journal_mode = WAL", ct);
        if (await ForgetKilledMigrationAsync(ct) is not { } stale)
            return await MigrateUnderLockAsync(ct);
        var applied = await MigrateUnderLockAsync(ct);
        audit.Value.Append(Actor.System, "database.lock_recovered", "database", new { lockedAt = stale });
        await context.Value.SaveChangesAsync(ct);
        return applied;
    }

    /// <summary>Whether commands can work on the database; they do not change its schema by the way.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken ct) =>
        await IsSeenCurrentAsync(ct) || !(await context.Value.Database.GetPendingMigrationsAsync(ct)).Any();

    private async Task<IReadOnlyList<string>> MigrateUnderLockAsync(CancellationToken ct)
    {
        if (await IsSeenCurrentAsync(ct))
        {
            if (await reads.MaySearchBeBehindAsync(ct))
                await ListForSearchAsync(ct);
            return [];
        }
        var db = context.Value;
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

    private async Task<bool> IsSeenCurrentAsync(CancellationToken ct)
    {
        try
        {
            return await reads.IsCurrentAsync(ct);
        }
        catch (DbException)
        {
            // There is no such database, or none that answers: EF makes it, or says why it cannot.
            return false;
        }
    }

    /// <summary>
    /// Rows that were there before the text search listed any. In slices with a commit each, so that memory and the log stay small and a
    /// start that is killed goes on where it was.
    /// </summary>
    private async Task ListForSearchAsync(CancellationToken ct)
    {
        var db = context.Value;
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
        if (await reads.MigrationLockedAtAsync(ct) is not { } lockedAt)
            return null;
        log.LogWarning("A migration that was killed left its lock ({LockedAt}) behind; it is removed.", lockedAt);
        await ExecuteOnSqliteAsync(StartReads.ForgetLock, ct);
        return lockedAt;
    }

    private async Task ExecuteOnSqliteAsync(string statement, CancellationToken ct)
    {
        await using var connection = new SqliteConnection(options.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.CreateCommand();
        // Constants of this folder.
#pragma warning disable CA2100
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
