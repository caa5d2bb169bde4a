using System.Globalization;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>One reading of one file. It goes on after a difference, so that the printed code is told also of an altered file.</summary>
internal sealed class StatementReading : IDisposable
{
    /// <summary>More accounts than a statement can have sheets.</summary>
    private const int MaxSummaryRows = 6_000;

    private readonly IStatementSource source;
    private readonly CancellationToken ct;
    private readonly StatementDigest digest = new();
    private readonly List<StatementFigures> accounts = [];
    private readonly SheetNames names = new();
    private readonly IEnumerator<SourceRow> rows;
    private StatementLayout layout = new(StatementTexts.In(StatementLanguage.Chinese));
    private StatementDifference? first;
    private string sheet = "";
    private int sheetIndex;
    private SourceRow? current;

    /// <summary>A hint only: a bank's own figures may break too, so it counts when the code says that something was changed.</summary>
    private StatementDifference? broken;

    public StatementReading(IStatementSource source, CancellationToken ct)
    {
        this.source = source;
        this.ct = ct;
        first = source.Flaw;
        rows = AllRows().GetEnumerator();
    }

    public StatementVerification Verify()
    {
        Move();
        if (
            current is null
            || !(FindLanguage(current) || (source.Sheets.Count > 1 && FindLanguage(source.Sheets[0].Rows().FirstOrDefault())))
        )
            return StatementVerification.NotAStatement("no_title");
        CheckName(0, layout.Texts["SummaryTitle"], 1);
        while (current is not null && !IsTitle(current, "SummaryTitle"))
            ReadAccount();
        return ReadSummary();
    }

    public void Dispose()
    {
        rows.Dispose();
        digest.Dispose();
    }

    /// <summary>The summary is the first sheet but the last to be compared, as in a CSV file.</summary>
    private IEnumerable<SourceRow> AllRows()
    {
        var count = source.Sheets.Count;
        for (var i = 1; i <= count; i++)
        {
            sheetIndex = i % count;
            sheet = source.Sheets[sheetIndex].Name;
            foreach (var row in source.Sheets[sheetIndex].Rows())
            {
                row.Sheet = sheet;
                yield return row;
            }
        }
    }

    private void Move()
    {
        ct.ThrowIfCancellationRequested();
        current = rows.MoveNext() ? rows.Current : null;
        if (current?.Flaw is { } flaw)
            Differs(flaw, current, -1);
    }

    private SourceRow? Take()
    {
        var taken = current?.Copy();
        if (taken is not null)
            Move();
        return taken;
    }

    private void Differs(string reason, SourceRow? row, int column) =>
        first ??= new(
            reason,
            row?.Sheet ?? sheet,
            row is null ? ""
                : column < 0 ? row.Number.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + column)}{row.Number}")
        );

    private bool FindLanguage(SourceRow? row)
    {
        foreach (var texts in StatementTexts.All)
            if (Says(row, texts["AccountTitle"]) || Says(row, texts["SummaryTitle"]))
            {
                layout = new StatementLayout(texts);
                return true;
            }
        return false;
    }

    private bool IsTitle(SourceRow row, string key) => Says(row, layout.Texts[key]);

    private static bool Says(SourceRow? row, string label) => label.Equals(TextOf(row, 0), StringComparison.Ordinal);

    private static string? TextOf(SourceRow? row, int column) => row is not null && row.Cells[column].TryText(out var text) ? text : null;

    private void CheckName(int index, string wanted, int part)
    {
        var name = source.Sheets[index].Name;
        if (source.Sheets.Count > 1 && !name.Equals(names.Take(wanted, part), StringComparison.Ordinal))
            first ??= new("sheet_name", name, "");
    }

    private void ReadAccount()
    {
        var account = sheetIndex;
        var head = TakeRows(StatementLayout.HeadRows);
        var header = HeaderOf(head);
        CheckName(account, header.AccountNumber, 1);
        Compare(head, sink => layout.Head(sink, header, 1, header.OpeningMinor));
        digest.StartAccount(header);
        var totals = StatementTotals.Before(header);
        var (part, balance, hasLong) = (1, header.OpeningMinor, false);
        while (current is { } row)
        {
            if (sheetIndex != account && Says(row, layout.AccountTitle(part + 1)))
            {
                account = sheetIndex;
                CheckName(account, header.AccountNumber, ++part);
                Compare(TakeRows(StatementLayout.HeadRows), sink => layout.Head(sink, header, part, balance));
            }
            else if (sheetIndex == account && row.Cells[0].TryCount(out _))
            {
                if (EntryCells.Read(row, header.Currency, layout.Texts, out var bad) is { } entry)
                {
                    layout.Entry(new StatementExpectation(source, () => row, Differs), header, entry);
                    digest.AddRow(entry);
                    totals = totals.With(entry);
                    if (entry.BalanceMinor != unchecked(balance + entry.AmountMinor))
                        broken ??= new("running_balance", sheet, string.Create(CultureInfo.InvariantCulture, $"M{row.Number}"));
                    balance = entry.BalanceMinor;
                    hasLong |= StatementLayout.IsLong(entry.AmountMinor) || StatementLayout.IsLong(entry.BalanceMinor);
                }
                else
                    Differs("cell", row, bad);
                Move();
            }
            else
                break;
        }
        ReadFoot(header, totals, hasLong);
    }

    private void ReadFoot(StatementHeader header, StatementTotals totals, bool hasLong)
    {
        var foot = new List<SourceRow>();
        var account = sheetIndex;
        while (current is not null && sheetIndex == account && foot.Count <= StatementLayout.MaxFootRows && !IsNextTitle(current))
            foot.Add(Take()!);
        var expectedRow = foot.Find(row => Says(row, layout.Texts["ExpectedClosing"]));
        long expected = 0;
        if (expectedRow is null || !expectedRow.Cells[12].TryAmount(header.Currency, out expected))
            Differs("cell", expectedRow, 12);
        var figures = new StatementFigures(header, totals, expected);
        Compare(
            foot,
            sink =>
            {
                if (totals.Count == 0)
                    layout.NoEntries(sink);
                layout.Foot(sink, figures, hasLong || StatementFiles.HasLong(figures));
            }
        );
        digest.EndAccount(totals, expected);
        accounts.Add(figures);
        // What cannot be understood is passed over, up to the next title.
        while (current is not null && !IsNextTitle(current))
        {
            Differs("extra_row", current, -1);
            Move();
        }
    }

    private bool IsNextTitle(SourceRow row) => IsTitle(row, "AccountTitle") || IsTitle(row, "SummaryTitle");

    private StatementVerification ReadSummary()
    {
        var found = TakeRows(MaxSummaryRows);
        var cover = new StatementCover(default, TextOf(found.ElementAtOrDefault(2), 2) ?? "");
        if (StatementLayout.TryMadeAt(TextOf(found.ElementAtOrDefault(1), 2) ?? "", out var madeAt))
            cover = cover with { MadeAt = madeAt };
        else
            Differs("cell", found.ElementAtOrDefault(1), 2);
        var code = Labelled(found, "IntegrityCode");
        var anchor =
            long.TryParse(Labelled(found, "AuditSeq"), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            && Labelled(found, "AuditHash") is { } hash
                ? new AuditAnchor(seq, hash)
                : null;
        if (code is null || anchor is null)
            Differs("no_code", found.Count > 0 ? found[^1] : null, -1);
        var integrity = new IntegrityResult(StatementDigest.Form, code ?? "", accounts);
        Compare(found, sink => layout.Summary(sink, cover, integrity, anchor ?? new(0, "")));
        if (current is not null)
            Differs("extra_row", current, -1);
        var computed = digest.Finish(cover);
        if (!computed.Equals(code, StringComparison.Ordinal))
            first ??= broken ?? new("content", "", "");
        return new(first is null ? StatementVerdict.Unaltered : StatementVerdict.Altered, code, computed, anchor, first, accounts);
    }

    private string? Labelled(List<SourceRow> found, string key) =>
        TextOf(found.FindLast(row => Says(row, layout.Texts[key])), 2) is { Length: > 0 } text ? text : null;

    private List<SourceRow> TakeRows(int count)
    {
        var taken = new List<SourceRow>();
        var on = sheetIndex;
        while (taken.Count < count && current is not null && sheetIndex == on)
            taken.Add(Take()!);
        return taken;
    }

    private void Compare(List<SourceRow> found, Action<IStatementSink> expected)
    {
        var at = 0;
        expected(new StatementExpectation(source, () => at < found.Count ? found[at++] : null, Differs));
        if (at < found.Count)
            Differs("extra_row", found[at], -1);
    }

    private StatementHeader HeaderOf(List<SourceRow> head)
    {
        return new(Text(1, 2), Text(1, 8), Text(2, 2), Text(2, 8), CurrencyOf(Text(3, 8)), Day(2), Day(3), Opening());

        string Text(int row, int column) => TextOf(head.ElementAtOrDefault(row), column) ?? "";

        Currency CurrencyOf(string code)
        {
            if (Currency.TryFrom(code, out var currency))
                return currency;
            Differs("cell", head.ElementAtOrDefault(3), 8);
            return Currency.Cny;
        }

        DateOnly Day(int column)
        {
            if (head.Count > 3 && head[3].Cells[column].TryDate(out var day))
                return day;
            Differs("cell", head.ElementAtOrDefault(3), column);
            return default;
        }

        long Opening()
        {
            if (head.Count > 4 && head[4].Cells[12].TryAmount(CurrencyOf(Text(3, 8)), out var minor))
                return minor;
            Differs("cell", head.ElementAtOrDefault(4), 12);
            return 0;
        }
    }
}
