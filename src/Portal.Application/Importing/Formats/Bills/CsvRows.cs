using Sylvan.Data.Csv;

namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>Text tables: commas or tabs, quotes, rows of unequal length (preambles).</summary>
internal static class CsvRows
{
    public static IEnumerable<BillSheet> Sheets(FileText text)
    {
        if (text.IndexOf('\0') is { } line)
            throw new UnreadableFileException(
                "format_unknown",
                "Neither XML, a workbook, MT940 nor a table of text: a NUL stands in it.",
                line
            );
        yield return Sheet(text, ',');
        if (text.Contains('\t'))
            yield return Sheet(text, '\t');
    }

    /// <summary>Goes through all rows once, so that what cannot be read is told before anything is made of the rows above it.</summary>
    private static BillSheet Sheet(FileText text, char delimiter)
    {
        var head = new List<BillRow>();
        foreach (var (line, csv) in Rows(text, delimiter))
        {
            if (head.Count < FormatLimits.PreambleRows)
                head.Add(RowOf(line, csv));
        }
        return new BillSheet("", head, Rows(text, delimiter).Select(row => RowOf(row.Line, row.Csv)));
    }

    private static BillRow RowOf(int line, CsvDataReader csv)
    {
        var cells = new string[csv.RowFieldCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = csv.GetString(i);
        return new BillRow(line, cells);
    }

    private static IEnumerable<(int Line, CsvDataReader Csv)> Rows(FileText text, char delimiter)
    {
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
        using var reader = text.OpenRead();
        var (line, rows, cells) = (1, 0, 0L);
        using var csv = Guarded(line, () => CsvDataReader.Create(reader, options));
        while (Guarded(line, csv.Read))
        {
            cells += csv.RowFieldCount;
            if (csv.RowFieldCount > FormatLimits.Columns || cells > FormatLimits.Cells)
                throw new UnreadableFileException("too_many_cells", "The table has too many columns or cells.", line);
            yield return (line, csv);
            line += 1 + Guarded(line, () => LineEnds(csv));
            if (++rows > FormatLimits.Rows)
                throw new UnreadableFileException("too_many_rows", $"More than {FormatLimits.Rows} rows.", line);
        }
    }

    private static int LineEnds(CsvDataReader csv)
    {
        var count = 0;
        for (var i = 0; i < csv.RowFieldCount; i++)
            count += csv.GetFieldSpan(i).Count('\n');
        return count;
    }

    private static T Guarded<T>(int line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is CsvFormatException or CsvRecordTooLargeException)
        {
            throw new UnreadableFileException("table_invalid", "The table cannot be read: " + error.Message, line);
        }
    }
}
