using FundPortal.Application.Data;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>The account's true booked balance right after a row, whatever a filter hides: base, daily totals of the days before, rows of the day.</summary>
internal static class AccountBalanceAfter
{
    /// <param name="page">Rows of one account, newest first.</param>
    /// <param name="hidesNothing">True when the page shows every row between its first and last: then one look-up serves all.</param>
    /// <returns>Minor units by row id; empty when no statement told a balance yet.</returns>
    public static async Task<Dictionary<long, long>> OfPageAsync(
        PortalDbContext db,
        AccountInfo account,
        IReadOnlyList<BankTransaction> page,
        bool hidesNothing,
        CancellationToken ct
    )
    {
        var balances = new Dictionary<long, long>(page.Count);
        if (account.BaseMinor is not { } start)
            return balances;
        BankTransaction? newer = null;
        var balance = 0L;
        foreach (var row in page)
        {
            if (newer is null)
                balance = start + await MovedUpToAsync(db, row, ct);
            else if (hidesNothing)
                balance -= newer.AmountMinor;
            else if (newer.BookingDate == row.BookingDate)
                balance -= newer.AmountMinor + await MovedBetweenAsync(db, row, newer, ct);
            else
                balance = start + await MovedUpToAsync(db, row, ct);
            balances[row.Id] = balance;
            newer = row;
        }
        return balances;
    }

    private static async Task<long> MovedUpToAsync(PortalDbContext db, BankTransaction row, CancellationToken ct)
    {
        var before = await db
            .DailyTotals.Where(t => t.AccountId == row.AccountId && t.Kind == RunningTotals.AllKinds && t.Day < row.BookingDate)
            .OrderByDescending(t => t.Day)
            .Select(t => t.RunningInMinor - t.RunningOutMinor)
            .FirstOrDefaultAsync(ct);
        var day = ChinaTime.StartOf(row.BookingDate);
        var today = await db
            .Transactions.Where(t => t.AccountId == row.AccountId && t.BookedAt >= day && t.BookedAt <= row.BookedAt)
            .Where(t => t.BookedAt < row.BookedAt || t.Id <= row.Id)
            .SumAsync(t => t.AmountMinor, ct);
        return before + today;
    }

    /// <summary>Sum of the rows strictly between two.</summary>
    private static Task<long> MovedBetweenAsync(PortalDbContext db, BankTransaction older, BankTransaction newer, CancellationToken ct) =>
        db
            .Transactions.Where(t => t.AccountId == older.AccountId && t.BookedAt >= older.BookedAt && t.BookedAt <= newer.BookedAt)
            .Where(t => (t.BookedAt > older.BookedAt || t.Id > older.Id) && (t.BookedAt < newer.BookedAt || t.Id < newer.Id))
            .SumAsync(t => t.AmountMinor, ct);
}
