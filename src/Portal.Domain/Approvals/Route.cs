namespace FundPortal.Domain.Approvals;

/// <summary>What happens to a level that nobody signs in time; counted from the moment the level opens. Null: that step does not come.</summary>
/// <param name="EscalateTo">From then on these may sign the level too.</param>
/// <param name="ExpireAfter">The payment expires.</param>
public sealed record LevelTimeLimit(TimeSpan? RemindAfter, TimeSpan? EscalateAfter, Signers? EscalateTo, TimeSpan? ExpireAfter);

/// <summary>One level of a payment's route.</summary>
/// <param name="Stage">1, 2, 3 …: levels of the same stage are open together; a stage opens when all before it are signed.</param>
/// <param name="Quorum">How many different people must sign it; at least 1.</param>
/// <param name="Origin">Name of the rule (or limit) that asks for it: tells a signer why it reached them.</param>
public sealed record RouteLevel(int Stage, string Name, Signers Signers, int Quorum, LevelTimeLimit? TimeLimit, string Origin);

/// <summary>Who must sign one payment, as the policy in force decided when it was submitted. At least one level.</summary>
public sealed record Route(IReadOnlyList<RouteLevel> Levels);
