using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FundPortal.Application.Data;

/// <summary>
/// Inserts rows that come in thousands, in the running transaction, with the keys they carry: SqlBulkCopy on SQL Server, one prepared
/// command on SQLite. Nothing is tracked.
/// </summary>
internal static class BulkInsert
{
    private sealed record Column(string Name, IClrPropertyGetter Getter, ValueConverter? Converter)
    {
        public object ValueOf(object row)
        {
            var value = Getter.GetClrValue(row);
            return (Converter is null ? value : Converter.ConvertToProvider(value)) ?? DBNull.Value;
        }
    }

    /// <exception cref="InvalidOperationException">There is no running transaction.</exception>
    public static async Task InsertAsync<T>(PortalDbContext db, IReadOnlyList<T> rows, CancellationToken ct)
        where T : class
    {
        if (rows.Count == 0)
            return;
        var transaction =
            db.Database.CurrentTransaction?.GetDbTransaction()
            ?? throw new InvalidOperationException("Bulk rows are stored inside a write scope.");
        var entity = db.Model.FindEntityType(typeof(T))!;
        var table = entity.GetTableName()!;
        var store = StoreObjectIdentifier.Table(table, entity.GetSchema());
        var columns = entity
            .GetProperties()
            .Select(property => new Column(
                property.GetColumnName(store)!,
                ((IPropertyBase)property).GetGetter(),
                property.GetTypeMapping().Converter
            ))
            .ToArray();
        if (transaction is SqlTransaction sql)
            await CopyAsync(sql, table, columns, rows, ct);
        else
            await InsertOneByOneAsync(db, transaction, table, columns, rows, ct);
    }

    private static async Task InsertOneByOneAsync<T>(
        PortalDbContext db,
        System.Data.Common.DbTransaction transaction,
        string table,
        Column[] columns,
        IReadOnlyList<T> rows,
        CancellationToken ct
    )
        where T : class
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = transaction;
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        var places = string.Join(", ", Enumerable.Range(0, columns.Length).Select(i => $"$p{i}"));
        // Names come from the model, values are parameters.
#pragma warning disable CA2100
        command.CommandText = $"INSERT INTO \"{table}\" ({names}) VALUES ({places})";
#pragma warning restore CA2100
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"$p{i}";
            command.Parameters.Add(parameter);
        }
        await command.PrepareAsync(ct);
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                command.Parameters[i].Value = columns[i].ValueOf(row);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    /// <summary>In slices, so that the copy of the values never holds all rows.</summary>
    private const int Slice = 5_000;

    private static async Task CopyAsync<T>(
        SqlTransaction transaction,
        string table,
        Column[] columns,
        IReadOnlyList<T> rows,
        CancellationToken ct
    )
        where T : class
    {
        using var copy = new SqlBulkCopy(
            transaction.Connection,
            SqlBulkCopyOptions.KeepIdentity | SqlBulkCopyOptions.CheckConstraints,
            transaction
        )
        {
            DestinationTableName = table,
            BulkCopyTimeout = 300,
        };
        foreach (var column in columns)
            copy.ColumnMappings.Add(column.Name, column.Name);
        foreach (var slice in rows.Chunk(Slice))
        {
            using var data = new System.Data.DataTable();
            foreach (var column in columns)
                data.Columns.Add(column.Name, typeof(object));
            foreach (var row in slice)
                data.Rows.Add(Array.ConvertAll(columns, column => ForBulkCopy(column.ValueOf(row))));
            await copy.WriteToServerAsync(data, ct);
        }
    }

    private static object ForBulkCopy(object value) => value is DateOnly day ? day.ToDateTime(TimeOnly.MinValue) : value;
}
