using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Finds the bill's profile and header by content and reads its rows into one statement per account.</summary>
internal static class BillReader
{
    /// <param name="entries">Where the file's entries are kept.</param>
    public static IReadOnlyList<ParsedStatement> Read(IEnumerable<BillSheet> sheets, EntrySpool entries, ref string format)
    {
        (BillProfile Profile, BillRow Header, string[] Missing)? nearest = null;
        var readable = new List<(BillSheet Sheet, BillProfile Profile, int Header)>();
        foreach (var sheet in sheets)
        {
            var found = Find(sheet, ref nearest);
            // A workbook may hold several bills (settlement and funds); the same table cut at another delimiter is not one more.
            if (found is { } match && (sheet.Name.Length > 0 || readable.Count == 0))
                readable.Add((sheet, match.Profile, match.Header));
        }
        if (readable.Count == 0)
            throw Unknown(nearest);
        format = string.Join('+', readable.Select(item => item.Profile.Format).Distinct(StringComparer.Ordinal));
        var statements = new List<ParsedStatement>();
        foreach (var statement in readable.SelectMany(item => new BillTable(item.Profile, item.Sheet, item.Header).Statements(entries)))
        {
            // Some workbooks hold the same bill twice, as a table and as it came.
            if (!statements.Exists(other => other.Entries.Count > 0 && Same(other, statement)))
                statements.Add(statement);
        }
        return statements;
    }

    private static bool Same(ParsedStatement one, ParsedStatement other) =>
        string.Equals(one.AccountNumber, other.AccountNumber, StringComparison.Ordinal)
        && one.Entries.Select(entry => (entry.Id, entry.BookingDate, entry.Time, entry.AmountMinor, entry.Text))
            .SequenceEqual(other.Entries.Select(entry => (entry.Id, entry.BookingDate, entry.Time, entry.AmountMinor, entry.Text)));

    private static (BillProfile Profile, int Header)? Find(
        BillSheet sheet,
        ref (BillProfile Profile, BillRow Header, string[] Missing)? nearest
    )
    {
        (BillProfile Profile, int Header)? best = null;
        for (var i = 0; i < sheet.Head.Count; i++)
        {
            var names = sheet.Head[i].Cells.Select(BillText.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var profile in BillProfile.BuiltIn)
            {
                var missing = profile.Required.Where(name => !names.Contains(BillText.Name(name))).ToArray();
                if (missing.Length == 0 && (best is null || profile.Required.Length > best.Value.Profile.Required.Length))
                    best = (profile, i);
                var here = profile.Required.Length - missing.Length;
                // More than half of the columns: this is the bill, with something missing, and the person should hear what.
                if (
                    missing.Length > 0
                    && here * 2 > profile.Required.Length
                    && (nearest is null || missing.Length < nearest.Value.Missing.Length)
                )
                    nearest = (profile, sheet.Head[i], missing);
            }
            if (best is not null)
                return best;
        }
        return null;
    }

    private static UnreadableFileException Unknown((BillProfile Profile, BillRow Header, string[] Missing)? nearest) =>
        nearest is { } near
            ? new(
                "column_missing",
                $"Looks like {near.Profile.Title}, but the column {string.Join(", ", near.Missing)} is missing.",
                near.Header.Line,
                column: near.Missing[0]
            )
            : new("format_unknown", "The format is not recognised: neither XML, a workbook, MT940 nor a known bill.");
}
