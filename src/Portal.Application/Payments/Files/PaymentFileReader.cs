using System.Globalization;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>
/// Reads a batch of payments or a payroll from a workbook. Each cell is read by its exact value or named with what is wrong; nothing is
/// guessed, and what a person who looks at the sheet would not see (hidden, merged, computed) is refused.
/// </summary>
internal static class PaymentFileReader
{
    /// <summary>How far down the header may stand.</summary>
    private const int HeadRows = 30;

    /// <summary>Headers of a row that make it the header.</summary>
    private const int LeastHeaders = 3;

    /// <exception cref="UnreadableFileException">It is no workbook, too large, damaged, or has no sheet with a header.</exception>
    public static PaymentFile Read(byte[] bytes)
    {
        var sheets = PayWorkbook.Read(bytes);
        var found = sheets.Select(sheet => (Sheet: sheet, Header: HeaderOf(sheet))).Where(pair => pair.Header > 0).ToArray();
        if (found.Length == 0)
            throw new UnreadableFileException("file_no_header", "No sheet has the header of the template.");
        if (found.Length > 1)
            throw new UnreadableFileException("file_several_sheets", "More than one sheet has the header of the template.");
        var (sheet, header) = found[0];
        var problems = new List<CellProblem>();
        foreach (var hidden in sheets.Where(s => s.IsHidden && s.Rows.Count > 0))
            problems.Add(new("A1", Refusal.Invalid("file", "sheet_hidden", UnreadableFileException.Shorten(hidden.Name))));
        var columns = Columns(sheet, header, problems);
        var type = columns.ContainsKey(PayColumn.Employee) ? PaymentType.Payroll : PaymentType.Transfer;
        foreach (var missing in PayColumn.Of(type).Where(column => column.MustHold && !columns.ContainsKey(column.Name)))
            problems.Add(new(PayCell.NameOf(0, header), Refusal.Invalid(missing.Name, "column_missing")));
        foreach (
            var foreign in columns.Where(pair =>
                PayColumn.Of(type).All(column => !string.Equals(column.Name, pair.Key, StringComparison.Ordinal))
            )
        )
            problems.Add(new(PayCell.NameOf(foreign.Value, header), Refusal.Invalid(foreign.Key, "column_foreign")));
        Unseen(sheet, problems);
        var lines = sheet.Rows.Keys.Where(number => number > header).Order().ToArray();
        if (lines.Length > PaymentFile.MaxRows)
            throw new UnreadableFileException("file_too_many_rows", $"The file has more than {PaymentFile.MaxRows} rows.");
        if (lines.Length == 0)
            problems.Add(new(PayCell.NameOf(0, header + 1), Refusal.Invalid("file", "file_no_rows")));
        var rows = Array.ConvertAll(lines, number => Row(sheet, number, type, columns));
        var control = PayControl.Read(sheet, header, problems);
        var totals = Totals(rows, header, problems);
        control.Compare(rows, totals, problems);
        return new(type, rows, totals, control.Count, control.Totals, problems);
    }

    private static int HeaderOf(PaySheet sheet) =>
        sheet
            .Rows.Where(row => row.Key <= HeadRows)
            .OrderBy(row => row.Key)
            .FirstOrDefault(row => row.Value.Values.Count(cell => FieldOf(cell) is not null) >= LeastHeaders)
            .Key;

    private static string? FieldOf(PayCell cell) =>
        cell.Kind == PayCellKind.Text && PayColumn.Headers.TryGetValue(cell.Value, out var field) ? field : null;

    private static Dictionary<string, int> Columns(PaySheet sheet, int header, List<CellProblem> problems)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var cell in sheet.Rows[header].Values)
        {
            if (FieldOf(cell) is not { } field)
                problems.Add(new(cell.Name, Refusal.Invalid("file", "column_unknown", UnreadableFileException.Shorten(cell.Value))));
            else if (!columns.TryAdd(field, cell.Column))
                problems.Add(new(cell.Name, Refusal.Invalid(field, "column_twice")));
        }
        return columns;
    }

    /// <summary>What stands in the sheet and is not seen as it is.</summary>
    private static void Unseen(PaySheet sheet, List<CellProblem> problems)
    {
        if (sheet.IsHidden)
            return;
        foreach (var range in sheet.Merged)
            problems.Add(new(range.Name, Refusal.Invalid("file", "cell_merged")));
        foreach (var (number, cells) in sheet.Rows.OrderBy(row => row.Key))
        {
            if (sheet.HiddenRows.Contains(number))
                problems.Add(new(cells.Values.MinBy(cell => cell.Column).Name, Refusal.Invalid("file", "row_hidden")));
        }
        foreach (var column in sheet.HiddenColumns.Order())
        {
            if (sheet.Rows.Values.Where(cells => cells.ContainsKey(column)).Select(cells => (int?)cells[column].Row).Min() is { } first)
                problems.Add(new(PayCell.NameOf(column, first), Refusal.Invalid("file", "column_hidden")));
        }
    }

    private static PaymentFileRow Row(PaySheet sheet, int number, PaymentType type, Dictionary<string, int> columns)
    {
        var problems = new List<CellProblem>();
        var cells = new PayCells(sheet.Rows[number], number, columns, problems);
        foreach (var stray in sheet.Rows[number].Values.Where(cell => !columns.ContainsValue(cell.Column)))
            problems.Add(new(stray.Name, Refusal.Invalid("file", "cell_outside")));
        var isPayroll = type == PaymentType.Payroll;
        var typed = new BankDetails(
            cells.Text(isPayroll ? PayColumn.Employee : PayColumn.AccountName),
            cells.Text(PayColumn.AccountNumber, mustBeText: true),
            cells.Text(PayColumn.BankName),
            cells.Text(PayColumn.BankCode),
            isPayroll || cells.Text(PayColumn.Country) is not { Length: > 0 } country ? BankDetailsCheck.China : country
        );
        var to = BankDetailsCheck.Tidy(typed);
        foreach (var fault in BankDetailsCheck.Faults(to))
            Add(cells, problems, fault, isPayroll);
        var amount = Amount(cells, isPayroll);
        var purpose = Text(cells, isPayroll ? PayColumn.Remark : PayColumn.Purpose, PaymentLimits.Purpose, mustHold: !isPayroll);
        var reference = isPayroll ? "" : Text(cells, PayColumn.Reference, PaymentLimits.Reference, mustHold: false);
        var payOn = isPayroll ? null : cells.Day(PayColumn.PayOn);
        return new(number, to, amount, purpose, reference.Length > 0 ? reference : null, payOn, problems) { Columns = columns };
    }

    /// <summary>A fault of the details stands at its cell, unless that cell has a worse one already.</summary>
    private static void Add(PayCells cells, List<CellProblem> problems, Refusal fault, bool isPayroll)
    {
        var field = (string)fault.Args[0];
        if (isPayroll && field is PayColumn.AccountName)
            field = PayColumn.Employee;
        var cell = cells.CellOf(field);
        if (!problems.Exists(p => string.Equals(p.Cell, cell, StringComparison.Ordinal) && Equals(p.Why.Args[0], field)))
            problems.Add(new(cell, Refusal.Invalid(field, (string)fault.Args[1], [.. fault.Args.Skip(2)])));
    }

    private static Money? Amount(PayCells cells, bool isPayroll)
    {
        var code = isPayroll ? "" : cells.Text(PayColumn.Currency).ToUpperInvariant();
        if (code.Length == 0 || Currency.TryFrom(code, out _))
            return cells.Amount(PayColumn.Amount, code.Length == 0 ? Currency.Cny : Currency.Of(code));
        cells.Add(PayColumn.Currency, "currency_unknown");
        return null;
    }

    private static string Text(PayCells cells, string field, int most, bool mustHold)
    {
        var text = cells.Text(field);
        if (text.Length > most)
            cells.Add(field, "text_too_long", most);
        else if (text.Length == 0 && mustHold)
            cells.Add(field, "required");
        else if (!PlainLine.Is(text))
            cells.Add(field, "characters");
        return text;
    }

    private static List<Money> Totals(IEnumerable<PaymentFileRow> rows, int header, List<CellProblem> problems)
    {
        var sums = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var amount in rows.Select(row => row.Amount).OfType<Money>())
            sums[amount.Currency.Code] = sums.GetValueOrDefault(amount.Currency.Code) + amount.Minor;
        var totals = new List<Money>();
        foreach (var (code, sum) in sums)
        {
            if (sum <= AmountText.MaxMinor)
                totals.Add(new((long)sum, Currency.Of(code)));
            else
                problems.Add(new(PayCell.NameOf(0, header), Refusal.Invalid(PayColumn.Amount, "total_range", code)));
        }
        return totals;
    }
}
