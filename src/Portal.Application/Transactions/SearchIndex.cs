using System.Data.Common;
using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace FundPortal.Application.Transactions;

/// <summary>
/// Keeps the text search's lists equal to the rows, in the transaction that changes the rows. Rows are listed in their thousands: the
/// last few are not listed yet, and a search looks at them one by one. So a row that nobody listed is slower, never missing.
/// </summary>
internal sealed class SearchIndex(PortalDbContext db)
{
    /// <summary>So many rows may wait: looking at them costs a search some milliseconds, listing them together costs a row a quarter of listing it among a few thousand.</summary>
    public const int MaxWaiting = 32_768;

    /// <summary>So many rows are listed at once, which bounds memory to some tens of megabytes.</summary>
    public const int Slice = 65_536;

    /// <summary>Lists that are read and written together.</summary>
    private const int ListsAtOnce = 2_000;

    /// <summary>Rows that were stored since the last listing.</summary>
    private readonly List<SearchRow> kept = [];

    private long? listed;

    /// <summary>After rows were stored: lists all that wait, when they have become many. One index for one write scope.</summary>
    /// <param name="added">In the order of their ids, which are the greatest.</param>
    public async Task KeepUpAsync(IReadOnlyList<BankTransaction> added, CancellationToken ct)
    {
        listed ??= await UpToAsync(ct);
        kept.AddRange(added.Select(SearchRow.Of));
        var (upTo, first, last) = (listed.Value, kept[0].Id, kept[^1].Id);
        if (last - upTo < MaxWaiting)
            return;
        // Far behind after an upgrade that did not end: the next start sees to it, not the person who imports.
        if (first - upTo <= Slice && last <= SearchRow.MaxId)
        {
            var postings = new SearchPostings();
            await foreach (var row in Rows(db.Transactions.Where(t => t.Id > upTo && t.Id < first)).WithCancellation(ct))
                postings.Add(row);
            foreach (var row in kept)
            {
                postings.Add(row);
                if (postings.Rows < Slice)
                    continue;
                await ApplyAsync(postings, isAdding: true, ct);
                postings = new SearchPostings();
            }
            await ApplyAsync(postings, isAdding: true, ct);
            await SetUpToAsync(last, ct);
            listed = last;
        }
        kept.Clear();
    }

    /// <summary>Lists the next slice of rows that wait, in a transaction of its own.</summary>
    /// <param name="least">Fewer are left waiting.</param>
    /// <returns>False when nothing was left to do.</returns>
    public async Task<bool> CatchUpAsync(int least, CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        await new TransactionStore(db).LockAsync(ct);
        var upTo = await UpToAsync(ct);
        var postings = new SearchPostings();
        var last = upTo;
        await foreach (var row in Rows(db.Transactions.Where(t => t.Id > upTo && t.Id <= SearchRow.MaxId), Slice).WithCancellation(ct))
        {
            postings.Add(row);
            last = row.Id;
        }
        if (postings.Rows == 0 || postings.Rows < least)
            return false;
        await ApplyAsync(postings, isAdding: true, ct);
        await SetUpToAsync(last, ct);
        await write.CommitAsync(ct);
        return true;
    }

    /// <summary>Before rows change or go.</summary>
    public async Task RemoveAsync(IEnumerable<SearchRow> rows, CancellationToken ct) => await ChangeAsync(rows, isAdding: false, ct);

    /// <summary>After rows changed.</summary>
    public async Task AddAsync(IEnumerable<SearchRow> rows, CancellationToken ct) => await ChangeAsync(rows, isAdding: true, ct);

    /// <summary>Before all that an import brought goes.</summary>
    public async Task RemoveImportAsync(long importFileId, CancellationToken ct)
    {
        var upTo = await UpToAsync(ct);
        var postings = new SearchPostings();
        await foreach (var row in Rows(db.Transactions.Where(t => t.ImportFileId == importFileId && t.Id <= upTo)).WithCancellation(ct))
        {
            postings.Add(row);
            if (postings.Rows < Slice)
                continue;
            await ApplyAsync(postings, isAdding: false, ct);
            postings = new SearchPostings();
        }
        await ApplyAsync(postings, isAdding: false, ct);
    }

    private async Task ChangeAsync(IEnumerable<SearchRow> rows, bool isAdding, CancellationToken ct)
    {
        var upTo = await UpToAsync(ct);
        var postings = new SearchPostings();
        foreach (var row in rows.Where(row => row.Id <= upTo).OrderBy(row => row.Id))
            postings.Add(row);
        await ApplyAsync(postings, isAdding, ct);
    }

    private async Task<long> UpToAsync(CancellationToken ct) =>
        await db.Set<SearchChunk>().Where(c => c.Id == 0).Select(c => c.Rows).SingleOrDefaultAsync(ct) is { } progress
            ? SearchChunk.UpToOf(progress)
            : 0;

    private async Task SetUpToAsync(long upTo, CancellationToken ct)
    {
        await db.Set<SearchChunk>().Where(c => c.Id == 0).ExecuteDeleteAsync(ct);
        await BulkInsert.InsertAsync(db, [SearchChunk.Progress(upTo)], ct);
    }

    private static IAsyncEnumerable<SearchRow> Rows(IQueryable<BankTransaction> rows, int most = int.MaxValue) =>
        rows.OrderBy(t => t.Id)
            .Take(most)
            .Select(t => new SearchRow(t.Id, t.AccountId, t.BookingDate, t.Counterparty, t.CounterpartyAccount, t.Text, t.BankReference))
            .AsAsyncEnumerable();

    private async Task ApplyAsync(SearchPostings postings, bool isAdding, CancellationToken ct)
    {
        foreach (var lists in postings.Lists.Chunk(ListsAtOnce))
        {
            var stored = await ChunksAsync(lists, ct);
            var fresh = new List<SearchChunk>();
            var place = 0;
            foreach (var (gram, rows) in lists)
            {
                var known = new List<uint>();
                for (; place < stored.Count && SearchChunk.GramOf(stored[place].Id) == gram; place++)
                    SearchChunk.Read(stored[place].Id, stored[place].Rows, known.Add);
                fresh.AddRange(SearchChunk.Of(gram, isAdding ? Union(known, rows) : Without(known, rows)));
            }
            var old = stored.ConvertAll(chunk => chunk.Id);
            await db.Set<SearchChunk>().Where(c => EF.Parameter(old).Contains(c.Id)).ExecuteDeleteAsync(ct);
            await BulkInsert.InsertAsync(db, fresh, ct);
        }
    }

    /// <summary>The chunks in which rows of the lists stand or would stand, in order.</summary>
    private async Task<List<SearchChunk>> ChunksAsync(KeyValuePair<uint, List<uint>>[] lists, CancellationToken ct)
    {
        var spans = string.Join(
            ',',
            lists.Select(l =>
                FormattableString.Invariant($"[{SearchChunk.IdOf(l.Key, l.Value[0])},{SearchChunk.IdOf(l.Key, l.Value[^1])}]")
            )
        );
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = db.Database.IsSqlServer() ? SearchSql.SqlServerTouched : SearchSql.SqliteTouched;
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("@spans", $"[{spans}]");
        command.Parameters.Add(parameter);
        var chunks = new List<SearchChunk>();
        await using (DbDataReader reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                chunks.Add(new SearchChunk { Id = reader.GetInt64(0), Rows = reader.GetFieldValue<byte[]>(1) });
        }
        chunks.Sort((a, b) => a.Id.CompareTo(b.Id));
        return chunks;
    }

    private static List<uint> Union(List<uint> known, List<uint> added)
    {
        // The usual case: newer rows.
        if (known.Count == 0 || known[^1] < added[0])
        {
            known.AddRange(added);
            return known;
        }
        return [.. known.Union(added).Order()];
    }

    private static List<uint> Without(List<uint> known, List<uint> gone)
    {
        var set = gone.ToHashSet();
        known.RemoveAll(set.Contains);
        return known;
    }
}
