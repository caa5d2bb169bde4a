namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>A table as it lies in a file: rows of cells as text, with their 1-based line.</summary>
/// <param name="Head">The first rows, among which the header must be.</param>
/// <param name="Rows">All rows; read again each time.</param>
internal sealed record BillSheet(string Name, IReadOnlyList<BillRow> Head, IEnumerable<BillRow> Rows)
{
    public static BillSheet Of(string name, List<BillRow> rows) => new(name, rows[..Math.Min(rows.Count, FormatLimits.PreambleRows)], rows);
}

internal sealed record BillRow(int Line, IReadOnlyList<string> Cells)
{
    public string Cell(int index) => index >= 0 && index < Cells.Count ? Cells[index] : "";

    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}
