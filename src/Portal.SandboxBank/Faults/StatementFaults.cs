using FundPortal.SandboxBank.Books;

namespace FundPortal.SandboxBank.Faults;

/// <summary>
/// How a statement can be told wrongly. The books stay as they are; only what a caller is shown differs, so a later list without the fault
/// says the truth.
/// </summary>
internal static class StatementFaults
{
    /// <summary>Added to the number of a row whose number is not the final one.</summary>
    public const long ProvisionalNumber = 1_000_000_000;

    /// <param name="page">In the order of the answer.</param>
    /// <param name="most">Rows that an answer holds.</param>
    public static IReadOnlyList<Posting> Spoil(IReadOnlyList<Posting> page, Fault? fault, DateOnly today, int most) =>
        fault switch
        {
            Fault.Reordered => [.. page.Reverse()],
            Fault.RowsTwice => [.. page, .. page.Take(most - page.Count)],
            Fault.Gap => [.. page.Where(row => row.Sequence % 3 != 0)],
            Fault.Provisional => [.. page.SelectMany(row => row.Day == today ? Intraday(row) : [row]).Take(most)],
            _ => page,
        };

    /// <summary>By the row's number: as it will be, without words and counterparty, not there yet, there twice, under another number.</summary>
    private static Posting[] Intraday(Posting row) =>
        (row.Sequence % 5) switch
        {
            1 => [row with { Text = "", PartyNumber = "", PartyName = "", PartyBank = "" }],
            2 => [],
            3 => [row, row with { Sequence = row.Sequence + ProvisionalNumber, BalanceMinor = row.BalanceMinor + row.AmountMinor }],
            4 => [row with { Sequence = row.Sequence + ProvisionalNumber }],
            _ => [row],
        };
}
