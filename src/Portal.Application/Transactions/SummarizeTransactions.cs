using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>Count and sums of everything the filter lets through, not of a page. Whole days and kinds are differences of daily totals; other filters read rows.</summary>
public sealed class SummarizeTransactions(PortalDbContext db) : IUseCase<SummarizeTransactions.Query, SummarizeTransactions.Summary>
{
    /// <summary>A filter that has to read rows stops at so many, newest first: a page waits seconds, not minutes.</summary>
    public const int MaxRows = 1_000_000;

    public sealed record Query(TransactionFilter Filter);

    /// <param name="IsPartial">True when there are more than <see cref="MaxRows"/> rows and the sums are of the newest of them.</param>
    public sealed record Summary(long Count, IReadOnlyList<CurrencySum> Sums, bool IsPartial);

    /// <param name="Out">Money out as a size, not negative.</param>
    public sealed record CurrencySum(string CurrencyCode, long Count, Money In, Money Out)
    {
        public Money Net => In - Out;
    }

    public async Task<Result<Summary>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewFunds))
            return Refusal.Forbidden;
        var read = await FilterReader.ReadAsync(db, input.Filter, actor, ct);
        if (!read.IsOk)
            return read.Refusal!;
        var filter = read.Value;
        var totals = filter.IsWholeDays ? await FromDailyTotalsAsync(filter, ct) : await FromRowsAsync(filter, ct);
        var sums = totals
            .Where(total => total.Value.Count > 0)
            .GroupBy(total => filter.Accounts[total.Key].CurrencyCode, total => total.Value, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group =>
            {
                var sum = group.Aggregate(new Running(), (a, b) => a + b);
                var currency = Currency.Of(group.Key);
                return new CurrencySum(group.Key, sum.Count, new Money(sum.InMinor, currency), new Money(sum.OutMinor, currency));
            })
            .ToList();
        var count = sums.Sum(sum => sum.Count);
        return new Summary(count, sums, !filter.IsWholeDays && count >= MaxRows);
    }

    private async Task<Dictionary<int, Running>> FromDailyTotalsAsync(ReadFilter filter, CancellationToken ct)
    {
        var sums = new Dictionary<int, Running>();
        if (filter.Asked is { From: { } from, To: { } to } && from > to)
            return sums;
        var kinds = filter.Asked.Kinds.Count == 0 ? [RunningTotals.AllKinds] : filter.Asked.Kinds.Distinct().Select(kind => (int)kind);
        foreach (var kind in kinds)
        {
            var totals = await RunningTotals.BetweenAsync(db, filter.AccountQuery, kind, filter.Asked.From, filter.Asked.To, ct);
            foreach (var (account, total) in totals)
            {
                // An account that came into scope since the filter was read is left for the next look.
                if (filter.Accounts.ContainsKey(account))
                    sums[account] = sums.GetValueOrDefault(account) + total;
            }
        }
        return sums;
    }

    private async Task<Dictionary<int, Running>> FromRowsAsync(ReadFilter filter, CancellationToken ct)
    {
        if (filter.Accounts.Count == 0)
            return [];
        var rows =
            filter.Accounts.Count == 1
                ? FilterReader.RowsOf(db, filter, filter.Accounts.Keys.First())
                : FilterReader.Rows(db, filter, byTime: !await TransactionPages.AreSparseAsync(db, filter, ct));
        var sums = await rows.OrderByDescending(t => t.BookedAt)
            .ThenByDescending(t => t.Id)
            .Take(MaxRows)
            .GroupBy(t => t.AccountId)
            .Select(group => new
            {
                group.Key,
                Count = group.LongCount(),
                In = group.Sum(t => t.AmountMinor > 0 ? t.AmountMinor : 0),
                Out = group.Sum(t => t.AmountMinor < 0 ? -t.AmountMinor : 0),
            })
            .ToListAsync(ct);
        return sums.ToDictionary(s => s.Key, s => new Running(s.Count, s.In, s.Out));
    }
}
