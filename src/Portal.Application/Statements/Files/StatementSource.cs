namespace FundPortal.Application.Statements.Files;

/// <summary>A row with at least one cell that is not empty. The object is used again for the next row.</summary>
internal sealed class SourceRow
{
    /// <summary>Name of the sheet; empty in CSV.</summary>
    public string Sheet { get; set; } = "";

    /// <summary>1-based row of the sheet; in CSV the record's number.</summary>
    public long Number { get; set; }

    public RawCell[] Cells { get; } = new RawCell[StatementLayout.Columns];

    /// <summary>Reason code when the row has something no statement has; else null.</summary>
    public string? Flaw { get; set; }

    public void Clear()
    {
        Array.Clear(Cells);
        Flaw = null;
    }

    public SourceRow Copy()
    {
        var copy = new SourceRow
        {
            Sheet = Sheet,
            Number = Number,
            Flaw = Flaw,
        };
        Cells.CopyTo(copy.Cells, 0);
        return copy;
    }
}

/// <param name="Name">Empty in CSV.</param>
internal sealed record SourceSheet(string Name, Func<IEnumerable<SourceRow>> Rows);

/// <summary>A file to verify: sheets with typed cells.</summary>
internal interface IStatementSource : IDisposable
{
    /// <summary>In the order of the tabs.</summary>
    IReadOnlyList<SourceSheet> Sheets { get; }

    /// <summary>What the file as a whole has that no statement has (another part, a hidden sheet); else null.</summary>
    StatementDifference? Flaw { get; }

    /// <summary>True when the cell's number format shows its value as the portal's own does.</summary>
    bool ShowsAs(RawCell cell, CellKind kind, int exponent);
}
