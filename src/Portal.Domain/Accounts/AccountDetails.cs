namespace FundPortal.Domain.Accounts;

/// <summary>What decides where an own-account transfer to an account arrives.</summary>
public sealed record AccountDetails(int BankId, string Number, string? BankCode);

/// <summary>Other details of an account that wait for a second person.</summary>
public sealed record AskedDetails(int BankId, string Number, string? BankCode, Guid AskedBy, DateTime AskedAt)
{
    public AccountDetails Details => new(BankId, Number, BankCode);
}

/// <summary>Why an own account is not changed or not paid to.</summary>
public static class AccountRefusals
{
    public static readonly Refusal ChangePending = new("account_change_pending");

    public static readonly Refusal ChangeDecided = new("account_change_decided");

    /// <summary>The same person cannot do both halves.</summary>
    public static readonly Refusal SecondPerson = new("second_person");

    /// <param name="until">UTC.</param>
    public static Refusal CoolingOff(DateTime until) => new("account_cooling_off", until);
}
