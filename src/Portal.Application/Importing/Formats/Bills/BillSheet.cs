namespace FundPortal.Application.Importing.Formats.Bills;

/// <summary>A table as it lies in a file: rows of cells as text, with their 1-based line.</summary>
internal sealed record BillSheet(string Name, IReadOnlyList<BillRow> Rows);

internal sealed record BillRow(int Line, IReadOnlyList<string> Cells)
{
    public string Cell(int index) => index >= 0 && index < Cells.Count ? Cells[index] : "";

    public bool IsBlank => Cells.All(string.IsNullOrWhiteSpace);
}
