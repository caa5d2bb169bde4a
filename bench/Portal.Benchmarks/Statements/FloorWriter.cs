using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using FundPortal.Domain.Transactions;
using Microsoft.Data.Sqlite;

namespace FundPortal.Benchmarks.Statements;

/// <summary>
/// The least that a statement can cost: a prepared statement, and the same cells (place, style, value) written forward into a workbook of
/// one sheet, compressed as the portal does. No scope, no integrity code, no checks of texts, no totals, no anchor.
/// </summary>
internal static class FloorWriter
{
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private const string Styles =
        $"""<styleSheet xmlns="{Main}"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/><numFmt numFmtId="165" formatCode="hh:mm:ss"/><numFmt numFmtId="166" formatCode="#,##0.00;[Red]-#,##0.00"/></numFmts><fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><bottom style="hair"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/><xf numFmtId="1" borderId="1" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="164" borderId="1" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="165" borderId="1" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="49" borderId="1" applyNumberFormat="1" applyBorder="1"/><xf numFmtId="166" borderId="1" applyNumberFormat="1" applyBorder="1"/></cellXfs></styleSheet>""";

    public static void Write(Stream output, SqliteDataReader rows)
    {
        using var archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        using (var sheet = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open())
        {
            var cells = new Cells(sheet);
            cells.Raw(Encoding.UTF8.GetBytes($"""<worksheet xmlns="{Main}"><sheetData>"""));
            var (number, balance) = (0L, 0L);
            while (rows.Read())
            {
                var amount = rows.GetInt64(8);
                balance += amount;
                Row(cells, rows, ++number, amount, balance);
            }
            cells.Raw("</sheetData></worksheet>"u8);
            cells.Flush();
        }
        Part(archive, "xl/styles.xml", Styles);
        Part(
            archive,
            "xl/workbook.xml",
            $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"""
        );
        Part(
            archive,
            "xl/_rels/workbook.xml.rels",
            $"""<Relationships xmlns="{Package}relationships"><Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{Office}/styles" Target="styles.xml"/></Relationships>"""
        );
        Part(
            archive,
            "_rels/.rels",
            $"""<Relationships xmlns="{Package}relationships"><Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
        );
        Part(
            archive,
            "[Content_Types].xml",
            $"""<Types xmlns="{Package}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""
        );
    }

    private static void Row(Cells cells, SqliteDataReader rows, long number, long amount, long balance)
    {
        cells.StartRow(number);
        cells.Number('A', 1, number);
        var at = ChinaTime.FromUtc(DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(0)).UtcDateTime);
        cells.Number('B', 2, (at.Date - BareStatements.Epoch).Days);
        cells.Fraction('C', 3, at.TimeOfDay.Ticks / (double)TimeSpan.TicksPerDay);
        if (!rows.IsDBNull(1))
            cells.Number(
                'D',
                2,
                (DateTime.Parse(rows.GetString(1), System.Globalization.CultureInfo.InvariantCulture) - BareStatements.Epoch).Days
            );
        cells.Text('E', 4, BareStatements.Kinds[rows.GetInt32(2)]);
        cells.Text('F', 4, rows.GetString(3));
        cells.Text('G', 4, rows.GetString(4));
        cells.Text('H', 4, rows.GetString(5));
        cells.Text('I', 4, rows.GetString(6));
        cells.Text('J', 4, rows.GetString(7));
        cells.Hundredths(amount >= 0 ? 'K' : 'L', 5, Math.Abs(amount));
        cells.Hundredths('M', 5, balance);
        cells.Raw("</row>"u8);
    }

    private static void Part(ZipArchive archive, string name, string xml)
    {
        using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes(xml));
    }

    private sealed class Cells(Stream output)
    {
        private readonly byte[] buffer = new byte[128 * 1024];
        private int length;
        private long row;

        public void StartRow(long number)
        {
            // More than a row of these texts takes.
            if (buffer.Length - length < 16 * 1024)
                Flush();
            row = number;
            Raw("<row r=\""u8);
            Digits(number);
            Raw("\">"u8);
        }

        public void Number(char column, int style, long value)
        {
            Start(column, style);
            Raw("><v>"u8);
            Digits(value);
            Raw("</v></c>"u8);
        }

        public void Fraction(char column, int style, double value)
        {
            Start(column, style);
            Raw("><v>"u8);
            Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written, new('F', 14));
            length += written;
            Raw("</v></c>"u8);
        }

        public void Hundredths(char column, int style, long value)
        {
            Start(column, style);
            Raw("><v>"u8);
            if (value < 0)
                Raw("-"u8);
            value = Math.Abs(value);
            Digits(value / 100);
            buffer[length++] = (byte)'.';
            buffer[length++] = (byte)('0' + (value % 100 / 10));
            buffer[length++] = (byte)('0' + (value % 10));
            Raw("</v></c>"u8);
        }

        public void Text(char column, int style, string text)
        {
            if (text.Length == 0)
                return;
            Start(column, style);
            Raw(" t=\"inlineStr\"><is><t>"u8);
            if (text.AsSpan().IndexOfAny('&', '<', '>') >= 0)
                text = text.Replace("&", "&amp;", StringComparison.Ordinal)
                    .Replace("<", "&lt;", StringComparison.Ordinal)
                    .Replace(">", "&gt;", StringComparison.Ordinal);
            length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
            Raw("</t></is></c>"u8);
        }

        public void Raw(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(buffer.AsSpan(length));
            length += bytes.Length;
        }

        public void Flush()
        {
            output.Write(buffer, 0, length);
            length = 0;
        }

        private void Start(char column, int style)
        {
            Raw("<c r=\""u8);
            buffer[length++] = (byte)column;
            Digits(row);
            Raw("\" s=\""u8);
            buffer[length++] = (byte)('0' + style);
            buffer[length++] = (byte)'"';
        }

        private void Digits(long value)
        {
            Utf8Formatter.TryFormat(value, buffer.AsSpan(length), out var written);
            length += written;
        }
    }
}
