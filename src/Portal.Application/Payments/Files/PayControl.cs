using System.Globalization;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Payments.Files;

/// <summary>
/// The control block above the header: how many rows and how much in all, counted by the person who made the file. Column A names the line,
/// B holds the figure, C a total's currency.
/// </summary>
internal sealed class PayControl
{
    private const string Field = "control";
    private readonly List<(Money Total, string Cell)> totals = [];
    private string countCell = "B2";

    public int? Count { get; private set; }

    public IReadOnlyList<Money> Totals => totals.ConvertAll(total => total.Total);

    public static PayControl Read(PaySheet sheet, int header, List<CellProblem> problems)
    {
        var control = new PayControl();
        foreach (var (number, cells) in sheet.Rows.Where(row => row.Key < header).OrderBy(row => row.Key))
        {
            if (!cells.TryGetValue(0, out var label) || label.Kind != PayCellKind.Text)
                continue;
            var columns = new Dictionary<string, int>(StringComparer.Ordinal) { [Field] = 1, [PayColumn.Currency] = 2 };
            var figures = new PayCells(cells, number, columns, problems);
            if (Is(label.Value, "Count"))
                control.ReadCount(figures);
            else if (Is(label.Value, "Total"))
                control.ReadTotal(figures, cells.ContainsKey(1));
        }
        return control;
    }

    /// <summary>Compares what was counted with what was said.</summary>
    public void Compare(IReadOnlyList<PaymentFileRow> rows, IReadOnlyList<Money> found, List<CellProblem> problems)
    {
        if (Count is null && !problems.Exists(p => string.Equals(p.Cell, countCell, StringComparison.Ordinal)))
            problems.Add(new(countCell, Refusal.Invalid(Field, "control_missing")));
        else if (Count is { } said && said != rows.Count)
            problems.Add(new(countCell, Refusal.Invalid(Field, "control_count", said, rows.Count)));
        foreach (var (total, cell) in totals)
        {
            var sum = found.FirstOrDefault(f => f.Currency == total.Currency, Money.Zero(total.Currency));
            if (sum != total)
                problems.Add(new(cell, Refusal.Invalid(Field, "control_total", total.ToString(), sum.ToString())));
        }
        foreach (var sum in found.Where(f => totals.TrueForAll(total => total.Total.Currency != f.Currency)))
            problems.Add(new("B3", Refusal.Invalid(Field, "control_total_missing", sum.ToString())));
    }

    private void ReadCount(PayCells figures)
    {
        countCell = figures.CellOf(Field);
        var text = figures.Text(Field);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            Count = count;
        else if (text.Length > 0)
            figures.Add(Field, "number_wrong");
    }

    private void ReadTotal(PayCells figures, bool isFilled)
    {
        // The template has a line for each of a few currencies; most stay empty.
        if (!isFilled)
            return;
        var code = figures.Text(PayColumn.Currency).ToUpperInvariant();
        if (code.Length > 0 && !Currency.TryFrom(code, out _))
            figures.Add(PayColumn.Currency, "currency_unknown");
        else if (figures.Amount(Field, code.Length == 0 ? Currency.Cny : Currency.Of(code)) is { } total)
            totals.Add((total, figures.CellOf(Field)));
    }

    private static bool Is(string label, string key) =>
        PaymentFileTexts.All.Any(texts => string.Equals(texts[key], label, StringComparison.OrdinalIgnoreCase));
}
