using System.Collections.Frozen;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>What is wrong, and where a person finds it in the workbook.</summary>
/// <param name="Cell">As Excel names it: <c>D7</c>.</param>
/// <param name="Why">The column's field and the reason, in words like those of any form; or what speaks against the payment as such.</param>
public sealed record CellProblem(string Cell, Refusal Why)
{
    /// <param name="row">As Excel counts.</param>
    public bool IsIn(int row) => PayCell.TryParse(Cell, out _, out var mine) && mine == row;
}

/// <summary>One row of a file: a transfer, or an employee's line of a payroll.</summary>
/// <param name="Row">As Excel counts.</param>
/// <param name="To">As far as it could be read; complete and checked when there is no problem.</param>
/// <param name="Amount">Null when it could not be read.</param>
/// <param name="Purpose">Of a payroll line, the remark.</param>
public sealed record PaymentFileRow(
    int Row,
    BankDetails To,
    Money? Amount,
    string Purpose,
    string? Reference,
    DateOnly? PayOn,
    IReadOnlyList<CellProblem> Problems
)
{
    /// <summary>Where each field stands in the sheet.</summary>
    internal IReadOnlyDictionary<string, int> Columns { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Names a field's cell; the row's first one where the file has no such column.</summary>
    internal string CellOf(string field) => PayCell.NameOf(Columns.GetValueOrDefault(field), Row);
}

/// <summary>A batch or payroll as a file holds it.</summary>
/// <param name="Type"><see cref="PaymentType.Transfer"/> or <see cref="PaymentType.Payroll"/>.</param>
/// <param name="Totals">Per currency, of the rows whose amount could be read.</param>
/// <param name="ControlCount">What the control block says; null when it could not be read.</param>
/// <param name="ControlTotals">The same, per currency.</param>
/// <param name="Problems">Of the file as a whole: header, control block, what is hidden or merged.</param>
public sealed record PaymentFile(
    PaymentType Type,
    IReadOnlyList<PaymentFileRow> Rows,
    IReadOnlyList<Money> Totals,
    int? ControlCount,
    IReadOnlyList<Money> ControlTotals,
    IReadOnlyList<CellProblem> Problems
)
{
    /// <summary>Most rows of one file.</summary>
    public const int MaxRows = PaymentLimits.Lines;

    public bool IsClean => Problems.Count == 0 && Rows.All(row => row.Problems.Count == 0);
}
