using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// CSV after RFC 4180: UTF-8 with a byte order mark, CRLF, every row with the same number of fields, text always in quotation marks,
/// amounts as plain numbers and dates in ISO form without. Text that a spreadsheet could take for a formula gets an apostrophe before it:
/// see <see cref="CsvGuard"/>.
/// </summary>
internal sealed class CsvBook : IStatementBook, IStatementSink
{
    private readonly Utf8Output output;
    private int column;

    public CsvBook(Stream stream)
    {
        output = new Utf8Output(stream);
        output.Write("\uFEFF");
    }

    public IStatementSink Sink => this;

    public long EntriesPerSheet => long.MaxValue;

    public void StartAccountSheet(StatementHeader header, int part) { }

    public void EndAccountSheet(long entryRows) { }

    public void StartSummary() { }

    public void Finish() => output.Flush();

    public void StartRow() => column = 0;

    public void Text(int column, string text, CellLook look = CellLook.Body)
    {
        if (text.Length == 0)
            return;
        Advance(column);
        output.Write("\""u8);
        if (CsvGuard.IsNeeded(text))
            output.Write("'"u8);
        var rest = text.AsSpan();
        for (int at; (at = rest.IndexOf('"')) >= 0; rest = rest[(at + 1)..])
        {
            output.Write(rest[..at]);
            output.Write("\"\""u8);
        }
        output.Write(rest);
        output.Write("\""u8);
    }

    public void Amount(int column, long minor, Currency currency, CellLook look = CellLook.Body)
    {
        Advance(column);
        output.WriteAmount(minor, currency);
    }

    public void Date(int column, DateOnly day, CellLook look = CellLook.Body)
    {
        Advance(column);
        output.Write(day);
    }

    public void Time(int column, TimeOnly time)
    {
        Advance(column);
        output.Write(time);
    }

    public void Count(int column, long count, CellLook look = CellLook.Body)
    {
        Advance(column);
        output.Write(count);
    }

    public void EndRow()
    {
        Advance(StatementLayout.Columns - 1);
        output.Write("\r\n"u8);
    }

    public void Dispose() { }

    private void Advance(int to)
    {
        for (; column < to; column++)
            output.Write(","u8);
    }
}

/// <summary>
/// Formula injection (OWASP ASVS 5 V1.2.10): text whose first sign makes a spreadsheet compute it gets an apostrophe. Reversible: what
/// already has apostrophes before such a sign gets one more.
/// </summary>
internal static class CsvGuard
{
    public static bool IsNeeded(ReadOnlySpan<char> text) => text.Length > 0 && StartsFormula(text.TrimStart('\''));

    public static string Remove(string text) => text.StartsWith('\'') && StartsFormula(text.AsSpan().TrimStart('\'')) ? text[1..] : text;

    /// <summary>Half- and full-width signs, also after blanks, since importers may trim; tab and line feed by themselves.</summary>
    private static bool StartsFormula(ReadOnlySpan<char> text)
    {
        if (text is ['\t' or '\n' or '\r' or '\0', ..])
            return true;
        // U+FFFD stands for a control character of the source; U+FEFF is taken away by readers.
        var first = text.TrimStart(" \t\n\u00a0\u3000\ufeff\u200b\ufffd");
        return first is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '−' or '﹣' or '﹦' or '﹢' or '﹫', ..];
    }
}
