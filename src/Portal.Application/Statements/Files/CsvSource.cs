using System.Text;

namespace FundPortal.Application.Statements.Files;

/// <summary>Reads a CSV statement after RFC 4180, strictly, with bounded memory. Errors are <see cref="InvalidDataException"/>.</summary>
internal sealed class CsvSource(Stream stream) : IStatementSource
{
    private const int MaxField = PrintableLimit + 1;
    private const int PrintableLimit = Domain.Statements.PrintableText.MaxLength;

    public IReadOnlyList<SourceSheet> Sheets => [new("", Rows)];

    public StatementDifference? Flaw => null;

    public bool ShowsAs(RawCell cell, CellKind kind, int exponent) => true;

    public void Dispose() { }

    private IEnumerable<SourceRow> Rows()
    {
        using var reader = new StreamReader(
            stream,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false,
            bufferSize: 64 * 1024,
            leaveOpen: true
        );
        if (reader.Peek() == '\ufeff')
            _ = reader.Read();
        var row = new SourceRow();
        var field = new StringBuilder();
        for (long number = 1; reader.Peek() >= 0; number++)
        {
            row.Clear();
            row.Number = number;
            var any = false;
            for (var column = 0; ; column++)
            {
                var more = ReadField(reader, field);
                if (field.Length > 0)
                {
                    any = true;
                    if (column < row.Cells.Length)
                        row.Cells[column] = new(CellContent.Untyped, CsvGuard.Remove(field.ToString()), 0);
                    else
                        row.Flaw = "extra_cell";
                }
                if (!more)
                    break;
            }
            if (any)
                yield return row;
        }
    }

    /// <returns>True when a comma follows, false at the end of the record.</returns>
    private static bool ReadField(StreamReader reader, StringBuilder field)
    {
        field.Clear();
        if (reader.Peek() != '"')
        {
            while (true)
                switch (reader.Read())
                {
                    case ',':
                        return true;
                    case -1 or '\n':
                        return false;
                    case '\r':
                        if (reader.Peek() == '\n')
                            _ = reader.Read();
                        return false;
                    case '"':
                        throw new InvalidDataException("A quotation mark stands inside a field without quotation marks.");
                    case var c:
                        Append(field, (char)c);
                        break;
                }
        }
        _ = reader.Read();
        while (true)
            switch (reader.Read())
            {
                case -1:
                    throw new InvalidDataException("A quoted field does not end.");
                case '"' when reader.Peek() == '"':
                    _ = reader.Read();
                    Append(field, '"');
                    break;
                case '"':
                    return reader.Read() switch
                    {
                        ',' => true,
                        -1 or '\n' => false,
                        '\r' when reader.Read() is '\n' or -1 => false,
                        _ => throw new InvalidDataException("Text follows a quoted field."),
                    };
                case var c:
                    Append(field, (char)c);
                    break;
            }
    }

    private static void Append(StringBuilder field, char c)
    {
        if (field.Length >= MaxField)
            throw new InvalidDataException("A field is longer than any the portal writes.");
        field.Append(c);
    }
}
