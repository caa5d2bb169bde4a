using System.Runtime.InteropServices;
using FundPortal.Application.Data;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Importing;

/// <summary>One account's stored entries around the days of a batch, and the new ones of the batch's earlier files: what further files are compared with.</summary>
internal sealed class StoredEntries
{
    private sealed record Entry(long? Id, bool HasId, string Format);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Likeness(DateOnly Day, long AmountMinor);

    private readonly Dictionary<DuplicateKey, Entry> byKey = [];
    private readonly Dictionary<Likeness, List<Entry>> byLikeness = [];

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
                    }
            )
            .AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(ct))
            stored.Add(DuplicateKey.From(row.DuplicateKey), row.BookingDate, row.AmountMinor, new(row.Id, row.HasId, row.Format));
        return stored;
    }

    /// <summary>Compares one file's entries of this account, in file order, and remembers those that will be stored.</summary>
    public MatchedEntry[] Match(IReadOnlyList<ParsedEntry> entries, string format, bool includeDoubtful)
    {
        var keys = DuplicateKey.OfFile(entries);
        // Entries that this file knows exactly are spoken for: a further one of the same day and amount is not doubtful because of them.
        var taken = keys.Select(key => byKey.GetValueOrDefault(key)).OfType<Entry>().ToHashSet(ReferenceEqualityComparer.Instance);
        var matched = new MatchedEntry[entries.Count];
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (byKey.TryGetValue(keys[i], out var known))
            {
                matched[i] = new(entry, keys[i], EntryState.Known, known.Id);
                continue;
            }
            var like = byLikeness
                .GetValueOrDefault(new(entry.BookingDate, entry.AmountMinor))
                ?.Find(other => IsOtherSource(other, entry, format) && taken.Add(other));
            matched[i] = new(entry, keys[i], like is null ? EntryState.New : EntryState.Doubtful, like?.Id);
        }
        foreach (var item in matched)
        {
            if (item.State == EntryState.New || (item.State == EntryState.Doubtful && includeDoubtful))
                Add(item.Key, item.Entry.BookingDate, item.Entry.AmountMinor, new(null, DuplicateKey.HasId(item.Entry), format));
        }
        return matched;
    }

    /// <summary>Two sources cannot tell by keys that they mean one entry when only one has the bank's ids, or none has and they word things differently.</summary>
    private static bool IsOtherSource(Entry stored, ParsedEntry entry, string format)
    {
        var hasId = DuplicateKey.HasId(entry);
        return stored.HasId != hasId || (!hasId && !string.Equals(stored.Format, format, StringComparison.Ordinal));
    }

    private void Add(DuplicateKey key, DateOnly day, long amount, Entry entry)
    {
        byKey[key] = entry;
        if (!byLikeness.TryGetValue(new(day, amount), out var alike))
            byLikeness[new(day, amount)] = alike = [];
        alike.Add(entry);
    }
}

/// <param name="StoredId">The stored transaction that it is, or that it resembles; null where that comes with the same batch.</param>
internal sealed record MatchedEntry(ParsedEntry Entry, DuplicateKey Key, EntryState State, long? StoredId);
