using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace FundPortal.TestKit;

/// <param name="Declarations"><c>@p0 int, @p1 nvarchar(64)</c>.</param>
public sealed record TSqlStatement(string Text, string Declarations);

/// <summary>In place of a server: no connection is opened, each command is recorded and answered with no rows.</summary>
internal sealed class SuppressedServer(Action<TSqlStatement> record) : DbCommandInterceptor, IDbConnectionInterceptor
{
    public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        InterceptionResult.Suppress();

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection,
        ConnectionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    ) => new(InterceptionResult.Suppress());

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    ) => Answer(command);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    ) => new(Answer(command));

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Record(command);
        return InterceptionResult<int>.SuppressWithResult(0);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => new(NonQueryExecuting(command, eventData, result));

    private InterceptionResult<DbDataReader> Answer(DbCommand command)
    {
        Record(command);
        return InterceptionResult<DbDataReader>.SuppressWithResult(new DataTableReader(new DataTable()));
    }

    private void Record(DbCommand command) =>
        record(new(command.CommandText, string.Join(", ", command.Parameters.Cast<SqlParameter>().Select(Declaration))));

    private static string Declaration(SqlParameter parameter)
    {
        var type = parameter.SqlDbType.ToString().ToLowerInvariant();
        var size = parameter.SqlDbType switch
        {
            SqlDbType.NVarChar or SqlDbType.VarBinary or SqlDbType.VarChar => parameter.Size is > 0 and <= 4000
                ? $"({parameter.Size})"
                : "(max)",
            SqlDbType.NChar or SqlDbType.Binary or SqlDbType.Char => $"({Math.Max(parameter.Size, 1)})",
            SqlDbType.Decimal => "(38, 10)",
            _ => "",
        };
        return $"{(parameter.ParameterName.StartsWith('@') ? "" : "@")}{parameter.ParameterName} {type}{size}";
    }
}
