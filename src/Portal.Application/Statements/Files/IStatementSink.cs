using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Takes the cells of a statement row by row, from left to right; column 0 is A. A sheet writer and a CSV writer print them, the verifier
/// compares them with what a file holds.
/// </summary>
internal interface IStatementSink
{
    void StartRow();

    void Text(int column, string text, CellLook look = CellLook.Body);

    void Amount(int column, long minor, Currency currency, CellLook look = CellLook.Body);

    void Date(int column, DateOnly day, CellLook look = CellLook.Body);

    void Time(int column, TimeOnly time);

    void Count(int column, long count, CellLook look = CellLook.Body);

    void EndRow();
}
