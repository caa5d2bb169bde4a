namespace FundPortal.Application.Channels.FinanceBill;

/// <summary>
/// Amounts of the finance bill API are always positive: the transaction's type says which way the money went. <c>income</c> and <c>expense</c>
/// are the contract's; a platform with more codes has them listed in the channel's settings. A code that nobody listed is not guessed at.
/// </summary>
internal sealed class BillTypes
{
    private readonly HashSet<string> income;
    private readonly HashSet<string> expense;

    private BillTypes(IEnumerable<string> income, IEnumerable<string> expense) =>
        (this.income, this.expense) = (new(income, StringComparer.Ordinal), new(expense, StringComparer.Ordinal));

    public static BillTypes Of(IReadOnlyDictionary<string, string> values) =>
        new(
            ["income", .. Codes(values.GetValueOrDefault(BillKind.IncomeTypes))],
            ["expense", .. Codes(values.GetValueOrDefault(BillKind.ExpenseTypes))]
        );

    public static string[] Codes(string? list) =>
        (list ?? "").Split([',', '，', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <returns>1 for money in, −1 for money out, null for a code that is not known.</returns>
    public int? SignOf(string code) =>
        income.Contains(code) ? 1
        : expense.Contains(code) ? -1
        : null;
}
