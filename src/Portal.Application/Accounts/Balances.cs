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
    /// <summary>The newest balances of many accounts: one index seek per account and kind, one query per kind.</summary>
    public static async Task<Dictionary<int, AccountBalances>> NewestAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        CancellationToken ct
    )
    {
        var found = new Dictionary<int, AccountBalances>();
        foreach (var kind in Enum.GetValues<BalanceKind>())
        {
            foreach (var (account, view) in await NewestAsync(db, accounts, kind, ct))
            {
                var known = found.GetValueOrDefault(account, AccountBalances.None);
                found[account] = kind switch
                {
                    BalanceKind.Booked => known with { Booked = view },
                    BalanceKind.Available => known with { Available = view },
                    _ => known with { Frozen = view },
                };
            }
        }
        return found;
    }

    private static async Task<List<(int, BalanceView)>> NewestAsync(
        PortalDbContext db,
        IQueryable<Account> accounts,
        BalanceKind kind,
        CancellationToken ct
    )
    {
        var rows = await accounts
            .Join(db.AccountBalances, account => account.Id, balance => balance.AccountId, (account, balance) => new { account, balance })
            .Where(pair =>
                pair.balance.Id
                == db.AccountBalances.Where(b => b.AccountId == pair.account.Id && b.Kind == kind)
                    .OrderByDescending(b => b.AsOf)
                    .ThenByDescending(b => b.Id)
                    .Select(b => (long?)b.Id)
                    .FirstOrDefault()
            )
            .Select(pair => new
            {
                pair.account.Id,
                pair.account.CurrencyCode,
                pair.balance.AmountMinor,
                pair.balance.AsOf,
                pair.balance.Source,
            })
            .ToListAsync(ct);
        return rows.ConvertAll(r => (r.Id, new BalanceView(new Money(r.AmountMinor, Currency.Of(r.CurrencyCode)), r.AsOf, r.Source)));
    }
}
