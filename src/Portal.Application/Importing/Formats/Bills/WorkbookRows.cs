using System.Globalization;
using System.Text;
using ExcelDataReader;
using ExcelDataReader.Exceptions;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Excel workbooks, XLSX and the older XLS (BIFF).</summary>
internal static class WorkbookRows
{
    static WorkbookRows() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="start">The first bytes.</param>
    public static bool IsWorkbook(ReadOnlySpan<byte> start) =>
        SafeZip.IsZip(start) || start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    public static IEnumerable<BillSheet> Sheets(byte[] bytes)
    {
        if (SafeZip.IsZip(bytes))
            CheckPackage(bytes);
        var sheets = new List<BillSheet>();
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var reader = ExcelReaderFactory.CreateReader(
                stream,
                new ExcelReaderConfiguration { FallbackEncoding = Encoding.GetEncoding("gb18030") }
            );
            do
            {
                sheets.Add(BillSheet.Of(reader.Name, Rows(reader)));
            } while (reader.NextResult());
        }
        catch (Exception error) when (error is not UnreadableFileException and not OutOfMemoryException)
        {
            // The library answers damaged workbooks with many kinds of exceptions; all mean the same to the person.
            var kind = error is HeaderException or InvalidPasswordException ? error.Message : "it is damaged";
            throw new UnreadableFileException("workbook_invalid", "The workbook cannot be read: " + kind);
        }
        return sheets;
    }

    /// <summary>Unpacks every part once within the limits, so that neither a header that lies nor an endless tag meets the library.</summary>
    private static void CheckPackage(byte[] bytes)
    {
        using var package = SafeZip.Open(bytes);
        var left = FormatLimits.ArchiveBytes;
        foreach (var part in package.Entries.Where(part => !part.FullName.EndsWith('/')))
        {
            if (
                part.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                || part.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
            )
                SafeXml.Measure(SafeZip.Read(part, ref left));
            else
                SafeZip.Measure(part, ref left);
        }
    }

    private static List<BillRow> Rows(IExcelDataReader reader)
    {
        var rows = new List<BillRow>();
        if (reader.FieldCount > FormatLimits.Columns)
            throw new UnreadableFileException("too_many_columns", $"More than {FormatLimits.Columns} columns.", element: reader.Name);
        var count = 0L;
        for (var line = 1; reader.Read(); line++)
        {
            if (line > FormatLimits.Rows)
                throw new UnreadableFileException("too_many_rows", $"More than {FormatLimits.Rows} rows.", line);
            var filled = reader.FieldCount;
            while (filled > 0 && reader.GetValue(filled - 1) is null or "")
                filled--;
            if (filled == 0)
                continue;
            count += filled;
            if (count > FormatLimits.Cells)
                throw new UnreadableFileException("too_many_cells", $"More than {FormatLimits.Cells} cells.", line);
            var cells = new string[filled];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = Text(reader.GetValue(i));
            rows.Add(new BillRow(line, cells));
        }
        return rows;
    }

    /// <summary>Excel keeps numbers as doubles of 15 digits: the decimal conversion gives exactly those digits.</summary>
    private static string Text(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            DateTime at when at.TimeOfDay == TimeSpan.Zero => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            double number when Math.Abs(number) < 1e15 => ((decimal)number).ToString(CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
