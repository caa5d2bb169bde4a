using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FundPortal.Application.Data;

/// <summary>
/// Inserts rows that come in thousands, in the running transaction: SqlBulkCopy on SQL Server, one prepared command on SQLite. Nothing
/// is tracked.
/// </summary>
internal static class BulkInsert
{
    private sealed record Column(string Name, IClrPropertyGetter Getter, ValueConverter? Converter)
    {
        public object? ValueOf(object row)
        {
            var value = Getter.GetClrValue(row);
            return Converter is null ? value : Converter.ConvertToProvider(value);
        }
    }

    /// <summary>With the keys that the rows carry.</summary>
    /// <exception cref="InvalidOperationException">There is no running transaction.</exception>
    public static Task InsertAsync<T>(PortalDbContext db, IReadOnlyList<T> rows, CancellationToken ct)
        where T : class => InsertAsync(db, rows, withKeys: true, ct);

    /// <summary>With keys that the database gives; the rows do not learn them.</summary>
    /// <exception cref="InvalidOperationException">There is no running transaction.</exception>
    public static Task AppendAsync<T>(PortalDbContext db, IReadOnlyList<T> rows, CancellationToken ct)
        where T : class => InsertAsync(db, rows, withKeys: false, ct);

    private static async Task InsertAsync<T>(PortalDbContext db, IReadOnlyList<T> rows, bool withKeys, CancellationToken ct)
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
            .Where(property => withKeys || !property.IsPrimaryKey())
            .Select(property => new Column(
                property.GetColumnName(store)!,
                ((IPropertyBase)property).GetGetter(),
                property.GetTypeMapping().Converter
            ))
            .ToArray();
        if (transaction is SqlTransaction sql)
            await CopyAsync(sql, table, columns, rows, withKeys, ct);
        else
            InsertOneByOne(transaction, table, columns, rows, ct);
    }

    private static void InsertOneByOne<T>(
        System.Data.Common.DbTransaction transaction,
        string table,
        Column[] columns,
        IReadOnlyList<T> rows,
        CancellationToken ct
    )
        where T : class
    {
        // Names come from the model, values are bound.
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        var places = string.Join(", ", columns.Select(_ => "?"));
        using var insert = new SqliteInsert(transaction, $"INSERT INTO \"{table}\" ({names}) VALUES ({places})");
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Length; i++)
                insert.Bind(i, columns[i].ValueOf(row));
            insert.Run();
        }
    }

    /// <summary>In slices, so that the copy of the values never holds all rows.</summary>
    private const int Slice = 5_000;

    private static async Task CopyAsync<T>(
        SqlTransaction transaction,
        string table,
        Column[] columns,
        IReadOnlyList<T> rows,
        bool withKeys,
        CancellationToken ct
    )
        where T : class
    {
        using var copy = new SqlBulkCopy(
            transaction.Connection,
            SqlBulkCopyOptions.CheckConstraints | (withKeys ? SqlBulkCopyOptions.KeepIdentity : SqlBulkCopyOptions.Default),
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

    private static object ForBulkCopy(object? value) =>
        value switch
        {
            null => DBNull.Value,
            DateOnly day => day.ToDateTime(TimeOnly.MinValue),
            _ => value,
        };
}
