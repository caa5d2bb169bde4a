namespace FundPortal.Domain.Approvals;

/// <summary>One rule of a policy.</summary>
/// <param name="AnyOf">Alternatives joined by <i>or</i>; none: the rule always matches.</param>
/// <param name="Levels">In the order in which they open; at least one in a policy that is in force.</param>
/// <param name="AndAlso">True: a match adds its levels and the rules below it are asked too. False: a match ends the search.</param>
public sealed record Rule(string Name, IReadOnlyList<Condition> AnyOf, IReadOnlyList<PolicyLevel> Levels, bool AndAlso)
{
    /// <summary>Longest name of a rule or level, in characters.</summary>
    public const int MaxName = 60;

    public bool Matches(PaymentFacts facts)
    {
        // Without LINQ: a policy asks many rules of every payment.
        for (var i = 0; i < AnyOf.Count; i++)
            if (AnyOf[i].Matches(facts))
                return true;
        return AnyOf.Count == 0;
    }
}

/// <summary>Who must sign, once its turn has come.</summary>
/// <param name="Quorum">How many different people must sign; at least 1.</param>
/// <param name="InParallel">
/// True: opens together with the level before it, which for a rule's first level is the last one of the matching rule before (with none
/// before it, it opens first as any other). False: opens when all levels before it are signed.
/// </param>
/// <param name="TimeLimit">Null: waits without limit.</param>
public sealed record PolicyLevel(string Name, Signers Signers, int Quorum, bool InParallel, LevelTimeLimit? TimeLimit);
