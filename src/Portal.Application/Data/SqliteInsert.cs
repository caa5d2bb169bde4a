using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FundPortal.Application.Data;

/// <summary>
/// One prepared INSERT on SQLite, bound and stepped past the driver's command: a command looks its parameters up by name, makes a reader and
/// objects for every row, which costs about as much as the insert itself.
/// </summary>
internal sealed class SqliteInsert : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] scratch = new byte[1024];

    /// <param name="transaction">The running one.</param>
    public SqliteInsert(DbTransaction transaction, string text)
    {
        database = ((SqliteConnection)transaction.Connection!).Handle!;
        Check(raw.sqlite3_prepare_v3(database, text, raw.SQLITE_PREPARE_PERSISTENT, out statement));
    }

    /// <param name="place">0-based.</param>
    /// <exception cref="NotSupportedException">No table has such a type yet.</exception>
    public void Bind(int place, object? value)
    {
        place++;
        Check(
            value switch
            {
                null => raw.sqlite3_bind_null(statement, place),
                long number => raw.sqlite3_bind_int64(statement, place, number),
                int number => raw.sqlite3_bind_int64(statement, place, number),
                bool yes => raw.sqlite3_bind_int64(statement, place, yes ? 1 : 0),
                string text => Text(place, text),
                byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, place, 0),
                byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
                DateOnly day => Text(place, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                Guid id => Text(place, id.ToString().ToUpperInvariant()),
                _ => throw new NotSupportedException($"A {value.GetType().Name} is not written in bulk."),
            }
        );
    }

    /// <summary>Inserts one row of what was bound.</summary>
    /// <exception cref="SqliteException">A constraint, a full disk.</exception>
    public void Run()
    {
        var result = raw.sqlite3_step(statement);
        // The step's own result says what was wrong; a reset repeats it.
        if (result is not raw.SQLITE_DONE)
        {
            try
            {
                Check(result);
            }
            finally
            {
                _ = raw.sqlite3_reset(statement);
            }
        }
        Check(raw.sqlite3_reset(statement));
    }

    public void Dispose() => statement.Dispose();

    private int Text(int place, string text)
    {
        // A span of nothing would be bound as NULL.
        if (text.Length == 0)
            return raw.sqlite3_bind_text(statement, place, "");
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > scratch.Length)
            scratch = new byte[most];
        return raw.sqlite3_bind_text(statement, place, scratch.AsSpan(0, Encoding.UTF8.GetBytes(text, scratch)));
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(result, database);
    }
}
