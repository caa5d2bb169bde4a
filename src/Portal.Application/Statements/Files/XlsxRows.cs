using System.Globalization;
using System.Xml;

namespace FundPortal.Application.Statements.Files;

/// <summary>The rows of one sheet part. What no statement has is told on the row where it is met, at the latest on one after the last.</summary>
internal sealed class XlsxRows(XmlReader reader, List<string> shared)
{
    /// <summary>Parts of a sheet that do not change what its cells show.</summary>
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "sheetProtection",
        "autoFilter",
        "sortState",
        "phoneticPr",
        "printOptions",
        "pageMargins",
        "pageSetup",
        "headerFooter",
        "rowBreaks",
        "colBreaks",
        // Empty, or the package has a part of its own for it.
        "tableParts",
        "ignoredErrors",
    };

    private readonly SourceRow row = new();
    private string? flaw;

    public IEnumerable<SourceRow> Read()
    {
        using (reader)
        {
            reader.MoveToContent();
            var root = reader.Depth;
            while (reader.Next())
            {
                if (reader.NodeType != XmlNodeType.Element || reader.Depth != root + 1)
                    continue;
                if (!Harmless.Contains(reader.LocalName))
                    flaw ??= "extra_" + reader.LocalName;
                if (reader.LocalName is not "sheetData" || reader.IsEmptyElement)
                    continue;
                var sheetData = reader.Depth;
                while (reader.Next() && reader.Depth > sheetData)
                    if (reader.NodeType == XmlNodeType.Element && ReadRow())
                        yield return row;
            }
        }
        if (flaw is null)
            yield break;
        row.Clear();
        row.Flaw = flaw;
        yield return row;
    }

    /// <returns>True when the row has a cell that is not empty, or a flaw.</returns>
    private bool ReadRow()
    {
        row.Clear();
        row.Flaw = flaw;
        flaw = null;
        var number = row.Number + 1;
        if (reader.LocalName is not "row")
            row.Flaw ??= "extra_" + reader.LocalName;
        else if (reader.GetAttribute("r") is { } said && !long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            throw new InvalidDataException("A row has no number.");
        if (number <= row.Number)
            row.Flaw ??= "row_order";
        row.Number = number;
        if (reader.IsEmptyElement)
            return row.Flaw is not null;
        var depth = reader.Depth;
        var any = false;
        var next = 0;
        while (reader.Next() && reader.Depth > depth)
            if (reader.NodeType == XmlNodeType.Element)
                any |= ReadCell(ref next);
        return any || row.Flaw is not null;
    }

    private bool ReadCell(ref int next)
    {
        if (reader.LocalName is not "c")
        {
            row.Flaw ??= "extra_" + reader.LocalName;
            return true;
        }
        var column = next;
        if (reader.GetAttribute("r") is { } place && !TryPlace(place, row.Number, out column))
            row.Flaw ??= "cell_order";
        if (column < next)
            row.Flaw ??= "cell_order";
        next = column + 1;
        var type = reader.GetAttribute("t");
        var style = int.TryParse(reader.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : 0;
        var cell = ReadContent(type, style);
        if (cell.IsEmpty)
            return false;
        if (column < row.Cells.Length)
            row.Cells[column] = cell;
        else
            row.Flaw ??= "extra_cell";
        return true;
    }

    private RawCell ReadContent(string? type, int style)
    {
        if (reader.IsEmptyElement)
            return default;
        var depth = reader.Depth;
        string? value = null;
        string? inline = null;
        var odd = false;
        while (reader.Next() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            switch (reader.LocalName)
            {
                case "v" when value is null:
                    value = XlsxText.ReadValue(reader);
                    break;
                case "is" when inline is null:
                    inline = XlsxText.Read(reader);
                    break;
                default:
                    odd = true;
                    break;
            }
        }
        if (odd)
            return new(CellContent.Other, value, style);
        return type switch
        {
            null or "n" => value is null or "" ? default : new(CellContent.Number, value, style),
            "s" => OfText(SharedText(value), style),
            "inlineStr" => OfText(inline, style),
            "str" => OfText(value, style),
            _ => new(CellContent.Other, value, style),
        };
    }

    private static RawCell OfText(string? text, int style) => string.IsNullOrEmpty(text) ? default : new(CellContent.Text, text, style);

    private string? SharedText(string? index) =>
        index is null ? null
        : int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < shared.Count ? shared[at]
        : throw new InvalidDataException("A shared string is missing.");

    /// <summary>Reads <c>AB12</c>; false when the row differs.</summary>
    private static bool TryPlace(string place, long row, out int column)
    {
        column = 0;
        var letters = 0;
        while (letters < place.Length && letters < 4 && char.IsAsciiLetterUpper(place[letters]))
            column = (column * 26) + place[letters++] - 'A' + 1;
        column--;
        return letters is > 0 and < 4
            && long.TryParse(place.AsSpan(letters), NumberStyles.None, CultureInfo.InvariantCulture, out var said)
            && said == row;
    }
}
