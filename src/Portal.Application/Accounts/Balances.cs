using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Accounts;

/// <summary>A balance as a source told it.</summary>
/// <param name="AsOf">UTC.</param>
/// <param name="Source">Format or channel, for people.</param>
public sealed record BalanceView(Money Amount, DateTime AsOf, string Source);

/// <summary>An account's newest balance of each kind; null where no source told one.</summary>
public sealed record AccountBalances(BalanceView? Booked, BalanceView? Available, BalanceView? Frozen)
{
    public static readonly AccountBalances None = new(null, null, null);
}

internal static class Balances
{
    /// <summary>The newest balances of many accounts: one index seek per account and kind, two queries in all.</summary>
    public static async Task<Dictionary<int, AccountBalances>> NewestAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        CancellationToken ct
    )
    {
        var newest = await accounts
            .Select(account => new
            {
                account.Id,
                account.CurrencyCode,
                Booked = db
                    .AccountBalances.Where(b => b.AccountId == account.Id && b.Kind == BalanceKind.Booked)
                    .OrderByDescending(b => b.AsOf)
                    .ThenByDescending(b => b.Id)
                    .Select(b => (long?)b.Id)
                    .FirstOrDefault(),
                Available = db
                    .AccountBalances.Where(b => b.AccountId == account.Id && b.Kind == BalanceKind.Available)
                    .OrderByDescending(b => b.AsOf)
                    .ThenByDescending(b => b.Id)
                    .Select(b => (long?)b.Id)
                    .FirstOrDefault(),
                Frozen = db
                    .AccountBalances.Where(b => b.AccountId == account.Id && b.Kind == BalanceKind.Frozen)
                    .OrderByDescending(b => b.AsOf)
                    .ThenByDescending(b => b.Id)
                    .Select(b => (long?)b.Id)
                    .FirstOrDefault(),
            })
            .ToListAsync(ct);
        long?[] wanted = [.. newest.Select(n => n.Booked), .. newest.Select(n => n.Available), .. newest.Select(n => n.Frozen)];
        var ids = wanted.OfType<long>().ToArray();
        var rows = await db.AccountBalances.AsNoTracking().Where(b => EF.Parameter(ids).Contains(b.Id)).ToDictionaryAsync(b => b.Id, ct);
        return newest.ToDictionary(
            n => n.Id,
            n => new AccountBalances(View(n.Booked, n.CurrencyCode), View(n.Available, n.CurrencyCode), View(n.Frozen, n.CurrencyCode))
        );

        // A balance that an undo took away between the two queries is shown as not told.
        BalanceView? View(long? id, string currency) =>
            id is { } key && rows.TryGetValue(key, out var row)
                ? new(new Money(row.AmountMinor, Currency.Of(currency)), row.AsOf, row.Source)
                : null;
    }
}
