namespace FundPortal.Domain.Payees;

/// <summary>Why a payee is not paid or not changed.</summary>
public static class PayeeRefusals
{
    public static readonly Refusal Blocked = new("payee_blocked");

    public static readonly Refusal ChangePending = new("payee_change_pending");

    public static readonly Refusal ChangeDecided = new("payee_change_decided");

    public static readonly Refusal NothingChanged = new("payee_details_unchanged");

    public static readonly Refusal ConfirmedAlready = new("payee_confirmed_already");

    public static readonly Refusal NotSecondPerson = new("payee_second_person");

    public static readonly Refusal NotAsker = new("payee_not_asker");

    /// <param name="until">UTC.</param>
    public static Refusal CoolingOff(DateTime until) => new Refusal("payee_cooling_off", until);
}
