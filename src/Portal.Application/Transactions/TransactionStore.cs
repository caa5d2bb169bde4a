using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <param name="Raw">The line or XML as it stood in the file.</param>
internal sealed record NewTransaction(BankTransaction Row, int Position, string Raw);

/// <summary>The only way in and out for transactions: rows, their sources and the daily totals change together, inside the caller's write scope.</summary>
internal sealed class TransactionStore(PortalDbContext db)
{
    /// <summary>
    /// Writers that store transactions pass one at a time until their commit. On SQLite the write scope has seen to it; on SQL Server a
    /// lock of the application does, so that ids are given in order and duplicates are looked for among committed rows.
    /// </summary>
    public async Task LockAsync(CancellationToken ct)
    {
        if (db.Database.IsSqlServer())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                DECLARE @result int;
                EXEC @result = sp_getapplock @Resource = 'FundPortal.Transactions', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 60000;
                IF @result < 0 THROW 51000, 'Another import did not finish in time.', 1;
                """,
                ct
            );
        }
    }

    /// <summary>Stores the rows in the order given (which is the order of their ids) and sets their ids. Call once per write scope, after <see cref="LockAsync"/>.</summary>
    public async Task AddAsync(IReadOnlyList<NewTransaction> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return;
        var next = await NextIdAsync(ct);
        foreach (var item in rows)
            item.Row.Id = next++;
        await BulkInsert.InsertAsync(db, rows.Select(item => item.Row).ToArray(), ct);
        var sources = rows.Select(item => new TransactionSource
            {
                TransactionId = item.Row.Id,
                Position = item.Position,
                Raw = item.Raw,
            })
            .ToArray();
        await BulkInsert.InsertAsync(db, sources, ct);
        var moves = rows.Select(item => new DailyTotalsKeeper.Move(
            item.Row.AccountId,
            item.Row.Kind,
            item.Row.BookingDate,
            item.Row.AmountMinor
        ));
        await new DailyTotalsKeeper(db).AddAsync(moves, ct);
    }

    /// <summary>Takes away all that an import brought.</summary>
    public async Task RemoveImportAsync(long importFileId, CancellationToken ct)
    {
        var moves = await db
            .Transactions.Where(t => t.ImportFileId == importFileId)
            .Select(t => new DailyTotalsKeeper.Move(t.AccountId, t.Kind, t.BookingDate, t.AmountMinor))
            .ToListAsync(ct);
        // Set-based on purpose: an import may have brought a million rows; they carry no version and the audit entry names the import.
        await db
            .TransactionSources.Where(s => db.Transactions.Any(t => t.Id == s.TransactionId && t.ImportFileId == importFileId))
            .ExecuteDeleteAsync(ct);
        await db.Transactions.Where(t => t.ImportFileId == importFileId).ExecuteDeleteAsync(ct);
        await new DailyTotalsKeeper(db).SubtractAsync(moves, ct);
    }

    /// <summary>An id is never given twice, not even after an undo: the database's own counter is asked as well as the rows.</summary>
    private async Task<long> NextIdAsync(CancellationToken ct)
    {
        var counters = db.Database.IsSqlServer()
            ? db.Database.SqlQueryRaw<long>("SELECT CAST(IDENT_CURRENT('Transactions') AS bigint) AS Value")
            : db.Database.SqlQueryRaw<long>("SELECT seq AS Value FROM sqlite_sequence WHERE name = 'Transactions'");
        var counter = (await counters.ToListAsync(ct)).FirstOrDefault();
        var greatest = await db.Transactions.MaxAsync(t => (long?)t.Id, ct) ?? 0;
        return Math.Max(counter, greatest) + 1;
    }
}
