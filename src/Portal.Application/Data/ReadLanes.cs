using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace FundPortal.Application.Data;

/// <summary>A query written by hand. Made once and kept: connections know their prepared commands by the object.</summary>
/// <param name="Parameters">Names, in the order in which values are given.</param>
internal sealed class ReadQuery(string text, params IReadOnlyList<string> parameters)
{
    public string Text { get; } = text;

    public IReadOnlyList<string> Parameters { get; } = parameters;

    /// <summary>The values of a JSON array that is given as one parameter, so that a list of any length has one text.</summary>
    /// <param name="type">Of the values, in SQL Server's words.</param>
    public static string List(bool isSqlServer, string parameter, string type) =>
        isSqlServer
            ? $"SELECT j.\"value\" FROM OPENJSON({parameter}) WITH (\"value\" {type} '$') j"
            : $"SELECT \"value\" FROM json_each({parameter})";
}

/// <summary>
/// For the few questions that are asked thousands of times a second: they are written by hand, and on SQLite connections stay open with
/// their commands prepared. Everything is read as committed, outside any write scope. On SQL Server the driver pools connections and the
/// server keeps the plans.
/// </summary>
public sealed class ReadLanes(DatabaseOptions options) : IDisposable
{
    /// <summary>
    /// 8 MB of pages each connection may keep: the running totals of hundreds of accounts at two days do not fit into SQLite's usual two,
    /// and then every question reads them from the system again.
    /// </summary>
    private const string SqlitePages = "PRAGMA cache_size = -8192";

    /// <summary>More than so many at once are closed after use.</summary>
    private const int MaxIdle = 32;

    private readonly ConcurrentBag<Lane> idle = [];

    /// <summary>Counted here: to count itself, the bag would stop everybody.</summary>
    private int idleCount;
    private bool isDisposed;

    internal bool IsSqlServer => options.IsSqlServer;

    private sealed class Lane(DbConnection connection) : IDisposable
    {
        private readonly Dictionary<ReadQuery, DbCommand> commands = new(ReferenceEqualityComparer.Instance);

        public DbCommand CommandOf(ReadQuery query)
        {
            if (commands.TryGetValue(query, out var known))
                return known;
            var command = connection.CreateCommand();
            // Texts are put together from constants, values are parameters.
#pragma warning disable CA2100
            command.CommandText = query.Text;
#pragma warning restore CA2100
            foreach (var name in query.Parameters)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }
            commands.Add(query, command);
            return command;
        }

        public void Dispose()
        {
            foreach (var command in commands.Values)
                command.Dispose();
            connection.Dispose();
        }
    }

    /// <param name="values">Of the query's parameters, in their order.</param>
    internal async Task<T> AskAsync<T>(
        ReadQuery query,
        ReadOnlyMemory<object?> values,
        Func<DbDataReader, CancellationToken, Task<T>> read,
        CancellationToken ct
    )
    {
        var lane = await TakeAsync(ct);
        var isWhole = false;
        try
        {
            var command = lane.CommandOf(query);
            for (var i = 0; i < values.Length; i++)
                Set(command.Parameters[i], values.Span[i]);
            T answer;
            await using (var reader = await command.ExecuteReaderAsync(ct))
                answer = await read(reader, ct);
            isWhole = true;
            return answer;
        }
        finally
        {
            // After an error nobody knows what state the connection is in.
            if (isWhole)
                Return(lane);
            else
                lane.Dispose();
        }
    }

    /// <summary>SQLite is given numbers and texts only; SQL Server's types are those of its columns, so that neither milliseconds nor plans are lost.</summary>
    private static void Set(DbParameter parameter, object? value)
    {
        parameter.Value = value ?? DBNull.Value;
        if (parameter is not SqlParameter typed)
            return;
        if (value is DateTime)
            typed.SqlDbType = SqlDbType.DateTime2;
        else if (value is string)
            typed.Size = -1;
    }

    /// <summary>UTC, as both databases keep it.</summary>
    internal DateTime InstantAt(DbDataReader reader, int column) =>
        IsSqlServer
            ? DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc)
            : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column)).UtcDateTime;

    /// <summary>A parameter's value.</summary>
    /// <param name="utc">An instant.</param>
    internal object Instant(DateTime utc) => IsSqlServer ? utc : new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>A parameter's value.</summary>
    internal object Id(Guid id) => IsSqlServer ? id : Text(id);

    /// <summary>As SQLite keeps it, which compares texts byte by byte; in a list, SQL Server reads it too.</summary>
    internal static string Text(Guid id) => id.ToString("D").ToUpperInvariant();

    public void Dispose()
    {
        Volatile.Write(ref isDisposed, true);
        while (idle.TryTake(out var lane))
            lane.Dispose();
    }

    private async ValueTask<Lane> TakeAsync(CancellationToken ct)
    {
        if (idle.TryTake(out var lane))
        {
            Interlocked.Decrement(ref idleCount);
            return lane;
        }
        DbConnection connection = options.IsSqlServer
            ? new SqlConnection(options.ConnectionString)
            // Kept here, so not in the driver's pool as well.
            : new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ToString());
        try
        {
            await connection.OpenAsync(ct);
            if (!options.IsSqlServer)
            {
                await using var pragma = connection.CreateCommand();
                pragma.CommandText = SqlitePages;
                await pragma.ExecuteNonQueryAsync(ct);
            }
            return new Lane(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private void Return(Lane lane)
    {
        if (options.IsSqlServer || Volatile.Read(ref isDisposed) || Volatile.Read(ref idleCount) >= MaxIdle)
        {
            lane.Dispose();
            return;
        }
        Interlocked.Increment(ref idleCount);
        idle.Add(lane);
    }
}
