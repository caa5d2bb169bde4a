using System.Globalization;
using System.Xml;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Statements.Files;

namespace FundPortal.Application.Payments.Files;

/// <summary>Reads one sheet's part. Cells are kept up to what a batch can have; more is an error, not a cut.</summary>
internal sealed class PaySheetReader(XmlReader reader, List<string> strings, List<bool> dates)
{
    /// <summary>Rows with something in them: the batch's own, its head, and a few that are too many.</summary>
    private const int MaxRows = Domain.Payments.PaymentLimits.Lines + 200;

    private const int MaxCellsInRow = 100;
    private const int MaxMerged = 10_000;

    private readonly Dictionary<int, Dictionary<int, PayCell>> rows = [];
    private readonly HashSet<int> hiddenRows = [];
    private readonly HashSet<int> hiddenColumns = [];
    private readonly List<PayCell> merged = [];
    private int row;

    public PaySheet Read(string name, bool isHidden)
    {
        using (reader)
            while (reader.Next())
            {
                if (reader.NodeType != XmlNodeType.Element)
                    continue;
                switch (reader.LocalName)
                {
                    case "col" when IsOn("hidden") || reader.GetAttribute("width") is "0":
                        HideColumns();
                        break;
                    case "row":
                        BeginRow();
                        break;
                    case "c":
                        ReadCell();
                        break;
                    case "mergeCell":
                        Merge();
                        break;
                }
            }
        return new(name, isHidden, rows, hiddenRows, hiddenColumns, merged);
    }

    private void BeginRow()
    {
        row = reader.GetAttribute("r") is { } told ? Int(told) : row + 1;
        if (row is < 1 or > PayCell.MaxRow)
            throw new InvalidDataException("A row has no number.");
        if (IsOn("hidden") || reader.GetAttribute("ht") is "0")
            hiddenRows.Add(row);
    }

    private void HideColumns()
    {
        var (first, last) = (Int(reader.GetAttribute("min")), Int(reader.GetAttribute("max")));
        for (var column = first; column <= Math.Min(last, MaxCellsInRow); column++)
            hiddenColumns.Add(column - 1);
    }

    private void Merge()
    {
        var range = reader.GetAttribute("ref") ?? "";
        var colon = range.IndexOf(':', StringComparison.Ordinal);
        if (!PayCell.TryParse(colon < 0 ? range : range[..colon], out var column, out var line) || merged.Count == MaxMerged)
            throw new InvalidDataException("A merged range is wrong.");
        merged.Add(new(PayCellKind.Empty, "", column, line));
    }

    private void ReadCell()
    {
        rows.TryGetValue(row, out var cells);
        var column = cells is { Count: > 0 } ? cells.Keys.Max() + 1 : 0;
        if (reader.GetAttribute("r") is { } place && (!PayCell.TryParse(place, out column, out var line) || line != row))
            throw new InvalidDataException("A cell stands in a wrong place.");
        var (kind, value) = Content();
        if (kind == PayCellKind.Empty)
            return;
        if (cells is null)
        {
            if (rows.Count == MaxRows)
                throw new UnreadableFileException("file_too_many_rows", $"A sheet has more than {MaxRows} rows.", row);
            rows[row] = cells = [];
        }
        if (cells.Count == MaxCellsInRow)
            throw new UnreadableFileException("file_too_many_columns", $"A row has more than {MaxCellsInRow} cells.", row);
        if (!cells.TryAdd(column, new(kind, value, column, row)))
            throw new InvalidDataException("A cell stands twice.");
    }

    private (PayCellKind Kind, string Value) Content()
    {
        var type = reader.GetAttribute("t");
        var style = Int(reader.GetAttribute("s"));
        if (reader.IsEmptyElement)
            return (PayCellKind.Empty, "");
        var depth = reader.Depth;
        var (value, inline, isFormula) = ("", (string?)null, false);
        while (reader.Next() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName is "f")
                isFormula = true;
            else if (reader.LocalName is "v")
                value = XlsxText.ReadValue(reader);
            else if (reader.LocalName is "is")
                inline = XlsxText.Read(reader);
        }
        if (isFormula)
            return (PayCellKind.Formula, value);
        return type switch
        {
            "s" => Text(Shared(value)),
            "inlineStr" => Text(inline ?? ""),
            "str" => Text(value),
            "b" => (PayCellKind.Truth, value),
            "e" => (PayCellKind.Error, value),
            "d" => Text(value),
            _ when value.Length == 0 => (PayCellKind.Empty, ""),
            _ => (style < dates.Count && dates[style] ? PayCellKind.Date : PayCellKind.Number, value.Trim()),
        };
    }

    /// <summary>Blanks around a text, also wide ones, mean nothing; a text of blanks is an empty cell.</summary>
    private static (PayCellKind, string) Text(string text) =>
        text.Trim() is { Length: > 0 } clean ? (PayCellKind.Text, clean) : (PayCellKind.Empty, "");

    private string Shared(string index) =>
        int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < strings.Count
            ? strings[at]
            : throw new InvalidDataException("A shared text is missing.");

    private bool IsOn(string attribute) => reader.GetAttribute(attribute) is "1" or "true";

    private static int Int(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
