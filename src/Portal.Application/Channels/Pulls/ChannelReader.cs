using System.Security.Cryptography;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>
/// One round of reading one channel: balances, what came since the cursors, and the final lists of past days. Each answer is stored in a commit
/// of its own; whatever is interrupted goes on from the last commit.
/// </summary>
internal sealed class ChannelReader(
    PortalDbContext db,
    Turns turns,
    ChannelOpener channels,
    ChannelLog log,
    StoreBalances balances,
    StorePage pages,
    StoreDay days,
    TimeProvider clock
)
{
    /// <summary>Pages of one account in one round; the rest follows in the next.</summary>
    private const int MaxPages = 200;

    /// <summary>Past days of one account made final in one round.</summary>
    private const int MaxDays = 31;

    /// <summary>History before the portal knew the account that is asked for.</summary>
    public const int HistoryDays = 30;

    /// <summary>A day's list is final some time after midnight.</summary>
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromMinutes(10);

    private readonly List<ChannelFault> faults = [];

    /// <returns>False when it was not this channel's turn.</returns>
    public async Task<bool> ReadAsync(int channelId, CancellationToken ct)
    {
        if (await turns.TakeAsync(channelId, ct) is not { } turn)
            return false;
        var isWhole = false;
        try
        {
            isWhole = await RoundAsync(turn, ct);
        }
        finally
        {
            // Given back also when the portal stops: another node need not wait for the lease to end.
            await turns.EndAsync(turn, isWhole && faults.Count == 0, RandomNumberGenerator.GetInt32(1000), CancellationToken.None);
        }
        foreach (var fault in faults.DistinctBy(f => (f.Kind, f.Code)))
            await log.FailedAsync(channelId, fault, null, ct);
        if (isWhole && faults.Count == 0)
            await log.SucceededAsync(channelId, ct);
        return true;
    }

    /// <returns>False when the turn went to another reader.</returns>
    private async Task<bool> RoundAsync(Turn turn, CancellationToken ct)
    {
        var connection = await channels.OpenAsync(turn.ChannelId, ct);
        var accounts = await (
            from served in db.ChannelAccounts
            join account in db.Accounts on served.AccountId equals account.Id
            where served.ChannelId == turn.ChannelId && account.Status == AccountStatus.Active
            orderby account.Id
            select new { account, served.RemoteId }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        var capabilities = ChannelCapabilities.Of(turn.Kind);
        var remotes = accounts.ConvertAll(a => new RemoteAccount(a.account.Id, a.RemoteId, a.account.Currency));
        if (capabilities.Balances && remotes.Count > 0)
        {
            var told = await connection.GetBalancesAsync(remotes, ct);
            if (told.Value is not null)
                return Keep(await balances.RunAsync(turn, told.Value, ct)) && await AccountsAsync();
            faults.Add(told.Fault!);
            // No answer to the first question: the others would only wait for the same.
            return true;
        }
        return await AccountsAsync();

        async Task<bool> AccountsAsync()
        {
            if (!capabilities.Transactions)
                return true;
            for (var i = 0; i < accounts.Count; i++)
            {
                if (!await AccountAsync(turn, connection, accounts[i].account, remotes[i], capabilities.DayBalances, ct))
                    return false;
            }
            return true;
        }
    }

    private async Task<bool> AccountAsync(
        Turn turn,
        IChannelConnection connection,
        Account account,
        RemoteAccount remote,
        bool tellsClosings,
        CancellationToken ct
    )
    {
        var before = faults.Count;
        if (!await PagesAsync(turn, connection, account, remote, ct))
            return false;
        return faults.Count > before || await DaysAsync(turn, connection, account, remote, tellsClosings, ct);
    }

    private async Task<bool> PagesAsync(
        Turn turn,
        IChannelConnection connection,
        Account account,
        RemoteAccount remote,
        CancellationToken ct
    )
    {
        var cursor = await CursorAsync(turn, account.Id, ct);
        var at = cursor.Cursor;
        for (var i = 0; i < MaxPages; i++)
        {
            var reading = await connection.GetTransactionsAsync(remote, cursor.FirstDay, at, ct);
            if (reading.Fault is { } fault)
            {
                faults.Add(fault);
                return true;
            }
            var page = reading.Value!;
            var pulled = await pages.RunAsync(turn, account, at, page, ct);
            if (!Keep(pulled) || pulled.Fault is not null)
                return pulled.IsMine;
            if (!page.HasMore)
                return true;
            if (string.Equals(page.Cursor, at, StringComparison.Ordinal))
            {
                faults.Add(PullChecks.Bad("cursor", "The bank says that there is more, and its cursor does not move."));
                return true;
            }
            at = page.Cursor;
        }
        return true;
    }

    private async Task<bool> DaysAsync(
        Turn turn,
        IChannelConnection connection,
        Account account,
        RemoteAccount remote,
        bool tellsClosings,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var last = ChinaTime.DayOf(now - AfterMidnight).AddDays(-1);
        var first = (await CursorAsync(turn, account.Id, ct)).FinalUntil.AddDays(1);
        if (first > last)
            return true;
        if (first.AddDays(MaxDays - 1) < last)
            last = first.AddDays(MaxDays - 1);
        IReadOnlyList<DayClosing> closings = [];
        if (tellsClosings)
        {
            // Some days before, since a bank may leave days without entries out.
            var told = await connection.GetDayClosingsAsync(remote, first.AddDays(-10), last, ct);
            if (told.Fault is { } fault)
            {
                faults.Add(fault);
                return true;
            }
            closings = told.Value!;
        }
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var entries = await connection.GetDayAsync(remote, day, ct);
            if (entries.Fault is { } fault)
            {
                faults.Add(fault);
                return true;
            }
            var pulled = await days.RunAsync(turn, account, day, entries.Value!, closings, ct);
            if (!Keep(pulled) || pulled.Fault is not null)
                return pulled.IsMine;
        }
        return true;
    }

    private async Task<ChannelCursor> CursorAsync(Turn turn, int account, CancellationToken ct)
    {
        var known = db.ChannelCursors.AsNoTracking().Where(c => c.ChannelId == turn.ChannelId && c.AccountId == account);
        if (await known.SingleOrDefaultAsync(ct) is { } cursor)
            return cursor;
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        if (await known.SingleOrDefaultAsync(ct) is { } made)
            return made;
        var first = await FirstDayAsync(db, account, clock, ct);
        cursor = new ChannelCursor
        {
            ChannelId = turn.ChannelId,
            AccountId = account,
            FirstDay = first,
            FinalUntil = first.AddDays(-1),
        };
        db.ChannelCursors.Add(cursor);
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return cursor;
    }

    /// <summary>The day after the newest final statement, at most <see cref="HistoryDays"/> back.</summary>
    internal static async Task<DateOnly> FirstDayAsync(PortalDbContext db, int account, TimeProvider clock, CancellationToken ct)
    {
        var today = ChinaTime.Today(clock);
        var newest = await (
            from statement in db.ImportedStatements
            join file in db.ImportFiles on statement.ImportFileId equals file.Id
            where
                statement.AccountId == account
                && statement.IsFinal
                && file.State == Domain.Importing.ImportState.Stored
                && statement.To < today
            select (DateOnly?)statement.To
        ).MaxAsync(ct);
        var earliest = today.AddDays(-HistoryDays);
        return newest?.AddDays(1) is { } next && next > earliest ? next : earliest;
    }

    private bool Keep(Pulled pulled)
    {
        if (pulled.Fault is { } fault)
            faults.Add(fault);
        return pulled.IsMine;
    }
}
