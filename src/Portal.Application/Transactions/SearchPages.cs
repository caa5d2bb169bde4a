using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>
/// Finds the rows of a filter with a text. Lists say where the text may stand; each such row is then looked at with the whole filter,
/// so the answer is that of a look at every row. Few are fetched and sorted; of many only the days that a page needs, newest first.
/// </summary>
internal sealed class SearchPages(PortalDbContext db, TransactionReads reads, ReadFilter filter)
{
    /// <summary>Count and sums are of at most about so many rows in which the text may stand, the newest.</summary>
    public const int MaxSummed = 75_000;

    /// <summary>So many are fetched at once without asking on which day they were booked.</summary>
    private const int Few = 2_000;

    /// <summary>Ids in one question.</summary>
    private const int IdsAtOnce = 5_000;

    private const int MaxDaysAtOnce = 64;

    /// <summary>Listed rows in which the text may stand, and the row up to which all are listed.</summary>
    private sealed record Candidates(SearchSet Rows, long Count, long UpTo);

    /// <summary>Both included.</summary>
    private sealed record DaySpan(DateOnly First, DateOnly Last);

    /// <summary>Rows of the accounts, whatever their text.</summary>
    private long own;

    public async Task<List<BankTransaction>> PageAsync(TransactionCursor? cursor, bool isBackward, int take, CancellationToken ct)
    {
        if (await SpanAsync(ct) is not { } span)
            return [];
        var found = await FindAsync(ct);
        var page = new Page(cursor, cursor is not null && isBackward, take);
        page.Add(await PlacesAsync(page.Past(Waiting(found.UpTo)), ct));
        if (found.Count <= Few)
            page.Add(await PlacesAsync(page, found.Rows.Rows(), span, ct));
        else
            await DaysAsync(
                found,
                page.Cut(span),
                page.IsBackward,
                async (rows, days) =>
                {
                    var places = await PlacesAsync(page, rows, days, ct);
                    page.Add(places);
                    return page.IsFull(places.Count);
                },
                ct
            );
        var ids = page.Ids();
        var whole = await db.Transactions.AsNoTracking().Where(t => EF.Parameter(ids).Contains(t.Id)).ToListAsync(ct);
        whole.Sort((a, b) => (b.BookedAt, b.Id).CompareTo((a.BookedAt, a.Id)));
        return whole;
    }

    public async Task<SummarizeTransactions.Found> SumAsync(CancellationToken ct)
    {
        if (await SpanAsync(ct) is not { } span)
            return new([], IsPartial: false);
        var found = await FindAsync(ct);
        var sums = await SummarizeTransactions.SumAsync(Waiting(found.UpTo), ct);
        var (seen, isPartial) = (0L, false);
        if (found.Count <= Few)
            await AddAsync(found.Rows.Rows());
        else
            await DaysAsync(
                found,
                span,
                isBackward: false,
                async (rows, days) =>
                {
                    // Rows were left, and enough are seen.
                    if (isPartial = seen >= MaxSummed)
                        return true;
                    seen += rows.Count;
                    await AddAsync(rows);
                    return false;
                },
                ct
            );
        return new(sums, isPartial);

        async Task AddAsync(IEnumerable<uint> rows)
        {
            foreach (var ids in rows.Chunk(IdsAtOnce))
            foreach (var (account, sum) in await SummarizeTransactions.SumAsync(Listed(ids), ct))
                sums[account] = sums.GetValueOrDefault(account) + sum;
        }
    }

    /// <summary>Cuts the lists of the text's grams, and those of the accounts when they leave many rows out.</summary>
    private async Task<Candidates> FindAsync(CancellationToken ct)
    {
        var upTo = 0L;
        // Before the lists, so that rows listed meanwhile are looked at twice rather than never.
        await reads.ChunksAsync(0, 0, (_, progress) => upTo = SearchChunk.UpToOf(progress), ct);
        var (rows, count) = (new SearchSet(upTo), 0L);
        var other = new SearchSet(upTo);
        var isFirst = true;
        foreach (var span in SearchGrams.Of(filter.Text!))
        {
            other.Clear();
            await AddAsync(isFirst ? rows : other, span, ct);
            if (!isFirst)
                rows.Cut(other);
            isFirst = false;
            if ((count = rows.Count) == 0)
                break;
        }
        if (count > Few && own <= await reads.GreatestIdAsync(ct) / 2)
        {
            other.Clear();
            foreach (var gram in filter.AccountIds.Select(SearchGrams.OfAccount).Distinct())
                await AddAsync(other, new(gram, gram), ct);
            rows.Cut(other);
            count = rows.Count;
        }
        return new(rows, count, upTo);
    }

    private Task<int> AddAsync(SearchSet rows, SearchGrams.Span span, CancellationToken ct) =>
        reads.ChunksAsync(SearchChunk.IdOf(span.From, 0), SearchChunk.IdOf(span.To, uint.MaxValue), rows.Add, ct);

    /// <returns>The accounts' first and last day within the filter; null when there is none.</returns>
    private async Task<DaySpan?> SpanAsync(CancellationToken ct)
    {
        var all = await reads.CountsAsync(filter.AccountIds, DateOnly.MaxValue, ct);
        own = all.Count;
        if (own == 0 || await reads.FirstDayAsync(filter.AccountIds, ct) is not { } oldest)
            return null;
        var first = filter.Asked.From is { } from && from > oldest ? from : oldest;
        var last = filter.Asked.To is { } to && to < all.Newest ? to : all.Newest;
        return first > last ? null : new DaySpan(first, last);
    }

    /// <summary>Goes through the candidates by their days, a few days together.</summary>
    /// <param name="see">Told the days' candidates; answers whether that is enough. Not called for days without any.</param>
    private async Task DaysAsync(
        Candidates found,
        DaySpan span,
        bool isBackward,
        Func<List<uint>, DaySpan, Task<bool>> see,
        CancellationToken ct
    )
    {
        var (left, count) = (found.Count, 1);
        var (low, high) = (span.First.DayNumber, span.Last.DayNumber);
        while (low <= high && left > 0)
        {
            var (first, last) = isBackward ? (low, Math.Min(low + count - 1, high)) : (Math.Max(high - count + 1, low), high);
            (low, high) = isBackward ? (last + 1, high) : (low, first - 1);
            var rows = new List<uint>();
            var days = new DaySpan(DateOnly.FromDayNumber(first), DateOnly.FromDayNumber(last));
            await reads.ChunksAsync(
                SearchChunk.IdOf(SearchGrams.OfDay(days.First), 0),
                SearchChunk.IdOf(SearchGrams.OfDay(days.Last), uint.MaxValue),
                (id, bytes) => SearchChunk.Read(id, bytes, row => Keep(rows, row)),
                ct
            );
            left -= rows.Count;
            if (rows.Count > 0 && await see(rows, days))
                return;
            if (rows.Count < Few)
                count = Math.Min(count * 2, MaxDaysAtOnce);
        }

        void Keep(List<uint> rows, uint row)
        {
            if (found.Rows.Has(row))
                rows.Add(row);
        }
    }

    private async Task<List<TransactionCursor>> PlacesAsync(Page page, IEnumerable<uint> rows, DaySpan days, CancellationToken ct)
    {
        var (first, last) = (days.First, days.Last);
        var places = new List<TransactionCursor>();
        foreach (var ids in rows.Chunk(IdsAtOnce))
            places.AddRange(await PlacesAsync(page.Past(Listed(ids)).Where(t => t.BookingDate >= first && t.BookingDate <= last), ct));
        return places;
    }

    private static async Task<List<TransactionCursor>> PlacesAsync(IQueryable<BankTransaction> rows, CancellationToken ct)
    {
        var places = await rows.Select(t => new { t.BookedAt, t.Id }).ToListAsync(ct);
        return places.ConvertAll(place => new TransactionCursor(place.BookedAt, place.Id));
    }

    /// <summary>Of these rows, those that the whole filter lets through.</summary>
    private IQueryable<BankTransaction> Listed(uint[] rows)
    {
        var ids = Array.ConvertAll(rows, row => (long)row);
        return FilterReader.Rows(db, filter, byTime: true).Where(t => EF.Parameter(ids).Contains(t.Id));
    }

    /// <summary>Of the rows that are not listed yet, those that the filter lets through. Bounded on both sides, so that they are sought by id.</summary>
    private IQueryable<BankTransaction> Waiting(long upTo) =>
        FilterReader.Rows(db, filter, byTime: true).Where(t => t.Id > upTo && t.Id <= long.MaxValue);

    /// <summary>The places of a page so far.</summary>
    private sealed class Page(TransactionCursor? cursor, bool isBackward, int take)
    {
        private readonly List<TransactionCursor> places = [];
        private int listed;

        public bool IsBackward => isBackward;

        /// <summary>Of these rows, those on the side of the cursor where the page lies.</summary>
        public IQueryable<BankTransaction> Past(IQueryable<BankTransaction> rows) =>
            cursor is not { } place ? rows
            : isBackward ? place.Before(rows)
            : place.After(rows);

        /// <summary>Days in which the page may lie.</summary>
        public DaySpan Cut(DaySpan span)
        {
            if (cursor is not { } place)
                return span;
            // A made-up cursor may lie at the end of time.
            var day = place.BookedAt < DateTime.MaxValue.AddDays(-1) ? ChinaTime.DayOf(place.BookedAt) : DateOnly.MaxValue;
            return isBackward
                ? span with
                {
                    First = day > span.First ? day : span.First,
                }
                : span with
                {
                    Last = day < span.Last ? day : span.Last,
                };
        }

        /// <summary>Keeps the nearest to the cursor.</summary>
        public void Add(List<TransactionCursor> more)
        {
            places.AddRange(more);
            places.Sort((a, b) => (isBackward ? 1 : -1) * (a.BookedAt, a.Id).CompareTo((b.BookedAt, b.Id)));
            if (places.Count > take)
                places.RemoveRange(take, places.Count - take);
        }

        /// <summary>Days are seen in order: what comes after a page's worth of them cannot be nearer.</summary>
        public bool IsFull(int more) => (listed += more) >= take;

        public long[] Ids() => [.. places.Select(place => place.Id)];
    }
}
