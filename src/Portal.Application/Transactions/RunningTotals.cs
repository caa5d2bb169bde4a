using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Counts and sums of an account from its first entry up to and including a day.</summary>
/// <param name="OutCount">How many of the entries are money out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Running(long Count, long OutCount, long InMinor, long OutMinor)
{
    public long NetMinor => InMinor - OutMinor;

    public static Running operator +(Running a, Running b) =>
        new(a.Count + b.Count, a.OutCount + b.OutCount, a.InMinor + b.InMinor, a.OutMinor + b.OutMinor);

    public static Running operator -(Running a, Running b) =>
        new(a.Count - b.Count, a.OutCount - b.OutCount, a.InMinor - b.InMinor, a.OutMinor - b.OutMinor);
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
        // Look-ups instead of a join: a join lets SQLite read the whole table of totals and look up the accounts.
        var rows = await accounts
            .Select(account => new
            {
                account.Id,
                Count = db
                    .DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == kind && t.Day <= last)
                    .OrderByDescending(t => t.Day)
                    .Select(t => (long?)t.RunningCount)
                    .FirstOrDefault(),
                OutCount = db
                    .DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == kind && t.Day <= last)
                    .OrderByDescending(t => t.Day)
                    .Select(t => (long?)t.RunningOutCount)
                    .FirstOrDefault(),
                In = db
                    .DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == kind && t.Day <= last)
                    .OrderByDescending(t => t.Day)
                    .Select(t => (long?)t.RunningInMinor)
                    .FirstOrDefault(),
                Out = db
                    .DailyTotals.Where(t => t.AccountId == account.Id && t.Kind == kind && t.Day <= last)
                    .OrderByDescending(t => t.Day)
                    .Select(t => (long?)t.RunningOutMinor)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        return rows.Where(r => r.Count is not null)
            .ToDictionary(r => r.Id, r => new Running(r.Count!.Value, r.OutCount!.Value, r.In!.Value, r.Out!.Value));
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
