using FundPortal.Application.Importing.Spooling;
using FundPortal.Application.Transactions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing;

/// <summary>
/// A batch's new rows in order of time, made one by one. One time is often shared by many rows; the ids keep the batch's order among them.
/// Statements in order, as nearly all are, are merged as they are read; of others, each entry's place is held.
/// </summary>
internal sealed class RowsByTime
{
    private sealed record Part(MatchedStatement Statement, ImportFile File, bool IncludeDoubtful, DateTime First, int[]? Order);

    private readonly List<Part> parts = [];

    public void Add(MatchedStatement statement, ImportFile file, bool includeDoubtful)
    {
        if (statement.Matches is null)
            return;
        var isOrdered = true;
        var (first, last) = (DateTime.MaxValue, DateTime.MinValue);
        foreach (var head in EntryHead.Of(statement.Parsed.Entries))
        {
            var at = EntryRow.BookedAt(head.BookingDate, head.Time);
            isOrdered &= at >= last;
            (first, last) = (at < first ? at : first, at);
        }
        parts.Add(new(statement, file, includeDoubtful, first, isOrdered ? null : OrderOf(statement.Parsed)));
    }

    public IEnumerable<NewTransaction> Rows()
    {
        // Opened when their time comes: thousands of statements after one another are never read at once.
        var waiting = new PriorityQueue<IEnumerator<NewTransaction>?, (DateTime At, int Part)>();
        for (var i = 0; i < parts.Count; i++)
            waiting.Enqueue(null, (parts[i].First, i));
        while (waiting.TryDequeue(out var rows, out var at))
        {
            if (rows is null)
                rows = Rows(parts[at.Part]).GetEnumerator();
            else
                yield return rows.Current;
            while (rows.MoveNext())
            {
                at = (rows.Current.Row.BookedAt, at.Part);
                if (waiting.TryPeek(out _, out var next) && at.CompareTo(next) > 0)
                {
                    waiting.Enqueue(rows, at);
                    break;
                }
                // As long as this one stays first, the queue is not asked.
                yield return rows.Current;
            }
        }
    }

    private static IEnumerable<NewTransaction> Rows(Part part)
    {
        var (account, entries, matches) = (part.Statement.Account!, part.Statement.Parsed.Entries, part.Statement.Matches!);
        if (part.Order is not { } order)
        {
            foreach (var (entry, match) in entries.Zip(matches.Read()))
            {
                if (IsStored(match.State, part.IncludeDoubtful))
                    yield return EntryRow.Of(entry, match.Key, account, part.File);
            }
            yield break;
        }
        foreach (var place in order)
        {
            var match = matches.At(place);
            if (IsStored(match.State, part.IncludeDoubtful))
                yield return EntryRow.Of(entries[place], match.Key, account, part.File);
        }
    }

    private static bool IsStored(EntryState state, bool includeDoubtful) =>
        state == EntryState.New || (state == EntryState.Doubtful && includeDoubtful);

    private static int[] OrderOf(ParsedStatement statement)
    {
        var times = EntryHead
            .Of(statement.Entries)
            .Select((head, place) => (At: EntryRow.BookedAt(head.BookingDate, head.Time), Place: place))
            .ToArray();
        Array.Sort(times);
        return Array.ConvertAll(times, time => time.Place);
    }
}
