using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Importing;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>
/// Makes a past day final by the bank's own list of it: rows read during the day are confirmed, corrected or taken away and missing ones added,
/// with daily totals, statement, balance proof and the difference, in one commit.
/// </summary>
internal sealed class StoreDay(PortalDbContext db, IEnumerable<IStoredEntries> lookers, DriftNews news, IAudit audit, TimeProvider clock)
{
    /// <param name="closings">The bank's closing balances of that day and of days before, as far as it tells them.</param>
    public async Task<Pulled> RunAsync(
        Turn turn,
        Account account,
        DateOnly day,
        IReadOnlyList<ParsedEntry> entries,
        IReadOnlyList<DayClosing> closings,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        await using var write = await db.BeginWriteAsync(ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var store = new TransactionStore(db);
        await store.LockAsync(ct);
        var cursor = await db.ChannelCursors.SingleAsync(c => c.ChannelId == turn.ChannelId && c.AccountId == account.Id, ct);
        if (!await turn.RenewAsync(db, now, ct) || cursor.FinalUntil.AddDays(1) != day)
            return Pulled.Lost;
        var fault =
            PullChecks.Entries(account, entries, day, day, PullChecks.MaxRowsPerDay)
            ?? (
                closings.All(c => PullChecks.IsPossible(c.ClosingMinor))
                    ? null
                    : PullChecks.Bad("amount_range", "A closing balance that cannot be.")
            );
        if (fault is not null)
            return new(true, fault, 0);
        var match = DayMatch.Of(await MineAsync(turn, account.Id, day, ct), await StorePage.MatchAsync(db, turn, account.Id, entries, ct));
        if (
            await PullChecks.SumAsync(db, account.Id, match.Added.Concat(match.Replaced.Select(r => r.By)).Select(m => m.Entry), ct) is
            { } beyond
        )
            return new(true, beyond, 0);
        var file = await FileAsync(turn, account, day, entries, match, now, ct);
        Note(turn, account, day, match, file, now);
        await ApplyAsync(store, account, match, file, ct);
        StorePage.AddDoubtful(db, turn, account, match.Doubtful, now);
        cursor.FinalUntil = day;
        await db.SaveChangesAsync(ct);
        await ProveAsync(turn, account, day, entries.Count, match, closings, file, now, ct);
        await db.SaveChangesAsync(ct);
        await AccountBase.RefreshAsync(db, [account.Id], ct);
        return await db.TrySaveAsync(write, ct) is null ? new(true, null, match.Added.Count) : Pulled.Lost;
    }

    private Task<List<BankTransaction>> MineAsync(Turn turn, int account, DateOnly day, CancellationToken ct)
    {
        var (start, end, channel) = (ChinaTime.StartOf(day), ChinaTime.StartOf(day.AddDays(1)), turn.ChannelId);
        return db
            .Transactions.Where(t => t.AccountId == account && t.BookedAt >= start && t.BookedAt < end)
            .Where(t => db.ImportFiles.Any(f => f.Id == t.ImportFileId && f.ChannelId == channel))
            .OrderBy(t => t.Id)
            .ToListAsync(ct);
    }

    /// <summary>A day's final list is one provenance; asked for again, it is the same one.</summary>
    private async Task<ImportFile> FileAsync(
        Turn turn,
        Account account,
        DateOnly day,
        IReadOnlyList<ParsedEntry> entries,
        DayMatch match,
        DateTime now,
        CancellationToken ct
    )
    {
        var channel = turn.ChannelId;
        var known = await (
            from statement in db.ImportedStatements
            join old in db.ImportFiles on statement.ImportFileId equals old.Id
            where statement.AccountId == account.Id && statement.From == day && statement.To == day && old.ChannelId == channel
            select old
        ).FirstOrDefaultAsync(ct);
        if (known is not null)
            return known;
        var file = PullFile.Of(turn, $"{account.Number} {day:yyyy-MM-dd}", entries, match.Added.Count, now);
        db.ImportFiles.Add(file);
        await db.SaveChangesAsync(ct);
        return file;
    }

    private async Task ApplyAsync(TransactionStore store, Account account, DayMatch match, ImportFile file, CancellationToken ct)
    {
        var settled = match.Confirmed.Where(row => row.IsProvisional).ToList();
        foreach (var row in settled)
            row.IsProvisional = false;
        var gone = match.Removed.Concat(match.Replaced.Where(pair => IsOther(pair.Row, pair.By.Entry)).Select(pair => pair.Row)).ToList();
        await store.RemoveAsync(match.Removed, ct);
        await store.ReplaceAsync(match.Replaced.ConvertAll(pair => (pair.Row, EntryRow.Of(pair.By.Entry, pair.By.Key, account, file))), ct);
        var added = match.Added.Select(m => EntryRow.Of(m.Entry, m.Key, account, file)).OrderBy(item => item.Row.BookedAt).ToList();
        await store.AddAsync(added, ct);
        List<BankTransaction> final =
        [
            .. settled,
            .. match.Replaced.Select(pair => pair.Row),
            .. added.Select(item => item.Row),
            .. match.Known.Concat(match.Doubtful).Where(item => item.StoredId is not null).Select(item => AsTold(item, account, file)),
        ];
        foreach (var looker in lookers)
        {
            if (final.Count > 0)
                await looker.HandleAsync(final, ct);
            if (gone.Count > 0)
                await looker.RemovedAsync(gone, ct);
        }
    }

    /// <summary>An entry that a file or another channel had brought: what counts is how this channel tells it, whatever that file said.</summary>
    private static BankTransaction AsTold(MatchedEntry item, Account account, ImportFile file)
    {
        var row = EntryRow.Of(item.Entry, item.Key, account, file).Row;
        row.Id = item.StoredId!.Value;
        return row;
    }

    /// <summary>Whoever relied on the row relied on its amount and reference.</summary>
    private static bool IsOther(BankTransaction row, ParsedEntry by) =>
        row.AmountMinor != by.AmountMinor
        || !string.Equals(row.EndToEndId, StorableText.ForColumn(by.EndToEndId, 100), StringComparison.Ordinal);

    private void Note(Turn turn, Account account, DateOnly day, DayMatch match, ImportFile file, DateTime now)
    {
        DayDifference Of(DayChange change, BankTransaction? before, MatchedEntry? after) =>
            new()
            {
                ChannelId = turn.ChannelId,
                AccountId = account.Id,
                Day = day,
                Change = change,
                Before = before is null ? null : PullFile.Row(before),
                After = after is null ? null : PullFile.Row(EntryRow.Of(after.Entry, after.Key, account, file).Row),
                At = now,
            };
        db.DayDifferences.AddRange(match.Replaced.Select(pair => Of(DayChange.Replaced, pair.Row, pair.By)));
        db.DayDifferences.AddRange(match.Added.Select(item => Of(DayChange.Added, null, item)));
        db.DayDifferences.AddRange(match.Removed.Select(row => Of(DayChange.Removed, row, null)));
        if (match.Replaced.Count + match.Added.Count + match.Removed.Count == 0)
            return;
        audit.Append(
            Actor.System,
            "channel.day_changed",
            $"account:{account.PublicId}",
            new
            {
                channel = turn.ChannelName,
                day,
                confirmed = match.Confirmed.Count,
                replaced = match.Replaced.Count,
                added = match.Added.Count,
                removed = match.Removed.Count,
            }
        );
    }

    /// <summary>Opening by the bank's own closing before, plus every entry since, whatever source it came from, must be the bank's closing.</summary>
    private async Task ProveAsync(
        Turn turn,
        Account account,
        DateOnly day,
        int entries,
        DayMatch match,
        IReadOnlyList<DayClosing> closings,
        ImportFile file,
        DateTime now,
        CancellationToken ct
    )
    {
        var closing = closings.FirstOrDefault(c => c.Day == day)?.ClosingMinor;
        var before = closings.Where(c => c.Day < day).MaxBy(c => c.Day);
        long? ours = null;
        if (before is not null)
        {
            var one = db.Accounts.Where(a => a.Id == account.Id);
            var moved = await RunningTotals.BetweenAsync(db, one, RunningTotals.AllKinds, before.Day.AddDays(1), day, ct);
            ours = before.ClosingMinor + moved.GetValueOrDefault(account.Id).NetMinor;
        }
        var proof =
            await db.DayProofs.SingleOrDefaultAsync(p => p.AccountId == account.Id && p.Day == day && p.ChannelId == turn.ChannelId, ct)
            ?? db.DayProofs.Add(
                new DayProof
                {
                    ChannelId = turn.ChannelId,
                    AccountId = account.Id,
                    Day = day,
                }
            ).Entity;
        var drifted = proof.DriftMinor is not (null or 0);
        (proof.ClosingMinor, proof.OursMinor, proof.Entries, proof.At) = (closing, ours, entries, now);
        (proof.Confirmed, proof.Replaced) = (match.Confirmed.Count, proof.Replaced + match.Replaced.Count);
        (proof.Added, proof.Removed) = (proof.Added + match.Added.Count, proof.Removed + match.Removed.Count);
        if (proof.DriftMinor is not (null or 0) && !drifted)
            await news.TellAsync(turn, account, day, now, ct);
        var opening = before?.Day == day.AddDays(-1) ? before.ClosingMinor : (long?)null;
        var statement =
            await db.ImportedStatements.SingleOrDefaultAsync(s => s.ImportFileId == file.Id && s.AccountId == account.Id, ct)
            ?? db.ImportedStatements.Add(
                new ImportedStatement
                {
                    ImportFileId = file.Id,
                    AccountId = account.Id,
                    From = day,
                    To = day,
                    IsFinal = true,
                }
            ).Entity;
        (statement.OpeningMinor, statement.ClosingMinor, statement.Entries) = (opening, closing, entries);
        statement.NewEntries = match.Confirmed.Count + match.Replaced.Count + match.Added.Count;
        // The rest came by files or other channels: those imports stay as long as this day leans on them.
        statement.KnownEntries = entries - statement.NewEntries;
        statement.DifferenceMinor = opening is null || closing is null ? null : -proof.DriftMinor;
    }
}
