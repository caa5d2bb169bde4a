using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Reads one page of the rows that a filter lets through, always in the order of an index: no sort, no growing offset.</summary>
internal static class TransactionPages
{
    /// <summary>Up to so many accounts are sought one by one when they hold few of all rows.</summary>
    public const int SeekAccounts = 40;

    /// <param name="isBackward">True for the rows just newer than the cursor. The answer is newest first either way.</param>
    public static async Task<List<BankTransaction>> ReadAsync(
        Lazy<PortalDbContext> db,
        TransactionReads reads,
        ReadFilter filter,
        TransactionCursor? cursor,
        bool isBackward,
        int take,
        CancellationToken ct
    )
    {
        if (filter.Accounts.Count == 0)
            return [];
        if (filter.Text is not null)
            return await new SearchPages(db.Value, reads, filter).PageAsync(cursor, isBackward, take, ct);
        Task<List<BankTransaction>> OfAsync(int[] accounts) =>
            filter.IsPlain
                ? reads.RowsAsync(Asked(filter, accounts, cursor, isBackward, take), ct)
                : PageOf(
                        accounts.Length == 1
                            ? FilterReader.RowsOf(db.Value, filter, accounts[0])
                            : FilterReader.Rows(db.Value, filter, byTime: true),
                        cursor,
                        isBackward,
                        take
                    )
                    .ToListAsync(ct);
        if (filter.Accounts.Count == 1 || filter.Accounts.Count > SeekAccounts || !await reads.AreSparseAsync(filter.AccountIds, ct))
            return Newest(await OfAsync(filter.AccountIds));
        List<BankTransaction> rows = [];
        foreach (var account in filter.AccountIds)
            rows.AddRange(await OfAsync([account]));
        Newest(rows);
        if (rows.Count > take)
            rows.RemoveRange(isBackward ? 0 : take, rows.Count - take);
        return rows;
    }

    /// <summary>As above, over all accounts in a person's data scope: many, so that the index by time is walked, and nobody need name them.</summary>
    /// <param name="filter">Plain; its accounts do not count.</param>
    public static Task<List<BankTransaction>> ReadScopeAsync(
        TransactionReads reads,
        ReadFilter filter,
        Guid person,
        TransactionCursor? cursor,
        bool isBackward,
        int take,
        CancellationToken ct
    ) => reads.RowsAsync(Asked(filter, [], cursor, isBackward, take) with { Scope = person }, ct);

    private static List<BankTransaction> Newest(List<BankTransaction> rows)
    {
        rows.Sort((a, b) => (b.BookedAt, b.Id).CompareTo((a.BookedAt, a.Id)));
        return rows;
    }

    private static RowsAsked Asked(ReadFilter filter, int[] accounts, TransactionCursor? cursor, bool isBackward, int take) =>
        new(
            accounts,
            filter.From,
            filter.Before,
            take,
            Sign: filter.Asked.Direction switch
            {
                Direction.In => AmountSign.Positive,
                Direction.Out => AmountSign.Negative,
                _ => AmountSign.Any,
            },
            Kinds: [.. filter.Asked.Kinds.Distinct()],
            Cursor: cursor,
            IsBackward: cursor is not null && isBackward
        );

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
}
