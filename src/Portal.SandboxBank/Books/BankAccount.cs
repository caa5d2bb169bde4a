namespace FundPortal.SandboxBank.Books;

/// <summary>An account in the bank's books.</summary>
/// <param name="Holder">The user or platform client that may see and use it; empty for the bank's own.</param>
/// <param name="BalanceMinor">Minor units; the sum of its postings.</param>
internal sealed record BankAccount(string Number, string Name, string Holder, string Kind, string Currency, long BalanceMinor)
{
    /// <summary>Money that leaves for other banks, and comes from them.</summary>
    public const string OtherBanks = "OTHER-BANKS";
}

/// <summary>One line of an account's statement.</summary>
/// <param name="Sequence">1, 2, 3 … within the account.</param>
/// <param name="Day">The booking day, China.</param>
/// <param name="Reversal">Empty, <c>*</c> reversal or <c>X</c> correction.</param>
internal sealed record Posting(
    string Account,
    long Sequence,
    DateOnly Day,
    TimeOnly Time,
    long AmountMinor,
    long BalanceMinor,
    string Code,
    string Text,
    string Reversal,
    string PartyNumber,
    string PartyName,
    string PartyBank,
    string Reference,
    long Movement
);
