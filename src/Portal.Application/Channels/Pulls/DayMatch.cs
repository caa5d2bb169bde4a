using FundPortal.Application.Importing;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Pulls;

/// <summary>
/// The bank's final list of a day beside what this channel had read of it. Rows of other sources are not touched; an entry that one of them
/// brought is known, or taken for it.
/// </summary>
internal sealed class DayMatch
{
    public List<BankTransaction> Confirmed { get; } = [];

    public List<(BankTransaction Row, MatchedEntry By)> Replaced { get; } = [];

    public List<MatchedEntry> Added { get; } = [];

    public List<BankTransaction> Removed { get; } = [];

    public List<MatchedEntry> Doubtful { get; } = [];

    /// <summary>Entries that another source had brought.</summary>
    public List<MatchedEntry> Known { get; } = [];

    /// <param name="mine">The day's rows that the channel brought.</param>
    /// <param name="matched">The final list, compared with all that is stored.</param>
    public static DayMatch Of(IReadOnlyList<BankTransaction> mine, IReadOnlyList<MatchedEntry> matched)
    {
        var match = new DayMatch();
        var byKey = mine.ToDictionary(row => DuplicateKey.From(row.DuplicateKey));
        var left = new HashSet<BankTransaction>(mine, ReferenceEqualityComparer.Instance);
        var open = new List<MatchedEntry>();
        foreach (var item in matched)
        {
            if (!byKey.TryGetValue(item.Key, out var row))
                open.Add(item);
            else if (left.Remove(row) && Says(row, item.Entry))
                match.Confirmed.Add(row);
            else
                match.Replaced.Add((row, item));
        }
        var byId = left.Where(row => row.BankReference.Length > 0).ToLookup(row => row.BankReference, StringComparer.Ordinal);
        foreach (var item in open)
        {
            var id = StorableText.ForColumn(item.Entry.Id, 100);
            if (item.State != EntryState.Known && byId[id].FirstOrDefault(left.Contains) is { } row)
            {
                left.Remove(row);
                match.Replaced.Add((row, item));
            }
            else if (item.State == EntryState.New)
                match.Added.Add(item);
            else if (item.State == EntryState.Doubtful)
                match.Doubtful.Add(item);
            else
                match.Known.Add(item);
        }
        match.Removed.AddRange(left);
        return match;
    }

    /// <summary>Whether the row says what the bank's final word says; day, amount and id are in its key.</summary>
    private static bool Says(BankTransaction row, ParsedEntry entry) =>
        row.IsReversal == entry.IsReversal
        && row.Kind == entry.Kind
        && row.BalanceAfterMinor == entry.BalanceAfterMinor
        && string.Equals(row.Counterparty, StorableText.ForColumn(entry.Counterparty, 200), StringComparison.Ordinal)
        && string.Equals(row.CounterpartyAccount, StorableText.ForColumn(entry.CounterpartyAccount, 64), StringComparison.Ordinal)
        && string.Equals(row.EndToEndId, StorableText.ForColumn(entry.EndToEndId, 100), StringComparison.Ordinal)
        && string.Equals(
            row.Text,
            StorableText.ForColumn(entry.Text, Transactions.BankTransactionTable.TextLength),
            StringComparison.Ordinal
        );
}
