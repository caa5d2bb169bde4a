using System.Reflection;
using FundPortal.Application.Transactions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FundPortal.Application.Data;

/// <summary>
/// What a start must know before the port opens, asked by hand: EF first builds its model of all tables, which takes longer than the rest
/// of the start, and on an ordinary start nothing needs it yet. Whoever finds something to do here leaves it to EF.
/// </summary>
public sealed class StartReads(ReadLanes lanes)
{
    private const string History = "__EFMigrationsHistory";
    private const string Lock = "__EFMigrationsLock";

    /// <summary>On SQLite: EF's lock is free again.</summary>
    internal const string ForgetLock = $"DELETE FROM \"{Lock}\"";

    private static readonly ReadQuery SqliteTables = new(
        """SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = @table""",
        "@table"
    );

    private static readonly ReadQuery SqlServerTables = new("SELECT CASE WHEN OBJECT_ID(@table) IS NULL THEN 0 ELSE 1 END", "@table");
    private static readonly ReadQuery Applied = new($"""SELECT "MigrationId" FROM "{History}" """);
    private static readonly ReadQuery LockedAt = new($"""SELECT "Timestamp" FROM "{Lock}" """);

    private static readonly ReadQuery Search = new(
        """SELECT (SELECT MAX("Id") FROM "Transactions"), (SELECT "Rows" FROM "SearchChunks" WHERE "Id" = 0)"""
    );

    private static readonly ReadQuery Chain = new(
        """SELECT h."Seq", (SELECT e."Hash" FROM "AuditEntries" e WHERE e."Seq" = @newest) FROM "AuditHead" h""",
        "@newest"
    );

    private static readonly ReadQuery People = new(
        """SELECT CASE WHEN EXISTS (SELECT 1 FROM "People" WHERE "IsProgram" = 0) THEN 1 ELSE 0 END"""
    );

    /// <summary>To be checked against SQL Server's schema, with the declarations of their parameters. The history is a table of EF's, not of the schema.</summary>
    internal static IEnumerable<(string Text, string Declarations)> SqlServerTexts =>
        [
            (SqlServerTables.Text, "@table nvarchar(max)"),
            (Search.Text, ""),
            (Chain.Text, "@newest bigint"),
            (People.Text, ""),
            (KeyRows.Text, ""),
        ];

    /// <summary>The migrations of this program for a provider, as EF finds them.</summary>
    /// <param name="context">The provider's context.</param>
    internal static IReadOnlySet<string> MigrationsOf(Type context) =>
        context
            .Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Migration)) && type.GetCustomAttribute<DbContextAttribute>()?.ContextType == context)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()!.Id)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether the database has exactly the migrations of this program.</summary>
    internal async Task<bool> IsCurrentAsync(CancellationToken ct)
    {
        if (!await HasTableAsync(History, ct))
            return false;
        var applied = new HashSet<string>(StringComparer.Ordinal);
        await lanes.AskAsync(
            Applied,
            ReadOnlyMemory<object?>.Empty,
            async (reader, ct) =>
            {
                while (await reader.ReadAsync(ct))
                    applied.Add(reader.GetString(0));
                return true;
            },
            ct
        );
        return applied.SetEquals(MigrationsOf(lanes.IsSqlServer ? typeof(SqlServerPortalDbContext) : typeof(SqlitePortalDbContext)));
    }

    /// <summary>Since when EF's lock on SQLite stands; null without one.</summary>
    internal async Task<string?> MigrationLockedAtAsync(CancellationToken ct) =>
        await HasTableAsync(Lock, ct)
            ? await lanes.AskAsync(
                LockedAt,
                ReadOnlyMemory<object?>.Empty,
                async (reader, ct) => await reader.ReadAsync(ct) ? reader.GetString(0) : null,
                ct
            )
            : null;

    /// <summary>Whether so many rows may wait for the text search that they should be listed. Ids have gaps, so there may be fewer.</summary>
    internal Task<bool> MaySearchBeBehindAsync(CancellationToken ct) =>
        lanes.AskAsync(
            Search,
            ReadOnlyMemory<object?>.Empty,
            async (reader, ct) =>
            {
                await reader.ReadAsync(ct);
                var last = reader.IsDBNull(0) ? 0 : Math.Min(reader.GetInt64(0), SearchRow.MaxId);
                var upTo = reader.IsDBNull(1) ? 0 : SearchChunk.UpToOf(reader.GetFieldValue<byte[]>(1));
                return last - upTo >= SearchIndex.MaxWaiting;
            },
            ct
        );

    /// <summary>The number of the audit chain's head, null without one, and the hash of one entry, null without that.</summary>
    internal Task<(long? Head, byte[]? Hash)> ChainAsync(long seq, CancellationToken ct) =>
        lanes.AskAsync(
            Chain,
            new object?[] { seq },
            async (reader, ct) =>
                await reader.ReadAsync(ct)
                    ? (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1))
                    : ((long?)null, (byte[]?)null),
            ct
        );

    /// <summary>Whether there is anybody who could sign in.</summary>
    public Task<bool> HasPeopleAsync(CancellationToken ct) =>
        lanes.AskAsync(
            People,
            ReadOnlyMemory<object?>.Empty,
            async (reader, ct) => await reader.ReadAsync(ct) && reader.GetInt32(0) == 1,
            ct
        );

    private Task<bool> HasTableAsync(string name, CancellationToken ct) =>
        lanes.AskAsync(
            lanes.IsSqlServer ? SqlServerTables : SqliteTables,
            new object?[] { name },
            async (reader, ct) => await reader.ReadAsync(ct) && reader.GetInt32(0) > 0,
            ct
        );
}
