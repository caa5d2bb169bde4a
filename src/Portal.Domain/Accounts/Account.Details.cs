namespace FundPortal.Domain.Accounts;

/// <summary>
/// Bank, number and bank code change in two steps, like a payee's bank details: one person asks, a second one decides; until then, and if
/// refused, the old ones stay in force. A refusal changes nothing.
/// </summary>
public sealed partial class Account
{
    /// <summary>Other details that wait for a second person; null when none do.</summary>
    public AskedDetails? Asked { get; private set; }

    /// <summary>Who entered the details in force, and so signs no transfer to them; null for accounts older than this rule.</summary>
    public Guid? DetailsBy { get; private set; }

    /// <summary>The second person; null while the details are those that it was entered with.</summary>
    public Guid? DetailsConfirmedBy { get; private set; }

    /// <summary>UTC. When the details came in force.</summary>
    public DateTime? DetailsAt { get; private set; }

    /// <summary>UTC. Own transfers go to it from then on; null: at once.</summary>
    public DateTime? UsableFrom { get; private set; }

    public AccountDetails Details => new(BankId, Number, BankCode);

    /// <returns>Why no own transfer goes to it at that time, or null.</returns>
    public Refusal? WhyUnusable(DateTime now) => UsableFrom is { } from && from > now ? AccountRefusals.CoolingOff(from) : null;

    /// <summary>A new account with the details that it has.</summary>
    /// <param name="coolingOff">How long no own transfer goes to it.</param>
    public void Entered(Guid by, DateTime now, TimeSpan coolingOff) => PutInForce(Details, by, null, now, coolingOff);

    /// <summary>Asks for other details. One change waits at a time.</summary>
    public Result<Done> Ask(AccountDetails wanted, Guid by, DateTime now)
    {
        if (Asked is not null)
            return AccountRefusals.ChangePending;
        Asked = new AskedDetails(wanted.BankId, wanted.Number, wanted.BankCode, by, now);
        return default(Done);
    }

    /// <summary>A second person accepts what was asked for or refuses it. Whoever asked may refuse it too: that takes it back.</summary>
    public Result<Done> Decide(bool accept, Guid by, DateTime now, TimeSpan coolingOff)
    {
        if (Asked is not { } asked)
            return AccountRefusals.ChangeDecided;
        if (accept && asked.AskedBy == by)
            return AccountRefusals.SecondPerson;
        Asked = null;
        if (accept)
            PutInForce(asked.Details, asked.AskedBy, by, now, coolingOff);
        return default(Done);
    }

    private void PutInForce(AccountDetails details, Guid by, Guid? confirmedBy, DateTime now, TimeSpan coolingOff)
    {
        (BankId, Number, BankCode) = (details.BankId, details.Number, details.BankCode);
        (DetailsBy, DetailsConfirmedBy, DetailsAt) = (by, confirmedBy, now);
        UsableFrom = coolingOff > TimeSpan.Zero ? now + coolingOff : null;
    }
}
