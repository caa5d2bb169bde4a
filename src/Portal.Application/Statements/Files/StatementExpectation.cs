using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Takes rows from <see cref="StatementLayout"/> and compares each with the row of a file that stands there; asks for that row by
/// <paramref name="next"/> (null: there is none) and tells every difference to <paramref name="differs"/>.
/// </summary>
internal sealed class StatementExpectation(IStatementSource source, Func<SourceRow?> next, Action<string, SourceRow?, int> differs)
    : IStatementSink
{
    private int expected;
    private SourceRow? row;

    public void StartRow()
    {
        expected = 0;
        row = next();
        if (row is null)
            differs("missing_row", null, -1);
    }

    public void Text(int column, string text, CellLook look = CellLook.Body)
    {
        var cell = At(column);
        Check(column, cell, CellKind.Text, 0, cell.TryText(out var found) && found.Equals(text, StringComparison.Ordinal));
    }

    public void Amount(int column, long minor, Currency currency, CellLook look = CellLook.Body)
    {
        var cell = At(column);
        Check(column, cell, CellKind.Amount, currency.Exponent, cell.TryAmount(currency, out var found) && found == minor);
    }

    public void Date(int column, DateOnly day, CellLook look = CellLook.Body)
    {
        var cell = At(column);
        Check(column, cell, CellKind.Date, 0, cell.TryDate(out var found) && found == day);
    }

    public void Time(int column, TimeOnly time)
    {
        var cell = At(column);
        Check(column, cell, CellKind.Time, 0, cell.TryTime(out var found) && found == time);
    }

    public void Count(int column, long count, CellLook look = CellLook.Body)
    {
        var cell = At(column);
        Check(column, cell, CellKind.Count, 0, cell.TryCount(out var found) && found == count);
    }

    public void EndRow()
    {
        if (row is null)
            return;
        for (var column = 0; column < row.Cells.Length; column++)
            if (!row.Cells[column].IsEmpty && (expected & (1 << column)) == 0)
                differs("extra_cell", row, column);
        row = null;
    }

    private RawCell At(int column)
    {
        expected |= 1 << column;
        return row?.Cells[column] ?? default;
    }

    private void Check(int column, RawCell cell, CellKind kind, int exponent, bool isSame)
    {
        if (row is null)
            return;
        // Long amounts and early dates are text.
        var shown = cell.Content == CellContent.Number ? kind : CellKind.Text;
        if (!isSame)
            differs("cell", row, column);
        else if (!cell.IsEmpty && !source.ShowsAs(cell, shown, exponent))
            differs("format", row, column);
    }
}
