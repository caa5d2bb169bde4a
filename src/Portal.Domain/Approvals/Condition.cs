using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Approvals;

/// <summary>
/// Amounts in minor units of the policy's currency: over <paramref name="Over"/> (exclusive) up to and including <paramref name="UpTo"/>.
/// Null: that end is open. Bands that share a border (… to 50,000; over 50,000 …) leave no gap and do not overlap.
/// </summary>
public sealed record AmountBand(long? Over, long? UpTo)
{
    public bool Includes(long minor) => (Over is not { } over || minor > over) && (UpTo is not { } upTo || minor <= upTo);
}

/// <summary>
/// Time of day in China: from <paramref name="From"/> (inclusive) until <paramref name="To"/> (exclusive). A band whose end lies before its
/// beginning crosses midnight; one that ends as it begins is empty.
/// </summary>
public sealed record TimeBand(TimeOnly From, TimeOnly To)
{
    public bool Includes(TimeOnly time) => From <= To ? time >= From && time < To : time >= From || time < To;
}

/// <summary>What must be true of a payment, all of it together. An empty list or a null asks nothing.</summary>
public sealed record Condition
{
    /// <summary>Legal entities by id; each covers all below it.</summary>
    public IReadOnlyList<int> Entities { get; init; } = [];

    /// <summary>Payer accounts by id.</summary>
    public IReadOnlyList<int> Accounts { get; init; } = [];

    public IReadOnlyList<PaymentType> Types { get; init; } = [];

    /// <summary>ISO 4217 codes of the payment's own currency.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    public AmountBand? Amount { get; init; }

    /// <summary>True: only payees never paid before; false: only known ones.</summary>
    public bool? NewPayee { get; init; }

    /// <summary>True: only transfers between two accounts of the group; false: only payments out of it.</summary>
    public bool? OwnTransfer { get; init; }

    public IReadOnlyList<PaymentSource> Sources { get; init; } = [];

    public TimeBand? Time { get; init; }

    public bool Matches(PaymentFacts facts) =>
        (Entities.Count == 0 || IsAny(facts.Entities, Entities))
        && (Accounts.Count == 0 || Accounts.Contains(facts.AccountId))
        && (Types.Count == 0 || Types.Contains(facts.Type))
        && (Currencies.Count == 0 || Currencies.Contains(facts.Amount.Currency.Code, StringComparer.Ordinal))
        && (Amount is not { } band || band.Includes(facts.PolicyMinor))
        && (NewPayee is not { } isNew || isNew == facts.IsNewPayee)
        && (OwnTransfer is not { } isOwn || isOwn == (facts.Type == PaymentType.OwnTransfer))
        && (Sources.Count == 0 || Sources.Contains(facts.Source))
        && (Time is not { } hours || hours.Includes(facts.LocalTime));

    private static bool IsAny(IReadOnlyList<int> given, IReadOnlyList<int> wanted)
    {
        for (var i = 0; i < given.Count; i++)
            if (wanted.Contains(given[i]))
                return true;
        return false;
    }
}
