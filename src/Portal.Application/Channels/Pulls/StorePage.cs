using FundPortal.Application.Data;
using FundPortal.Application.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>What a commit of the reader came to.</summary>
/// <param name="IsMine">False: another reader has the turn, and nothing was stored.</param>
internal sealed record Pulled(bool IsMine, ChannelFault? Fault, int New)
{
    public static readonly Pulled Lost = new(false, null, 0);
}

/// <summary>
/// Stores one page of a day that goes on: rows, daily totals, provenance and the cursor in one commit, or nothing. Rows are provisional until
/// the bank's final list of their day.
/// </summary>
internal sealed class StorePage(PortalDbContext db, IEnumerable<IStoredEntries> lookers, TimeProvider clock)
{
    public async Task<Pulled> RunAsync(Turn turn, Account account, string? asked, EntryPage page, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var store = new TransactionStore(db);
        await store.LockAsync(ct);
        var cursor = await db.ChannelCursors.SingleAsync(c => c.ChannelId == turn.ChannelId && c.AccountId == account.Id, ct);
        if (!await turn.RenewAsync(db, now, ct) || !string.Equals(cursor.Cursor, asked, StringComparison.Ordinal))
            return Pulled.Lost;
        var today = ChinaTime.DayOf(now);
        var fault =
            page.Cursor.Length > ChannelCursor.MaxCursor
                ? PullChecks.Bad("cursor", "The bank's cursor is too long.")
                : PullChecks.Entries(account, page.Entries, cursor.FirstDay, today.AddDays(1), PullChecks.MaxRowsPerPage);
        if (fault is not null)
            return new(true, fault, 0);
        var matched = await MatchAsync(db, turn, account.Id, page.Entries, ct);
        var fresh = matched.Where(m => m.State == EntryState.New).ToArray();
        if (await PullChecks.SumAsync(db, account.Id, fresh.Select(m => m.Entry), ct) is { } beyond)
            return new(true, beyond, 0);
        if (fresh.Length > 0)
            await AddAsync(store, turn, account, page.Entries, fresh, now, ct);
        AddDoubtful(db, turn, account, matched, now);
        (cursor.Cursor, cursor.ReadAt) = (page.Cursor, now);
        // An entry booked into a day that was final already: that day's final list is asked for again.
        if (fresh.Length > 0 && fresh.Min(m => m.Entry.BookingDate) is var first && first <= cursor.FinalUntil)
            cursor.FinalUntil = first.AddDays(-1);
        return await db.TrySaveAsync(write, ct) is null ? new(true, null, fresh.Length) : Pulled.Lost;
    }

    public static async Task<MatchedEntry[]> MatchAsync(
        PortalDbContext db,
        Turn turn,
        int account,
        IReadOnlyList<ParsedEntry> entries,
        CancellationToken ct
    )
    {
        if (entries.Count == 0)
            return [];
        var (first, last) = (entries.Min(e => e.BookingDate), entries.Max(e => e.BookingDate));
        var stored = await StoredEntries.LoadAsync(db, account, first, last, ct);
        return stored.Match(entries, PullFile.FormatOf(turn.Kind), turn.ChannelId);
    }

    public static void AddDoubtful(PortalDbContext db, Turn turn, Account account, IEnumerable<MatchedEntry> matched, DateTime now) =>
        db.DoubtfulEntries.AddRange(
            matched
                .Where(m => m.State == EntryState.Doubtful)
                .Select(m => new DoubtfulEntry
                {
                    ChannelId = turn.ChannelId,
                    AccountId = account.Id,
                    Day = m.Entry.BookingDate,
                    AmountMinor = m.Entry.AmountMinor,
                    DuplicateKey = m.Key.ToArray(),
                    TransactionId = m.StoredId!.Value,
                    Row = PullFile.Row(EntryRow.Of(m.Entry, m.Key, account, Nowhere).Row),
                    At = now,
                })
        );

    /// <summary>For rows that are only looked at.</summary>
    private static readonly ImportFile Nowhere = new()
    {
        FileName = "",
        Format = "",
        Sha256 = "",
        ImportedByName = "",
    };

    private async Task AddAsync(
        TransactionStore store,
        Turn turn,
        Account account,
        IReadOnlyList<ParsedEntry> entries,
        MatchedEntry[] fresh,
        DateTime now,
        CancellationToken ct
    )
    {
        var file = PullFile.Of(turn, $"{ChinaTime.FromUtc(now):yyyy-MM-dd HH:mm:ss}", entries, fresh.Length, now);
        db.ImportFiles.Add(file);
        // Its id is needed by the rows below.
        await db.SaveChangesAsync(ct);
        var rows = fresh
            .Select(m => EntryRow.Of(m.Entry, m.Key, account, file, isProvisional: true))
            .OrderBy(item => item.Row.BookedAt)
            .ToList();
        await store.AddAsync(rows, ct);
        foreach (var looker in lookers)
            await looker.HandleAsync(rows.ConvertAll(item => item.Row), ct);
        await AccountBase.RefreshAsync(db, [account.Id], ct);
    }
}
