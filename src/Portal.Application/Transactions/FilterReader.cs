using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>A filter that was checked against scope and turned into what queries compare with.</summary>
/// <param name="Accounts">By id.</param>
internal sealed record ReadFilter(TransactionFilter Asked, Dictionary<int, Currency> Accounts, decimal? AmountFrom, decimal? AmountTo)
{
    public int[] AccountIds { get; private init; } = [.. Accounts.Keys];

    /// <summary>The same over these accounts, which the caller was found to see.</summary>
    public ReadFilter Over(Dictionary<int, Currency> accounts) => this with { Accounts = accounts, AccountIds = [.. accounts.Keys] };

    /// <summary>UTC; null when the filter is open there.</summary>
    public DateTime? From => Asked.From is { } day ? Start(day) : null;

    /// <summary>UTC, not included; null when the filter is open there.</summary>
    public DateTime? Before => Asked.To is { } day && day < DateOnly.MaxValue ? Start(day.AddDays(1)) : null;

    /// <summary>No bank's day is older; below it an instant in UTC could not be written.</summary>
    private static readonly DateOnly FirstDay = new(1753, 1, 1);

    private static DateTime Start(DateOnly day) => ChinaTime.StartOf(day < FirstDay ? FirstDay : day);

    /// <summary>The word to be found, fit to be stored as the texts are in which it is sought; null: any text.</summary>
    public string? Text => string.IsNullOrWhiteSpace(Asked.Text) ? null : StorableText.ForColumn(Asked.Text, TransactionFilter.MaxText);

    /// <summary>True when rows are told apart by account, time, kind and direction only.</summary>
    public bool IsPlain => AmountFrom is null && AmountTo is null && Text is null;

    /// <summary>True when daily totals can answer: whole days and kinds only.</summary>
    public bool IsWholeDays => IsPlain && Asked.Direction is null;

    /// <summary>True when no row of the accounts between the two days is hidden.</summary>
    public bool HidesNothing => IsWholeDays && Asked.Kinds.Count == 0;
}

internal static class FilterReader
{
    /// <returns>"Not found" when an account or entity is unknown or out of scope.</returns>
    public static async Task<Result<ReadFilter>> ReadAsync(
        Lazy<PortalDbContext> db,
        ScopeReads scope,
        TransactionFilter filter,
        Actor actor,
        CancellationToken ct
    )
    {
        var read = Of(filter);
        if (!read.IsOk)
            return read;
        var chosen = filter.Accounts.Distinct().ToArray();
        var accounts = await scope.AccountsAsync(actor, chosen, ct);
        if (chosen.Length > 0 && accounts.Count != chosen.Length)
            return Refusal.NotFound;
        if (filter.Entity is { } entityId)
        {
            var entity = await db.Value.EntitiesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(e => e.PublicId == entityId, ct);
            if (entity is null)
                return Refusal.NotFound;
            var below = await db.Value.LegalEntities.Where(e => e.Path.StartsWith(entity.Path)).Select(e => e.Id).ToListAsync(ct);
            accounts.RemoveAll(account => !below.Contains(account.LegalEntityId));
        }
        return read.Value.Over(accounts.ToDictionary(account => account.Id, account => Currency.Of(account.CurrencyCode)));
    }

    /// <returns>The filter over no accounts yet.</returns>
    public static Result<ReadFilter> Of(TransactionFilter filter)
    {
        if (filter.Text?.Length > TransactionFilter.MaxText)
            return Refusal.Invalid("text", "text_too_long", TransactionFilter.MaxText);
        var (from, to) = (Size("amountFrom", filter.AmountFrom), Size("amountTo", filter.AmountTo));
        if ((from.Refusal ?? to.Refusal) is { } refusal)
            return refusal;
        return new ReadFilter(filter, [], from.Value, to.Value);
    }

    /// <summary>The rows that the filter lets through, unordered.</summary>
    /// <param name="byTime">True to walk the index by time and test each row's account; false to seek by account.</param>
    public static IQueryable<BankTransaction> Rows(PortalDbContext db, ReadFilter filter, bool byTime)
    {
        var ids = filter.AccountIds;
        var rows = db.Transactions.AsNoTracking();
        // "+ 0" keeps both databases from seeking by account and sorting everything they find: the order must come from the index by time.
        rows = byTime
            ? rows.Where(t => EF.Parameter(ids).Contains(t.AccountId + 0))
            : rows.Where(t => EF.Parameter(ids).Contains(t.AccountId));
        return Narrow(rows, filter);
    }

    /// <summary>The rows of one account that the filter lets through, unordered.</summary>
    public static IQueryable<BankTransaction> RowsOf(PortalDbContext db, ReadFilter filter, int accountId) =>
        Narrow(db.Transactions.AsNoTracking().Where(t => t.AccountId == accountId), filter);

    private static IQueryable<BankTransaction> Narrow(IQueryable<BankTransaction> rows, ReadFilter filter)
    {
        var asked = filter.Asked;
        if (filter.From is { } start)
            rows = rows.Where(t => t.BookedAt >= start);
        if (filter.Before is { } end)
            rows = rows.Where(t => t.BookedAt < end);
        if (asked.Kinds.Count > 0)
        {
            var kinds = asked.Kinds.Distinct().ToArray();
            rows = rows.Where(t => EF.Parameter(kinds).Contains(t.Kind));
        }
        rows = asked.Direction switch
        {
            Direction.In => rows.Where(t => t.AmountMinor > 0),
            Direction.Out => rows.Where(t => t.AmountMinor < 0),
            _ => rows,
        };
        if (filter.AmountFrom is not null || filter.AmountTo is not null)
            rows = BySize(rows, filter);
        if (filter.Text is { } text)
        {
            var pattern = LikePattern(text);
            rows = rows.Where(t =>
                EF.Functions.Like(t.Counterparty, pattern, "\\")
                || EF.Functions.Like(t.Text, pattern, "\\")
                || EF.Functions.Like(t.BankReference, pattern, "\\")
                || EF.Functions.Like(t.CounterpartyAccount, pattern, "\\")
            );
        }
        return rows;
    }

    /// <summary>"100" is 10000 fen but 100 yen: each group of accounts with the same number of decimals has bounds of its own.</summary>
    private static IQueryable<BankTransaction> BySize(IQueryable<BankTransaction> rows, ReadFilter filter)
    {
        var groups = filter.Accounts.GroupBy(account => account.Value.Exponent).ToArray();
        foreach (var group in groups)
        {
            var currency = group.First().Value;
            var low = filter.AmountFrom is { } from ? AmountSize.AtLeast(from, currency) : 0;
            var high = filter.AmountTo is { } to ? AmountSize.AtMost(to, currency) : long.MaxValue;
            var (negativeLow, negativeHigh) = (-low, -high);
            if (groups.Length == 1)
            {
                rows = rows.Where(t =>
                    (t.AmountMinor >= low && t.AmountMinor <= high) || (t.AmountMinor <= negativeLow && t.AmountMinor >= negativeHigh)
                );
                continue;
            }
            var ids = group.Select(account => account.Key).ToArray();
            rows = rows.Where(t =>
                !EF.Parameter(ids).Contains(t.AccountId + 0)
                || (t.AmountMinor >= low && t.AmountMinor <= high)
                || (t.AmountMinor <= negativeLow && t.AmountMinor >= negativeHigh)
            );
        }
        return rows;
    }

    private static Result<decimal?> Size(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return (decimal?)null;
        var parsed = AmountSize.Parse(field, text);
        return parsed.IsOk ? parsed.Value : parsed.Refusal!;
    }

    public static string LikePattern(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal);
        return $"%{escaped}%";
    }
}
