using FundPortal.Application.Accounts;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>
/// Stores balances as a channel told them, in one commit. A balance that did not change makes no new row: the newest row of the channel gets the
/// new as-of time, so that it stays fresh.
/// </summary>
internal sealed class StoreBalances(PortalDbContext db, TimeProvider clock)
{
    public async Task<Pulled> RunAsync(Turn turn, IReadOnlyList<AccountTold> told, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        if (!await turn.RenewAsync(db, now, ct))
            return Pulled.Lost;
        var good = told.Where(t => t.Fault is null).ToArray();
        foreach (var t in good)
        {
            if (!PullChecks.IsPossible(t.BookedMinor) || !PullChecks.IsPossible(t.AvailableMinor) || !PullChecks.IsPossible(t.FrozenMinor))
                return new(true, PullChecks.Bad("amount_range", "A balance that cannot be."), 0);
            if (t.AsOf > now + TimeSpan.FromDays(1) || t.AsOf < now - TimeSpan.FromDays(366))
                return new(true, PullChecks.Bad("as_of", "A balance of a time that cannot be."), 0);
        }
        var changed = 0;
        foreach (var t in good)
        {
            changed += await KeepAsync(turn, t.Account.AccountId, BalanceKind.Booked, t.BookedMinor, t.AsOf, ct);
            changed += await KeepAsync(turn, t.Account.AccountId, BalanceKind.Available, t.AvailableMinor, t.AsOf, ct);
            changed += await KeepAsync(turn, t.Account.AccountId, BalanceKind.Frozen, t.FrozenMinor, t.AsOf, ct);
        }
        return await db.TrySaveAsync(write, ct) is null
            ? new(true, told.FirstOrDefault(t => t.Fault is not null)?.Fault, changed)
            : Pulled.Lost;
    }

    private static string SourceOf(Turn turn) => StorableText.ForColumn(turn.ChannelName, AccountBalanceTable.SourceLength);

    private async Task<int> KeepAsync(Turn turn, int account, BalanceKind kind, long? minor, DateTime asOf, CancellationToken ct)
    {
        if (minor is not { } amount)
            return 0;
        var newest = await db
            .AccountBalances.Where(b => b.AccountId == account && b.Kind == kind)
            .OrderByDescending(b => b.AsOf)
            .ThenByDescending(b => b.Id)
            .FirstOrDefaultAsync(ct);
        // A channel that tells an older balance than another source has nothing to add.
        if (newest?.AsOf > asOf)
            return 0;
        if (
            newest is { ImportFileId: null }
            && newest.AmountMinor == amount
            && string.Equals(newest.Source, SourceOf(turn), StringComparison.Ordinal)
        )
        {
            newest.AsOf = asOf;
            return 0;
        }
        db.AccountBalances.Add(
            new AccountBalance
            {
                AccountId = account,
                Kind = kind,
                AsOf = asOf,
                AmountMinor = amount,
                Source = SourceOf(turn),
            }
        );
        return newest?.AmountMinor == amount ? 0 : 1;
    }
}
