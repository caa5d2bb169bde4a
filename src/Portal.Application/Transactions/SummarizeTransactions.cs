using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Count and sums of everything the filter lets through, not of a page. Whole days and kinds are differences of daily totals; other filters read rows.</summary>
public sealed class SummarizeTransactions(Lazy<PortalDbContext> db, ScopeReads scope, TransactionReads reads)
    : IUseCase<SummarizeTransactions.Query, SummarizeTransactions.Summary>
{
    /// <summary>A filter that has to read rows stops at so many, newest first: a page waits seconds, not minutes.</summary>
    public const int MaxRows = 1_000_000;

    public sealed record Query(TransactionFilter Filter);

    /// <param name="IsPartial">
    /// True when count and sums are of the newest rows only: after <see cref="MaxRows"/> rows, or <see cref="SearchPages.MaxSummed"/> in
    /// which the text may stand.
    /// </param>
    public sealed record Summary(long Count, IReadOnlyList<CurrencySum> Sums, bool IsPartial);

    /// <param name="Out">Money out as a size, not negative.</param>
    public sealed record CurrencySum(string CurrencyCode, long Count, Money In, Money Out)
    {
        public Money Net => In - Out;
    }

    internal sealed record Found(Dictionary<int, Running> Totals, bool IsPartial);

    public async Task<Result<Summary>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var read = await FilterReader.ReadAsync(db, scope, input.Filter, actor, ct);
        if (!read.IsOk)
            return read.Refusal!;
        var filter = read.Value;
        var found = filter.IsWholeDays
            ? new Found(await FromDailyTotalsAsync(filter, ct), IsPartial: false)
            : await FromRowsAsync(filter, ct);
        var sums = found
            .Totals.Where(total => total.Value.Count > 0)
            .GroupBy(total => filter.Accounts[total.Key].Code, total => total.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
            {
                var sum = group.Aggregate(new Running(), (a, b) => a + b);
                var currency = Currency.Of(group.Key);
                return new CurrencySum(group.Key, sum.Count, new Money(sum.InMinor, currency), new Money(sum.OutMinor, currency));
            })
            .ToList();
        var count = sums.Sum(sum => sum.Count);
        return new Summary(count, sums, found.IsPartial);
    }

    private async Task<Dictionary<int, Running>> FromDailyTotalsAsync(ReadFilter filter, CancellationToken ct)
    {
        var sums = new Dictionary<int, Running>();
        if (filter.Asked is { From: { } from, To: { } to } && from > to)
            return sums;
        if (filter.Accounts.Count == 0)
            return sums;
        int[] kinds =
            filter.Asked.Kinds.Count == 0 ? [RunningTotals.AllKinds] : [.. filter.Asked.Kinds.Distinct().Select(kind => (int)kind)];
        foreach (var kind in kinds)
        {
            foreach (var (account, total) in await UpToAsync(filter, kind, filter.Asked.To, ct))
                sums[account] = sums.GetValueOrDefault(account) + total;
            if (filter.Asked.From is not { } first || first == DateOnly.MinValue)
                continue;
            foreach (var (account, before) in await UpToAsync(filter, kind, first.AddDays(-1), ct))
                sums[account] = sums.GetValueOrDefault(account) - before;
        }
        return sums;
    }

    private async Task<Dictionary<int, Running>> UpToAsync(ReadFilter filter, int kind, DateOnly? day, CancellationToken ct) =>
        filter.AccountIds is [var one]
            ? new() { [one] = await reads.UpToAsync(one, kind, day, ct) }
            : await reads.UpToAsync(filter.AccountIds, kind, day, ct);

    private async Task<Found> FromRowsAsync(ReadFilter filter, CancellationToken ct)
    {
        if (filter.Accounts.Count == 0)
            return new([], IsPartial: false);
        if (filter.Text is not null)
            return await new SearchPages(db.Value, reads, filter).SumAsync(ct);
        var rows =
            filter.Accounts.Count == 1
                ? FilterReader.RowsOf(db.Value, filter, filter.Accounts.Keys.First())
                : FilterReader.Rows(db.Value, filter, byTime: !await reads.AreSparseAsync(filter.AccountIds, ct));
        var sums = await SumAsync(rows.OrderByDescending(t => t.BookedAt).ThenByDescending(t => t.Id).Take(MaxRows), ct);
        return new(sums, sums.Values.Sum(sum => sum.Count) >= MaxRows);
    }

    /// <summary>By account.</summary>
    internal static async Task<Dictionary<int, Running>> SumAsync(IQueryable<BankTransaction> rows, CancellationToken ct)
    {
        var sums = await rows.GroupBy(t => t.AccountId)
            .Select(group => new
            {
                group.Key,
                Count = group.LongCount(),
                OutCount = group.Sum(t => t.AmountMinor < 0 ? 1L : 0L),
                In = group.Sum(t => t.AmountMinor > 0 ? t.AmountMinor : 0),
                Out = group.Sum(t => t.AmountMinor < 0 ? -t.AmountMinor : 0),
            })
            .ToListAsync(ct);
        return sums.ToDictionary(s => s.Key, s => new Running(s.Count, s.OutCount, s.In, s.Out));
    }
}
