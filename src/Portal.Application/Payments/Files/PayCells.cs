using System.Globalization;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Payments.Files;

/// <summary>Reads cells of a row by their exact value, or says which one cannot be and why.</summary>
/// <param name="columns">Column of each field.</param>
internal sealed class PayCells(
    Dictionary<int, PayCell> cells,
    int row,
    IReadOnlyDictionary<string, int> columns,
    List<CellProblem> problems
)
{
    /// <summary>Digits that a spreadsheet keeps.</summary>
    private const int ExactDigits = 15;

    public string CellOf(string field) => PayCell.NameOf(columns.TryGetValue(field, out var column) ? column : 0, row);

    public void Add(string field, string reason, params object[] args) =>
        problems.Add(new(CellOf(field), Refusal.Invalid(field, reason, args)));

    /// <summary>A text; a number that stands for one when nothing of it can have been lost.</summary>
    /// <param name="mustBeText">For numbers whose leading zeros count: a number is refused however short.</param>
    public string Text(string field, bool mustBeText = false)
    {
        if (!TryCell(field, out var cell))
            return "";
        if (cell.Kind == PayCellKind.Text)
            return cell.Value;
        if (mustBeText || cell.Kind == PayCellKind.Date || cell.Value.Length > ExactDigits || !cell.Value.All(char.IsAsciiDigit))
            Add(field, "cell_not_text", Short(cell.Value));
        return cell.Value;
    }

    public Money? Amount(string field, Currency currency)
    {
        if (!TryCell(field, out var cell))
        {
            if (!problems.Exists(p => Equals(p.Why.Args[0], field) && string.Equals(p.Cell, CellOf(field), StringComparison.Ordinal)))
                Add(field, "required");
            return null;
        }
        var text = cell.Value;
        if (cell.Kind == PayCellKind.Date)
        {
            Add(field, "cell_is_date");
            return null;
        }
        if (cell.Kind == PayCellKind.Number && !TryPlain(cell.Value, currency, out text))
        {
            Add(field, "cell_number_digits", Short(cell.Value));
            return null;
        }
        var read = AmountText.Parse(text, currency);
        if (read.Refusal is { } wrong)
            problems.Add(new(CellOf(field), Refusal.Invalid(field, (string)wrong.Args[1], [.. wrong.Args.Skip(2)])));
        else if (read.Value.Minor == 0)
            Add(field, "amount_zero");
        else if (read.Value.Minor < 0)
            Add(field, "amount_negative");
        else
            return read.Value;
        return null;
    }

    /// <summary>A text like <c>2026-03-02</c> or <c>2026/3/2</c>, or a number that the sheet shows as a date.</summary>
    public DateOnly? Day(string field)
    {
        if (!TryCell(field, out var cell))
            return null;
        if (cell.Kind == PayCellKind.Text)
        {
            if (
                DateOnly.TryParseExact(
                    cell.Value,
                    ["yyyy-MM-dd", "yyyy/M/d", "yyyy-M-d", "yyyyMMdd"],
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day
                )
            )
                return day;
            Add(field, "cell_not_date", Short(cell.Value));
            return null;
        }
        // Days before March 1900 are counted wrong by Excel; a fraction is a time of day.
        if (
            cell.Kind == PayCellKind.Date
            && int.TryParse(cell.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var serial)
            && serial is >= 61 and <= 2_958_465
        )
            return XlsxSheetSink.Epoch.AddDays(serial);
        Add(field, "cell_not_date", Short(cell.Value));
        return null;
    }

    /// <returns>False for an empty cell, and for one that is refused whatever it should be.</returns>
    private bool TryCell(string field, out PayCell cell)
    {
        cell = default;
        if (!columns.TryGetValue(field, out var column) || !cells.TryGetValue(column, out cell))
            return false;
        switch (cell.Kind)
        {
            case PayCellKind.Formula:
                Add(field, "cell_formula");
                return false;
            case PayCellKind.Error:
                Add(field, "cell_error", Short(cell.Value));
                return false;
            case PayCellKind.Truth:
                Add(field, "cell_truth");
                return false;
            default:
                return true;
        }
    }

    /// <summary>
    /// The number as it was typed. Spreadsheets store binary fractions and may write 17 digits (1234.5599999999999); the first 15 are exact.
    /// False when the currency's digits would not be among them.
    /// </summary>
    private static bool TryPlain(string stored, Currency currency, out string plain)
    {
        plain = "";
        const NumberStyles Form = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(stored, Form, CultureInfo.InvariantCulture, out var number))
            return false;
        var whole = 0;
        for (var rest = decimal.Truncate(Math.Abs(number)); rest >= 1; rest = decimal.Truncate(rest / 10))
            whole++;
        if (whole + currency.Exponent > ExactDigits)
            return false;
        plain = decimal.Round(number, ExactDigits - whole).ToString("0.###############", CultureInfo.InvariantCulture);
        return true;
    }

    private static string Short(string text) => Importing.Formats.UnreadableFileException.Shorten(text);
}
