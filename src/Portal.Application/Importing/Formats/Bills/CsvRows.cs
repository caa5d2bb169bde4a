using Sylvan.Data.Csv;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Text tables: commas or tabs, quotes, rows of unequal length (preambles).</summary>
internal static class CsvRows
{
    public static IEnumerable<BillSheet> Sheets(string text)
    {
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
            throw new UnreadableFileException(
                "format_unknown",
                "Neither XML, a workbook, MT940 nor a table of text: a NUL stands in it.",
                1 + text.AsSpan(0, nul).Count('\n')
            );
        yield return new BillSheet("", Read(text, ','));
        if (text.Contains('\t', StringComparison.Ordinal))
            yield return new BillSheet("", Read(text, '\t'));
    }

    private static List<BillRow> Read(string text, char delimiter)
    {
        var rows = new List<BillRow>();
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = delimiter,
            CsvStyle = CsvStyle.Lax,
            // Lines that begin with '#' are rows here: some tell the account, and all count as lines.
            Comment = '\0',
            BufferSize = FormatLimits.LineLength,
            MaxBufferSize = FormatLimits.LineLength,
        };
        var line = 1;
        try
        {
            using var csv = CsvDataReader.Create(new StringReader(text), options);
            var count = 0L;
            while (csv.Read())
            {
                count += csv.RowFieldCount;
                if (csv.RowFieldCount > FormatLimits.Columns || count > FormatLimits.Cells)
                    throw new UnreadableFileException("too_many_cells", "The table has too many columns or cells.", line);
                var cells = new string[csv.RowFieldCount];
                for (var i = 0; i < cells.Length; i++)
                    cells[i] = csv.GetString(i);
                rows.Add(new BillRow(line, cells));
                line += 1 + cells.Sum(cell => cell.AsSpan().Count('\n'));
                if (rows.Count > FormatLimits.Rows)
                    throw new UnreadableFileException("too_many_rows", $"More than {FormatLimits.Rows} rows.", line);
            }
        }
        catch (Exception error) when (error is CsvFormatException or CsvRecordTooLargeException)
        {
            throw new UnreadableFileException("table_invalid", "The table cannot be read: " + error.Message, line);
        }
        return rows;
    }
}
