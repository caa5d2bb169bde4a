using System.Runtime.InteropServices;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

/// <summary>A row as a numbered page tells it.</summary>
/// <param name="BookedAt">UTC.</param>
/// <param name="AmountMinor">Positive is money in.</param>
/// <param name="BalanceMinor">After it; null where the source told none.</param>
internal sealed record NumberedRow(long Id, int AccountId, DateTime BookedAt, long AmountMinor, long? BalanceMinor, string Text);

/// <summary>
/// Rows of some accounts by their number from the newest on, and how many there are. Numbers come from running totals: the day in which a
/// page begins is found by asking how many rows are older, so only rows of that one day are passed over (from its nearer end), however far
/// back the page is.
/// </summary>
/// <param name="accounts">At least one.</param>
/// <param name="from">UTC, included; null: open.</param>
/// <param name="before">UTC, not included; null: open.</param>
internal sealed class NumberedRows(TransactionReads reads, int[] accounts, DateTime? from, DateTime? before, Direction? direction)
{
    /// <summary>So many accounts, spread evenly, are asked for the first day of all.</summary>
    private const int AskedForFirst = 8;

    private readonly DateOnly? first = from is { } start ? ChinaTime.DayOf(start) : null;
    private readonly DateOnly last = before is { } end ? ChinaTime.DayOf(end.AddTicks(-1)) : DateOnly.MaxValue;

    private bool? isSparse;

    /// <summary>A day, how many rows there are up to its end, and how many before it.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Place(DateOnly Day, long UpTo, long Before);

    /// <param name="skip">How many newer rows stand on earlier pages.</param>
    public async Task<(long Count, List<NumberedRow> Rows)> PageAsync(long skip, int take, CancellationToken ct)
    {
        var end = await reads.CountsAsync(accounts, last, ct);
        // Rows outside the span, in the days at which it begins and ends, are counted one by one.
        var newest = CountOf(end) - await LateAsync(ct);
        var older = first is { } day ? CountOf(await reads.CountsAsync(accounts, day.AddDays(-1), ct)) + await EarlyAsync(day, ct) : 0;
        var count = Math.Max(newest - older, 0);
        if (skip >= count)
            return (count, []);
        take = (int)Math.Min(take, count - skip);
        // A page or less from either end, where programs mostly read, passing over rows costs less than finding a day.
        if (skip <= take)
            return (count, await NewestAsync(before, (int)skip, take, ct));
        if (count - skip - take is var left && left <= take && !await AreSoughtAsync(ct))
            return (count, await reads.NumberedAsync(Asked(from, null, (int)left, take, accounts) with { IsBackward = true }, ct));
        // Rows are numbered from the oldest of all, 1, so the page ends at the row that is so many before its first.
        return (count, await ReadAsync(await FindAsync(newest - skip, end, older, ct), newest, newest - skip, take, ct));
    }

    /// <summary>The day in which the row with that number lies.</summary>
    private async Task<Place> FindAsync(long rank, CountsAt end, long older, CancellationToken ct)
    {
        // Some accounts tell when rows begin; were others earlier, all are asked.
        int[] some = [.. accounts.Where((_, i) => i % (1 + (accounts.Length / AskedForFirst)) == 0)];
        var low = first ?? await reads.FirstDayAsync(some, ct) ?? end.Newest;
        if (await FindAsync(rank, low, end, older, ct) is { } place)
            return place;
        low = first ?? await reads.FirstDayAsync(accounts, ct) ?? end.Newest;
        // Rows that come or go meanwhile may leave no such day: then the page begins somewhere near.
        return await FindAsync(rank, low, end, older, ct) ?? new Place(end.Newest, Math.Max(CountOf(end), rank), rank - 1);
    }

    /// <summary>
    /// Guessed by how evenly rows lie, which is right within a question or two, for each answer bounds its day on both sides.
    /// </summary>
    /// <param name="low">The day is not before it, or there is no answer.</param>
    private async Task<Place?> FindAsync(long rank, DateOnly low, CountsAt end, long older, CancellationToken ct)
    {
        var (below, high, upTo) = (older, end.Newest, CountOf(end));
        for (var halves = false; low <= high; halves = !halves)
        {
            var span = high.DayNumber - low.DayNumber;
            // Every other time the half, so that it ends soon however unevenly rows lie.
            var ahead = halves ? span / 2 : (int)((Int128)(rank - below - 1) * (span + 1) / Math.Max(upTo - below, 1));
            var guess = low.AddDays(Math.Clamp(ahead, 0, span));
            var counts = await reads.CountsAsync(accounts, guess, ct);
            var place = new Place(guess, CountOf(counts), CountOf(counts) - OfDay(counts));
            if (rank > place.UpTo)
                (low, below) = (guess.AddDays(1), place.UpTo);
            else if (rank <= place.Before)
                (high, upTo) = (guess.AddDays(-1), place.Before);
            else
                return place;
        }
        return null;
    }

    private long CountOf(CountsAt counts) =>
        direction switch
        {
            Direction.In => counts.Count - counts.OutCount,
            Direction.Out => counts.OutCount,
            _ => counts.Count,
        };

    private long OfDay(CountsAt counts) =>
        direction switch
        {
            Direction.In => counts.OfDay - counts.OutOfDay,
            Direction.Out => counts.OutOfDay,
            _ => counts.OfDay,
        };

    /// <summary>Rows of the last day that are past the span.</summary>
    private Task<long> LateAsync(CancellationToken ct) =>
        before is { } end && last < DateOnly.MaxValue && ChinaTime.StartOf(last.AddDays(1)) is var night && end < night
            ? reads.CountAsync(Asked(end, night, 0, 0, accounts), ct)
            : Task.FromResult(0L);

    /// <summary>Rows of the first day that are before the span.</summary>
    private Task<long> EarlyAsync(DateOnly day, CancellationToken ct) =>
        from is { } start && ChinaTime.StartOf(day) is var morning && morning < start
            ? reads.CountAsync(Asked(morning, start, 0, 0, accounts), ct)
            : Task.FromResult(0L);

    /// <summary>The row with that number and those before it, passing over as few rows of its day as possible.</summary>
    private async Task<List<NumberedRow>> ReadAsync(Place place, long newest, long rank, int take, CancellationToken ct)
    {
        var end = place.UpTo < newest ? ChinaTime.StartOf(place.Day.AddDays(1)) : before;
        var fromEnd = checked((int)(Math.Min(place.UpTo, newest) - rank));
        var fromStart = checked((int)(rank - place.Before));
        if (fromEnd <= fromStart || (accounts.Length > 1 && await AreSoughtAsync(ct)))
            return await NewestAsync(end, fromEnd, take, ct);
        // Its rows of this day are counted from the morning, and what the day lacks are the newest before it.
        var morning = ChinaTime.StartOf(place.Day);
        var ofDay = Math.Min(take, fromStart);
        var rows = await reads.NumberedAsync(Asked(morning, null, fromStart - ofDay, ofDay, accounts) with { IsBackward = true }, ct);
        if (ofDay < take)
            rows.AddRange(await NewestAsync(morning, 0, take - ofDay, ct));
        return rows;
    }

    private async Task<List<NumberedRow>> NewestAsync(DateTime? end, int skip, int take, CancellationToken ct)
    {
        if (!await AreSoughtAsync(ct))
            return await reads.NumberedAsync(Asked(from, end, skip, take, accounts), ct);
        var rows = new List<NumberedRow>();
        foreach (var account in accounts)
            rows.AddRange(await reads.NumberedAsync(Asked(from, end, 0, skip + take, [account]), ct));
        rows.Sort((a, b) => (b.BookedAt, b.Id).CompareTo((a.BookedAt, a.Id)));
        return rows.GetRange(Math.Min(skip, rows.Count), Math.Min(take, Math.Max(rows.Count - skip, 0)));
    }

    /// <summary>A row of nothing counts as money in.</summary>
    private RowsAsked Asked(DateTime? start, DateTime? end, int skip, int take, int[] of) =>
        new(
            of,
            start,
            end,
            take,
            skip,
            direction switch
            {
                Direction.In => AmountSign.NotNegative,
                Direction.Out => AmountSign.Negative,
                _ => AmountSign.Any,
            }
        );

    /// <summary>Whether the accounts are few and hold few of all rows.</summary>
    private async Task<bool> AreSoughtAsync(CancellationToken ct)
    {
        if (accounts.Length is 1 or > TransactionPages.SeekAccounts)
            return false;
        return isSparse ??= await reads.AreSparseAsync(accounts, ct);
    }
}
