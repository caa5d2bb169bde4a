using FundPortal.Application.Accounts;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Transactions;

/// <summary>The account's true booked balance right after a row, whatever a filter hides: base, daily totals of the days before, rows of the day.</summary>
internal static class AccountBalanceAfter
{
    /// <param name="page">Rows of one account, newest first.</param>
    /// <param name="hidesNothing">True when the page shows every row between its first and last: then one look-up serves all.</param>
    /// <returns>Minor units by row id; empty when no statement told a balance yet.</returns>
    public static async Task<Dictionary<long, long>> OfPageAsync(
        TransactionReads reads,
        ShownAccount account,
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
                balance = start + await MovedUpToAsync(reads, row, ct);
            else if (hidesNothing)
                balance -= newer.AmountMinor;
            else if (newer.BookingDate == row.BookingDate)
                balance -= newer.AmountMinor + await MovedBetweenAsync(reads, row, newer, ct);
            else
                balance = start + await MovedUpToAsync(reads, row, ct);
            balances[row.Id] = balance;
            newer = row;
        }
        return balances;
    }

    private static async Task<long> MovedUpToAsync(TransactionReads reads, BankTransaction row, CancellationToken ct)
    {
        var before = await reads.UpToAsync(row.AccountId, RunningTotals.AllKinds, row.BookingDate.AddDays(-1), ct);
        // The day's first instant, before any row of it.
        var morning = new TransactionCursor(ChinaTime.StartOf(row.BookingDate), 0);
        return before.NetMinor + await reads.MovedAsync(row.AccountId, morning, TransactionCursor.Of(row), ct);
    }

    /// <summary>Sum of the rows strictly between two.</summary>
    private static async Task<long> MovedBetweenAsync(
        TransactionReads reads,
        BankTransaction older,
        BankTransaction newer,
        CancellationToken ct
    ) => await reads.MovedAsync(older.AccountId, TransactionCursor.Of(older), TransactionCursor.Of(newer), ct) - newer.AmountMinor;
}
