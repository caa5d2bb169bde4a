using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Transactions;

/// <summary>What lists need to know of an account.</summary>
internal sealed record AccountInfo(int Id, Guid PublicId, string Name, string Number, string CurrencyCode, long? BaseMinor)
{
    public Currency Currency => Currency.Of(CurrencyCode);

    public Money Amount(long minor) => new(minor, Currency);
}

/// <summary>A filter that was checked against scope and turned into what queries compare with.</summary>
internal sealed record ReadFilter(
    TransactionFilter Asked,
    IQueryable<Account> AccountQuery,
    Dictionary<int, AccountInfo> Accounts,
    decimal? AmountFrom,
    decimal? AmountTo
)
{
    /// <summary>True when daily totals can answer: whole days and kinds only.</summary>
    public bool IsWholeDays => Asked.Direction is null && AmountFrom is null && AmountTo is null && string.IsNullOrWhiteSpace(Asked.Text);

    /// <summary>True when no row of the accounts between the two days is hidden.</summary>
    public bool HidesNothing => IsWholeDays && Asked.Kinds.Count == 0;
}

internal static class FilterReader
{
    /// <returns>"Not found" when an account or entity is unknown or out of scope.</returns>
    public static async Task<Result<ReadFilter>> ReadAsync(PortalDbContext db, TransactionFilter filter, Actor actor, CancellationToken ct)
    {
        if (filter.Text?.Length > TransactionFilter.MaxText)
            return Refusal.Invalid("text", "text_too_long", TransactionFilter.MaxText);
        var (from, to) = (Size("amountFrom", filter.AmountFrom), Size("amountTo", filter.AmountTo));
        if ((from.Refusal ?? to.Refusal) is { } refusal)
            return refusal;
        var accounts = db.AccountsVisibleTo(actor);
        if (filter.Entity is { } entityId)
        {
            var entity = await db.EntitiesVisibleTo(actor).AsNoTracking().SingleOrDefaultAsync(e => e.PublicId == entityId, ct);
            if (entity is null)
                return Refusal.NotFound;
            accounts = accounts.Where(a => db.LegalEntities.Any(e => e.Id == a.LegalEntityId && e.Path.StartsWith(entity.Path)));
        }
        var chosen = filter.Accounts.Distinct().ToArray();
        if (chosen.Length > 0)
        {
            var known = await db.AccountsVisibleTo(actor).CountAsync(a => EF.Parameter(chosen).Contains(a.PublicId), ct);
            if (known != chosen.Length)
                return Refusal.NotFound;
            accounts = accounts.Where(a => EF.Parameter(chosen).Contains(a.PublicId));
        }
        var infos = await accounts
            .Select(a => new AccountInfo(a.Id, a.PublicId, a.Name, a.Number, a.CurrencyCode, a.BaseMinor))
            .ToDictionaryAsync(a => a.Id, ct);
        return new ReadFilter(filter, accounts, infos, from.Value, to.Value);
    }

    /// <summary>The rows that the filter lets through, unordered.</summary>
    /// <param name="byTime">True to walk the index by time and test each row's account; false to seek by account.</param>
    public static IQueryable<BankTransaction> Rows(PortalDbContext db, ReadFilter filter, bool byTime)
    {
        var ids = filter.Accounts.Keys.ToArray();
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
        if (asked.From is { } from)
        {
            var start = Start(from);
            rows = rows.Where(t => t.BookedAt >= start);
        }
        if (asked.To is { } to && to < DateOnly.MaxValue)
        {
            var end = Start(to.AddDays(1));
            rows = rows.Where(t => t.BookedAt < end);
        }
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
        if (!string.IsNullOrWhiteSpace(asked.Text))
        {
            var pattern = LikePattern(asked.Text.Trim());
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
        var groups = filter.Accounts.Values.GroupBy(a => a.Currency.Exponent).ToArray();
        foreach (var group in groups)
        {
            var currency = group.First().Currency;
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
            var ids = group.Select(a => a.Id).ToArray();
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

    private static DateTime Start(DateOnly day) => day < FirstDay ? ChinaTime.StartOf(FirstDay) : ChinaTime.StartOf(day);

    /// <summary>No bank's day is older; below it an instant in UTC could not be written.</summary>
    private static readonly DateOnly FirstDay = new(1753, 1, 1);

    private static string LikePattern(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal);
        return $"%{escaped}%";
    }
}
