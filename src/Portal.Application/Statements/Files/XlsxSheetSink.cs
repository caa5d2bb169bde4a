using System.Globalization;
using System.Text;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

/// <summary>Writes the rows of one sheet part. Text is an inline string, so nothing from data is ever a formula or a number.</summary>
internal sealed class XlsxSheetSink(Utf8Output output, XlsxTemplate template) : IStatementSink
{
    /// <summary>Excel counts days from 1899-12-30; before 1900-03-01 it is off by one (it believes in 1900-02-29), so such dates are text.</summary>
    public static readonly DateOnly Epoch = new(1899, 12, 30);

    private static readonly DateOnly FirstTrueDate = new(1900, 3, 1);
    private static readonly byte[][] ColumnNames = [.. Enumerable.Range('A', StatementLayout.Columns).Select(c => new[] { (byte)c })];

    public long Row { get; private set; }

    public void StartRow()
    {
        output.Write("<row r=\""u8);
        output.Write(++Row);
        output.Write("\">"u8);
    }

    public void Text(int column, string text, CellLook look = CellLook.Body)
    {
        if (text.Length == 0)
            return;
        Cell(column, CellKind.Text, 0, look);
        InlineText(text);
    }

    public void Amount(int column, long minor, Currency currency, CellLook look = CellLook.Body)
    {
        if (StatementLayout.IsLong(minor))
        {
            Cell(column, CellKind.LongAmount, 0, look);
            InlineText(new Money(minor, currency).ToPlainText());
            return;
        }
        Cell(column, CellKind.Amount, currency.Exponent, look);
        output.Write("><v>"u8);
        output.WriteAmount(minor, currency);
        output.Write("</v></c>"u8);
    }

    public void Date(int column, DateOnly day, CellLook look = CellLook.Body)
    {
        if (day < FirstTrueDate)
        {
            Text(column, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), look);
            return;
        }
        Number(column, CellKind.Date, look, day.DayNumber - Epoch.DayNumber);
    }

    public void Time(int column, TimeOnly time)
    {
        const decimal SecondsPerDay = 86_400;
        Cell(column, CellKind.Time, 0, CellLook.Body);
        output.Write("><v>"u8);
        output.Write(
            decimal.Round((time.Ticks / TimeSpan.TicksPerSecond) / SecondsPerDay, 14)
                .ToString("0.##############", CultureInfo.InvariantCulture)
        );
        output.Write("</v></c>"u8);
    }

    public void Count(int column, long count, CellLook look = CellLook.Body) => Number(column, CellKind.Count, look, count);

    public void EndRow() => output.Write("</row>"u8);

    private void Number(int column, CellKind kind, CellLook look, long number)
    {
        Cell(column, kind, 0, look);
        output.Write("><v>"u8);
        output.Write(number);
        output.Write("</v></c>"u8);
    }

    private void InlineText(string text)
    {
        output.Write(" t=\"inlineStr\"><is><t"u8);
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]) || text.Contains('\n', StringComparison.Ordinal))
            output.Write(" xml:space=\"preserve\""u8);
        output.Write(">"u8);
        output.WriteXml(text);
        output.Write("</t></is></c>"u8);
    }

    private void Cell(int column, CellKind kind, int exponent, CellLook look)
    {
        output.Write("<c r=\""u8);
        output.Write(ColumnNames[column]);
        output.Write(Row);
        output.Write("\" s=\""u8);
        output.Write(template.Style(kind, exponent, look));
        output.Write("\""u8);
    }
}
