using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Count and sums of an account from its first entry up to and including a day.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Running(long Count, long InMinor, long OutMinor)
{
    public long NetMinor => InMinor - OutMinor;

    public static Running operator +(Running a, Running b) => new(a.Count + b.Count, a.InMinor + b.InMinor, a.OutMinor + b.OutMinor);

    public static Running operator -(Running a, Running b) => new(a.Count - b.Count, a.InMinor - b.InMinor, a.OutMinor - b.OutMinor);
}

internal static class RunningTotals
{
    /// <summary>All kinds together, in <see cref="Domain.Transactions.DailyTotal.Kind"/>.</summary>
    public const int AllKinds = 0;

    /// <summary>The totals of many accounts at the end of a day (null: now and for ever): one index seek per account. Accounts without entries are absent.</summary>
    public static async Task<Dictionary<int, Running>> UpToAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        int kind,
        DateOnly? day,
        CancellationToken ct
    )
    {
        var last = day ?? DateOnly.MaxValue;
        var rows = await accounts
            .Join(
                db.DailyTotals,
                account => new { AccountId = account.Id, Kind = kind },
                total => new { total.AccountId, total.Kind },
                (account, total) => new { account, total }
            )
            .Where(pair =>
                pair.total.Day
                == db.DailyTotals.Where(t => t.AccountId == pair.account.Id && t.Kind == kind && t.Day <= last).Max(t => (DateOnly?)t.Day)
            )
            .Select(pair => new
            {
                pair.total.AccountId,
                pair.total.RunningCount,
                pair.total.RunningInMinor,
                pair.total.RunningOutMinor,
            })
            .ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId, r => new Running(r.RunningCount, r.RunningInMinor, r.RunningOutMinor));
    }

    /// <summary>Totals of whole days, both ends included, as differences of running totals.</summary>
    public static async Task<Dictionary<int, Running>> BetweenAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        int kind,
        DateOnly? from,
        DateOnly? to,
        CancellationToken ct
    )
    {
        var totals = await UpToAsync(db, accounts, kind, to, ct);
        if (from is not { } first || first == DateOnly.MinValue)
            return totals;
        foreach (var (account, before) in await UpToAsync(db, accounts, kind, first.AddDays(-1), ct))
        {
            if (totals.TryGetValue(account, out var total))
                totals[account] = total - before;
        }
        return totals;
    }
}
