using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

internal static class AccountBase
{
    /// <summary>
    /// Sets each account's balance before its first row so that the balance at the end of its newest final statement is that statement's
    /// closing. Tracked changes only: the caller saves. Call after the rows were stored or removed.
    /// </summary>
    public static async Task RefreshAsync(PortalDbContext db, IEnumerable<int> accounts, CancellationToken ct)
    {
        foreach (var id in accounts)
        {
            var account = await db.Accounts.SingleAsync(a => a.Id == id, ct);
            var newest = await (
                from statement in db.ImportedStatements
                join file in db.ImportFiles on statement.ImportFileId equals file.Id
                where statement.AccountId == id && statement.IsFinal && statement.ClosingMinor != null && file.State == ImportState.Stored
                orderby statement.To descending, statement.From descending, statement.Id descending
                select new { statement.To, statement.ClosingMinor }
            ).FirstOrDefaultAsync(ct);
            if (newest is null)
            {
                account.BaseMinor = null;
                continue;
            }
            var one = db.Accounts.Where(a => a.Id == id);
            var moved = await RunningTotals.UpToAsync(db, one, RunningTotals.AllKinds, newest.To, ct);
            account.BaseMinor = newest.ClosingMinor - moved.GetValueOrDefault(id).NetMinor;
        }
    }
}
