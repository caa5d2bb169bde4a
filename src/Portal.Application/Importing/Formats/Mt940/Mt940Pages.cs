using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>Joins the pages of one statement (M balances) and turns lines into entries, now that the currency is known.</summary>
internal static class Mt940Pages
{
    public static IReadOnlyList<ParsedStatement> Join(IReadOnlyList<Mt940Statement> pages, bool isInterim)
    {
        var statements = new List<List<Mt940Statement>>();
        foreach (var page in pages)
        {
            var last = statements.Count > 0 ? statements[^1][^1] : null;
            var continues =
                last is { Closing.IsIntermediate: true }
                && page.Opening is { IsIntermediate: true }
                && string.Equals(last.Account, page.Account, StringComparison.Ordinal)
                && last.Currency == page.Currency
                && last.Closing.Minor == page.Opening.Minor;
            if (continues)
                statements[^1].Add(page);
            else
                statements.Add([page]);
        }
        return [.. statements.Select(group => Statement(group, isInterim))];
    }

    private static ParsedStatement Statement(List<Mt940Statement> pages, bool isInterim)
    {
        var first = pages[0];
        var currency =
            pages.Select(page => page.Currency).FirstOrDefault(c => c is not null)
            ?? throw new UnreadableFileException("currency_missing", "No balance tells the currency.", first.Line);
        if (pages.Select(page => page.AmountProblem).FirstOrDefault(problem => problem is not null) is { } problem)
            throw problem;
        var entries = first.With(pages.Skip(1).Sum(page => page.Entries));
        var warnings = pages.SelectMany(page => page.Warnings).ToList();
        if (!isInterim && first.Opening is null)
            warnings.Add(new("opening_missing", "The statement has no opening balance.", first.Line, ":60F:"));
        if (!isInterim && pages[^1].Closing is null)
            warnings.Add(new("closing_missing", "The statement has no closing balance.", first.Line, ":62F:"));
        if (first.Opening is { IsIntermediate: true })
            warnings.Add(new("page_missing", "The statement's earlier pages are not in this file.", first.Line, ":60M:"));
        if (pages[^1].Closing is { IsIntermediate: true })
            warnings.Add(new("page_missing", "The statement's later pages are not in this file.", pages[^1].Line, ":62M:"));
        var from = first.Opening?.Day ?? entries.Sums.First;
        var to = pages[^1].Closing?.Day ?? entries.Sums.Last;
        if (from > to)
            (from, to) = (to, from);
        return new ParsedStatement(
            first.Account,
            currency.Code,
            from,
            to,
            first.Opening?.Minor,
            pages[^1].Closing?.Minor,
            first.Number,
            !isInterim,
            entries,
            [.. pages.SelectMany(page => page.Available)],
            warnings
        );
    }

    public static ParsedEntry Entry(Mt940Line line, Currency currency)
    {
        var minor = FileAmount.Parse(line.Amount, currency, ',', (code, message) => new(code, message, line.Line, ":61:"));
        var details = Mt940Details.Parse(line.Details);
        var supplement =
            line.Lines.Count == 1 ? "" : string.Join(' ', line.Lines.Skip(1).Select(text => text.Trim()).Where(text => text.Length > 0));
        return new ParsedEntry(
            line.BankReference,
            line.BookingDate,
            null,
            line.ValueDate,
            line.IsIn ? minor : -minor,
            Kind(line),
            line.Type,
            line.IsReversal,
            details.Name,
            details.Account,
            details.Text.Length > 0 ? details.Text : supplement,
            details.EndToEndId.Length > 0 ? details.EndToEndId : line.CustomerReference,
            null,
            line.Line,
            ":61:" + string.Join('\n', line.Lines) + (line.Details.Count > 0 ? "\n:86:" + string.Join('\n', line.Details) : "")
        );
    }

    private static TransactionKind Kind(Mt940Line line) =>
        line.IsReversal ? TransactionKind.Reversal : Mt940Kind.Of(line.Type.Length == 4 ? line.Type[1..] : "");
}
