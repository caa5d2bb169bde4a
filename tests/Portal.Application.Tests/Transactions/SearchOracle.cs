using FundPortal.Application.Transactions;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Transactions;

/// <summary>The text search done the slow and obvious way.</summary>
internal static class SearchOracle
{
    /// <summary>What SQLite's LIKE means: letters of ASCII in either case, everything else as it is.</summary>
    public static bool Has(BankTransaction row, string word) =>
        new[] { row.Counterparty, row.CounterpartyAccount, row.Text, row.BankReference }.Any(text =>
            Lower(text).Contains(Lower(word), StringComparison.Ordinal)
        );

    private static string Lower(string text) => string.Concat(text.Select(Lower));

    private static char Lower(char c) =>
        c switch
        {
            >= 'A' and <= 'Z' => (char)(c | 0x20),
            // SQLite reads the two noncharacters so.
            '\uFFFE' or '\uFFFF' => '\uFFFD',
            _ => c,
        };

    /// <summary>How the lists must look for these rows.</summary>
    public static List<string> ListsOf(IEnumerable<BankTransaction> rows)
    {
        var postings = new SearchPostings();
        foreach (var row in rows.OrderBy(row => row.Id))
            postings.Add(SearchRow.Of(row));
        return [.. postings.Lists.Select(list => Line(list.Key, list.Value))];
    }

    /// <summary>How they look.</summary>
    public static List<string> Lines(IEnumerable<SearchChunk> chunks)
    {
        var lines = new List<string>();
        foreach (var gram in chunks.Where(chunk => chunk.Id != 0).OrderBy(chunk => chunk.Id).GroupBy(chunk => SearchChunk.GramOf(chunk.Id)))
        {
            var rows = new List<uint>();
            foreach (var chunk in gram)
                SearchChunk.Read(chunk.Id, chunk.Rows, rows.Add);
            lines.Add(Line(gram.Key, rows));
        }
        return lines;
    }

    private static string Line(uint gram, IEnumerable<uint> rows) => FormattableString.Invariant($"{gram:X8}: {string.Join(' ', rows)}");
}
