using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Webhooks;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <param name="Raw">The line or XML as it stood in the file.</param>
internal sealed record NewTransaction(BankTransaction Row, int Position, string Raw);

/// <summary>The only way in and out for transactions: rows, their sources, the daily totals and the text search's lists change together, inside the caller's write scope.</summary>
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

    /// <summary>Rows that are stored and told of at once: of a long import no more are held.</summary>
    private const int Slice = 5_000;

    /// <summary>Kilobytes of the file that SQLite holds while many rows are stored: keys come in no order, and pages of their index would be written out and read again with every row.</summary>
    private const int CacheKilobytes = 64 * 1024;

    /// <summary>Stores the rows in the order given (which is the order of their ids) and sets their ids. Call once per write scope, after <see cref="LockAsync"/>.</summary>
    /// <param name="rows">Made while they are stored, if there are many.</param>
    /// <param name="stored">Told of them slice by slice, in the write scope.</param>
    public async Task AddAsync(
        IEnumerable<NewTransaction> rows,
        CancellationToken ct,
        Func<IReadOnlyList<BankTransaction>, CancellationToken, Task>? stored = null
    )
    {
        var totals = new DailyTotalsKeeper.Gathered();
        var search = new SearchIndex(db);
        await using var cache = new SqliteCache(db);
        long? next = null;
        var isMore = false;
        await foreach (var slice in ReadAhead.Of(rows.Chunk(Slice)).WithCancellation(ct))
        {
            if (isMore)
                await SaveSliceAsync(cache, ct);
            isMore = true;
            next ??= await NextIdAsync(ct);
            foreach (var item in slice)
            {
                item.Row.Id = next.Value;
                next++;
                totals.Add(MoveOf(item.Row));
            }
            await AddSliceAsync(slice, search, stored, ct);
        }
        if (isMore)
            await new DailyTotalsKeeper(db).AddAsync(totals, ct);
    }

    private async Task AddSliceAsync(
        NewTransaction[] slice,
        SearchIndex search,
        Func<IReadOnlyList<BankTransaction>, CancellationToken, Task>? stored,
        CancellationToken ct
    )
    {
        var added = Array.ConvertAll(slice, item => item.Row);
        await BulkInsert.InsertAsync(db, added, ct);
        var sources = Array.ConvertAll(
            slice,
            item => new TransactionSource
            {
                TransactionId = item.Row.Id,
                Position = item.Position,
                Raw = item.Raw,
            }
        );
        await BulkInsert.InsertAsync(db, sources, ct);
        await search.KeepUpAsync(added, ct);
        await WebhookOutbox.BookedAsync(db, added, ct);
        if (stored is not null)
            await stored(added, ct);
    }

    /// <summary>What a slice left to be saved (deliveries) is not held until the last one.</summary>
    private async Task SaveSliceAsync(SqliteCache cache, CancellationToken ct)
    {
        await cache.WidenAsync(CacheKilobytes, ct);
        if (!db.ChangeTracker.HasChanges())
            return;
        await db.SaveChangesAsync(ct);
        foreach (var entry in db.ChangeTracker.Entries<WebhookDelivery>().ToArray())
            entry.State = EntityState.Detached;
    }

    /// <summary>Takes single tracked rows away.</summary>
    public async Task RemoveAsync(IReadOnlyList<BankTransaction> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return;
        var moves = rows.Select(MoveOf).ToArray();
        var ids = rows.Select(row => row.Id).ToArray();
        db.TransactionSources.RemoveRange(
            await db.TransactionSources.Where(s => EF.Parameter(ids).Contains(s.TransactionId)).ToListAsync(ct)
        );
        db.Transactions.RemoveRange(rows);
        await new SearchIndex(db).RemoveAsync(rows.Select(SearchRow.Of), ct);
        await new DailyTotalsKeeper(db).SubtractAsync(moves, ct);
    }

    /// <summary>Gives tracked rows new contents; their ids, and what points to them, stay.</summary>
    public async Task ReplaceAsync(IReadOnlyList<(BankTransaction Row, NewTransaction By)> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return;
        var old = rows.Select(pair => MoveOf(pair.Row)).ToArray();
        var ids = rows.Select(pair => pair.Row.Id).ToArray();
        var sources = await db
            .TransactionSources.Where(s => EF.Parameter(ids).Contains(s.TransactionId))
            .ToDictionaryAsync(s => s.TransactionId, ct);
        var search = new SearchIndex(db);
        await search.RemoveAsync(rows.Select(pair => SearchRow.Of(pair.Row)), ct);
        foreach (var (row, by) in rows)
        {
            by.Row.Id = row.Id;
            db.Entry(row).CurrentValues.SetValues(by.Row);
            if (sources.TryGetValue(row.Id, out var source))
                (source.Position, source.Raw) = (by.Position, by.Raw);
        }
        await search.AddAsync(rows.Select(pair => SearchRow.Of(pair.Row)), ct);
        var keeper = new DailyTotalsKeeper(db);
        await keeper.SubtractAsync(old, ct);
        await keeper.AddAsync(rows.Select(pair => MoveOf(pair.Row)).ToArray(), ct);
    }

    private static DailyTotalsKeeper.Move MoveOf(BankTransaction row) => new(row.AccountId, row.Kind, row.BookingDate, row.AmountMinor);

    /// <summary>Takes away all that an import brought.</summary>
    public async Task RemoveImportAsync(long importFileId, CancellationToken ct)
    {
        var moves = new DailyTotalsKeeper.Gathered();
        var rows = db
            .Transactions.Where(t => t.ImportFileId == importFileId)
            .Select(t => new DailyTotalsKeeper.Move(t.AccountId, t.Kind, t.BookingDate, t.AmountMinor))
            .AsAsyncEnumerable();
        await foreach (var move in rows.WithCancellation(ct))
            moves.Add(move);
        await new SearchIndex(db).RemoveImportAsync(importFileId, ct);
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
