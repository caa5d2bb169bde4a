using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Reads one page of the rows that a filter lets through, always in the order of an index: no sort, no growing offset.</summary>
internal static class TransactionPages
{
    /// <summary>Up to so many accounts are sought one by one when they hold few of all rows.</summary>
    private const int SeekAccounts = 40;

    /// <summary>Walking the index by time pays when at least one row in so many belongs to the accounts.</summary>
    private const int DenseShare = 50;

    /// <param name="isBackward">True for the rows just newer than the cursor. The answer is newest first either way.</param>
    public static async Task<List<BankTransaction>> ReadAsync(
        PortalDbContext db,
        ReadFilter filter,
        TransactionCursor? cursor,
        bool isBackward,
        int take,
        CancellationToken ct
    )
    {
        if (filter.Accounts.Count == 0)
            return [];
        List<BankTransaction> rows;
        if (filter.Accounts.Count == 1)
        {
            rows = await PageOf(FilterReader.RowsOf(db, filter, filter.Accounts.Keys.First()), cursor, isBackward, take).ToListAsync(ct);
        }
        else if (filter.Accounts.Count <= SeekAccounts && await AreSparseAsync(db, filter, ct))
        {
            rows = [];
            foreach (var account in filter.Accounts.Keys)
                rows.AddRange(await PageOf(FilterReader.RowsOf(db, filter, account), cursor, isBackward, take).ToListAsync(ct));
        }
        else
        {
            rows = await PageOf(FilterReader.Rows(db, filter, byTime: true), cursor, isBackward, take).ToListAsync(ct);
        }
        rows.Sort((a, b) => (b.BookedAt, b.Id).CompareTo((a.BookedAt, a.Id)));
        if (rows.Count > take)
            rows.RemoveRange(isBackward ? 0 : take, rows.Count - take);
        return rows;
    }

    private static IQueryable<BankTransaction> PageOf(
        IQueryable<BankTransaction> rows,
        TransactionCursor? cursor,
        bool isBackward,
        int take
    )
    {
        if (cursor is { } place)
            rows = isBackward ? place.Before(rows) : place.After(rows);
        return isBackward
            ? rows.OrderBy(t => t.BookedAt).ThenBy(t => t.Id).Take(take)
            : rows.OrderByDescending(t => t.BookedAt).ThenByDescending(t => t.Id).Take(take);
    }

    /// <summary>Ids grow with the rows, so the greatest one tells how many there are about.</summary>
    public static async Task<bool> AreSparseAsync(PortalDbContext db, ReadFilter filter, CancellationToken ct)
    {
        var totals = await RunningTotals.UpToAsync(db, filter.AccountQuery, RunningTotals.AllKinds, day: null, ct);
        var own = totals.Values.Sum(total => total.Count);
        var all = await db.Transactions.MaxAsync(t => (long?)t.Id, ct) ?? 0;
        return own < all / DenseShare;
    }
}
