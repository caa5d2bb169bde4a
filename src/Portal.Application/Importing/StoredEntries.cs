using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>One account's stored entries around the days of a batch, and the new ones of the batch's earlier files: what further files are compared with.</summary>
internal sealed class StoredEntries
{
    private sealed record Entry(long? Id, bool HasId, string Format, int? Channel);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Likeness(DateOnly Day, long AmountMinor);

    private readonly Dictionary<DuplicateKey, Entry> byKey = [];
    private readonly Dictionary<Likeness, List<Entry>> byLikeness = [];

    /// <summary>Stored rows that a channel's entry in other words was taken for already.</summary>
    private readonly HashSet<long> spokenFor = [];

    public static async Task<StoredEntries> LoadAsync(PortalDbContext db, int account, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var stored = new StoredEntries();
        var (start, end) = (ChinaTime.StartOf(first), ChinaTime.StartOf(last.AddDays(1)));
        var rows = db
            .Transactions.Where(t => t.AccountId == account && t.BookedAt >= start && t.BookedAt < end)
            .Join(
                db.ImportFiles,
                row => row.ImportFileId,
                file => file.Id,
                (row, file) =>
                    new
                    {
                        row.Id,
                        row.BookingDate,
                        row.AmountMinor,
                        row.DuplicateKey,
                        HasId = row.BankReference != "",
                        file.Format,
                        file.ChannelId,
                    }
            )
            .AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(ct))
            stored.Add(
                DuplicateKey.From(row.DuplicateKey),
                row.BookingDate,
                row.AmountMinor,
                new(row.Id, row.HasId, row.Format, row.ChannelId)
            );
        await stored.SpeakForDoubtfulAsync(db, account, first, last, ct);
        return stored;
    }

    /// <summary>An entry that a channel told in other words is known from then on, and what it was taken for is taken for no other one.</summary>
    private async Task SpeakForDoubtfulAsync(PortalDbContext db, int account, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var doubtful = await db
            .DoubtfulEntries.Where(d => d.AccountId == account && d.Day >= first && d.Day <= last)
            .Where(d => db.Transactions.Any(t => t.Id == d.TransactionId))
            .Select(d => new { d.DuplicateKey, d.TransactionId })
            .ToListAsync(ct);
        foreach (var entry in doubtful)
        {
            spokenFor.Add(entry.TransactionId);
            byKey.TryAdd(DuplicateKey.From(entry.DuplicateKey), new(entry.TransactionId, HasId: true, "", null));
        }
    }

    /// <summary>Compares one channel's entries of this account, in their order.</summary>
    public MatchedEntry[] Match(IReadOnlyList<ParsedEntry> entries, string format, int channel)
    {
        var keys = new DuplicateKey.Maker();
        var candidates = entries.Select(entry => Candidate.Of(entry, keys)).ToArray();
        var found = Match(candidates, format, includeDoubtful: false, isLast: true, channel);
        return [.. entries.Select((entry, i) => new MatchedEntry(entry, found[i].Key, found[i].State, found[i].StoredId))];
    }

    /// <summary>Compares one file's entries of this account, in file order, and remembers those that will be stored.</summary>
    /// <param name="isLast">Nothing is compared after it: nothing is remembered.</param>
    /// <param name="channel">The channel that told them; null for a file.</param>
    public EntryMatch[] Match(ReadOnlySpan<Candidate> entries, string format, bool includeDoubtful, bool isLast, int? channel = null)
    {
        // Entries that this file knows exactly are spoken for: a further one of the same day and amount is not doubtful because of them.
        var taken = new HashSet<Entry>(ReferenceEqualityComparer.Instance);
        foreach (var entry in entries)
        {
            if (byKey.TryGetValue(entry.Key, out var known))
                taken.Add(known);
        }
        var matches = new EntryMatch[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            if (byKey.TryGetValue(entry.Key, out var known))
            {
                matches[i] = new(entry.Key, EntryState.Known, known.Id);
                continue;
            }
            var like = byLikeness
                .GetValueOrDefault(new(entry.Day, entry.AmountMinor))
                ?.Find(other => IsOtherSource(other, entry.HasId, format, channel) && IsFree(other) && taken.Add(other));
            matches[i] = new(entry.Key, like is null ? EntryState.New : EntryState.Doubtful, like?.Id);
        }
        for (var i = 0; i < matches.Length && !isLast; i++)
        {
            if (matches[i].State == EntryState.New || (matches[i].State == EntryState.Doubtful && includeDoubtful))
                Add(entries[i].Key, entries[i].Day, entries[i].AmountMinor, new(null, entries[i].HasId, format, channel));
        }
        return matches;
    }

    private bool IsFree(Entry stored) => stored.Id is not { } id || !spokenFor.Contains(id);

    /// <summary>
    /// Two sources cannot tell by keys that they mean one entry when only one has the bank's ids, when none has and they word things
    /// differently, or when one is a channel, which may have other ids than the bank's files and other channels.
    /// </summary>
    private static bool IsOtherSource(Entry stored, bool hasId, string format, int? channel) =>
        stored.HasId != hasId || stored.Channel != channel || (!hasId && !string.Equals(stored.Format, format, StringComparison.Ordinal));

    private void Add(DuplicateKey key, DateOnly day, long amount, Entry entry)
    {
        byKey[key] = entry;
        if (!byLikeness.TryGetValue(new(day, amount), out var alike))
            byLikeness[new(day, amount)] = alike = [];
        alike.Add(entry);
    }
}

/// <summary>What of an entry decides whether it is stored already.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(DuplicateKey Key, DateOnly Day, long AmountMinor, bool HasId)
{
    /// <param name="keys">The maker of the entry's file and account.</param>
    public static Candidate Of(ParsedEntry entry, DuplicateKey.Maker keys) =>
        new(keys.Next(entry), entry.BookingDate, entry.AmountMinor, DuplicateKey.HasId(entry));
}

/// <param name="StoredId">The stored transaction that it is, or that it resembles; null where that comes with the same batch.</param>
internal sealed record MatchedEntry(ParsedEntry Entry, DuplicateKey Key, EntryState State, long? StoredId);
