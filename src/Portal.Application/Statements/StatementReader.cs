using System.Runtime.CompilerServices;
using FundPortal.Application.Data;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Statements;

/// <summary>Opening, sums and rows of one account and period, as every statement (preview, file) takes them.</summary>
public sealed class StatementReader(PortalDbContext db, TransactionReads transactions)
{
    /// <summary>Rows of one read. An export in small reads holds no long read snapshot that would let SQLite's WAL grow.</summary>
    private const int SliceRows = 5_000;

    /// <summary>Booked balance at the beginning of the day; null while no statement has told the account's balance.</summary>
    public async Task<long?> BalanceBeforeAsync(Account account, DateOnly day, CancellationToken ct)
    {
        if (account.BaseMinor is not { } known)
            return null;
        var before = await RunningAsync(account.Id, day.AddDays(-1), ct);
        return checked(known + before.InMinor - before.OutMinor);
    }

    /// <summary>Count and sums of the whole days from <paramref name="from"/> to <paramref name="to"/>: the difference of two running rows.</summary>
    public async Task<StatementSums> SumsAsync(Account account, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var upTo = await RunningAsync(account.Id, to, ct);
        var before = await RunningAsync(account.Id, from.AddDays(-1), ct);
        return checked(new StatementSums(upTo.Count - before.Count, upTo.InMinor - before.InMinor, upTo.OutMinor - before.OutMinor));
    }

    /// <summary>Oldest first; by key, so that a million rows cost a million rows. The next slice is read while one is looked at.</summary>
    public async IAsyncEnumerable<BankTransaction> RowsAsync(
        Account account,
        DateOnly from,
        DateOnly to,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var end = ChinaTime.StartOf(to.AddDays(1));
        var slice = ReadAsync(new TransactionCursor(ChinaTime.StartOf(from), 0));
        try
        {
            while (true)
            {
                var rows = await slice;
                if (rows.Count == SliceRows)
                    slice = ReadAsync(TransactionCursor.Of(rows[0]));
                for (var i = rows.Count - 1; i >= 0; i--)
                    yield return rows[i];
                if (rows.Count < SliceRows)
                    yield break;
            }
        }
        finally
        {
            // Nothing goes on reading for somebody who has left.
            await ((Task)slice).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // SQLite reads on the thread that asks.
        Task<List<BankTransaction>> ReadAsync(TransactionCursor after) =>
            Task.Run(() => transactions.RowsAsync(new([account.Id], null, end, SliceRows, Cursor: after, IsBackward: true), ct), ct);
    }

    private async Task<StatementSums> RunningAsync(int accountId, DateOnly day, CancellationToken ct) =>
        await db
            .DailyTotals.AsNoTracking()
            .Where(total => total.AccountId == accountId && total.Kind == 0 && total.Day <= day)
            .OrderByDescending(total => total.Day)
            .Select(total => new StatementSums(total.RunningCount, total.RunningInMinor, total.RunningOutMinor))
            .FirstOrDefaultAsync(ct)
        ?? new StatementSums(0, 0, 0);
}

/// <summary>Entries of a period: how many, and their sums in minor units, neither negative.</summary>
public sealed record StatementSums(long Count, long InMinor, long OutMinor);
