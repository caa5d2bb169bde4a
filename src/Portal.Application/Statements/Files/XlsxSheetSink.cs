using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

/// <summary>Writes the rows of one sheet part. Text is an inline string, so nothing from data is ever a formula or a number.</summary>
internal sealed class XlsxSheetSink(Utf8Output output, XlsxTemplate template) : IStatementSink
{
    /// <summary>Excel counts days from 1899-12-30; before 1900-03-01 it is off by one (it believes in 1900-02-29), so such dates are text.</summary>
    public static readonly DateOnly Epoch = new(1899, 12, 30);

    private static readonly DateOnly FirstTrueDate = new(1900, 3, 1);

    /// <summary>The longest start of a cell, <c>&lt;c r="O1048576" s="123"</c>, and some.</summary>
    private const int MaxCellStart = 64;

    /// <summary>The row's number, as it stands in the place of each of its cells.</summary>
    private readonly byte[] rowText = new byte[20];
    private int rowLength;

    public long Row { get; private set; }

    public void StartRow()
    {
        Utf8Formatter.TryFormat(++Row, rowText, out rowLength);
        output.Write("<row r=\""u8);
        output.Write(rowText.AsSpan(0, rowLength));
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
        Cell(column, CellKind.Time, 0, CellLook.Body);
        output.Write("><v>"u8);
        WriteDayPart(time.Ticks / TimeSpan.TicksPerSecond);
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

    /// <summary>Seconds as a part of the day, rounded to 14 decimals, without zeros at the end.</summary>
    private void WriteDayPart(long seconds)
    {
        const long SecondsPerDay = 86_400;
        const long Decimals = 100_000_000_000_000;
        // 86,399 × 10^14 still fits; no second of the day lies half-way between two results.
        var part = checked((seconds * Decimals) + (SecondsPerDay / 2)) / SecondsPerDay;
        if (part == 0)
        {
            output.Write("0"u8);
            return;
        }
        Span<byte> text = stackalloc byte[16];
        "0."u8.CopyTo(text);
        Utf8Formatter.TryFormat(part, text[2..], out _, new StandardFormat('D', 14));
        output.Write(text.TrimEnd((byte)'0'));
    }

    private void Cell(int column, CellKind kind, int exponent, CellLook look)
    {
        Span<byte> start = stackalloc byte[MaxCellStart];
        "<c r=\""u8.CopyTo(start);
        start[6] = (byte)('A' + column);
        rowText.AsSpan(0, rowLength).CopyTo(start[7..]);
        var style = template.Style(kind, exponent, look);
        style.CopyTo(start[(7 + rowLength)..]);
        output.Write(start[..(7 + rowLength + style.Length)]);
    }
}
