using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.Data;

/// <summary>
/// Settings <c>Database:Provider</c> (<c>Sqlite</c> or <c>SqlServer</c>), <c>ConnectionStrings:Portal</c> and <c>Database:MaxBatchSize</c>.
/// </summary>
public sealed record DatabaseOptions(bool IsSqlServer, string ConnectionString, int? MaxBatchSize)
{
    /// <summary>Where the SQLite file lies; null on SQL Server.</summary>
    public string? Folder =>
        IsSqlServer ? null : Path.GetDirectoryName(Path.GetFullPath(new SqliteConnectionStringBuilder(ConnectionString).DataSource));

    /// <exception cref="InvalidOperationException">The provider's name is unknown, or SQL Server has no connection string.</exception>
    public static DatabaseOptions From(IConfiguration configuration)
    {
        var provider = configuration["Database:Provider"] ?? "Sqlite";
        var connection = configuration.GetConnectionString("Portal");
        var batch = configuration.GetValue<int?>("Database:MaxBatchSize");
        if (string.Equals(provider, "SqlServer", StringComparison.OrdinalIgnoreCase))
        {
            return string.IsNullOrWhiteSpace(connection)
                ? throw new InvalidOperationException("Database:Provider is SqlServer, so ConnectionStrings:Portal must be set.")
                : new(true, connection, batch);
        }
        if (!string.Equals(provider, "Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"Database:Provider '{provider}' is unknown: use Sqlite or SqlServer.");
        return new(false, Sqlite(string.IsNullOrWhiteSpace(connection) ? "Data Source=data/fundportal.db" : connection), batch);
    }

    public void Configure(DbContextOptionsBuilder builder)
    {
        // A model without its migration is a developer's mistake, which a test finds; it must not keep a portal from starting.
        builder.ConfigureWarnings(warnings => warnings.Log((RelationalEventId.PendingModelChangesWarning, LogLevel.Warning)));
        if (IsSqlServer)
        {
            builder.UseSqlServer(
                ConnectionString,
                sql =>
                {
                    if (MaxBatchSize is { } size)
                        sql.MaxBatchSize(size);
                }
            );
        }
        else
        {
            builder.UseSqlite(ConnectionString);
        }
    }

    /// <summary>For questions by hand; closed.</summary>
    public DbConnection NewConnection() => IsSqlServer ? new SqlConnection(ConnectionString) : new SqliteConnection(ConnectionString);

    private static string Sqlite(string connection)
    {
        var parsed = new SqliteConnectionStringBuilder(connection) { ForeignKeys = true };
        if (parsed.DefaultTimeout < BusySeconds)
            parsed.DefaultTimeout = BusySeconds;
        var folder = Path.GetDirectoryName(Path.GetFullPath(parsed.DataSource));
        if (folder is not null)
            Directory.CreateDirectory(folder);
        return parsed.ToString();
    }

    /// <summary>How long another process's write is waited for.</summary>
    private const int BusySeconds = 30;
}
