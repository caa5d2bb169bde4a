using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Approvals;

/// <summary>
/// Who must sign which payment. The rules are asked from top to bottom. A rule that matches adds its levels to the route; if it is marked
/// <i>and also</i>, the search goes on below it, otherwise it ends there. So the first match without <i>and also</i> wins, and what was
/// added above it comes first. A payment that only <i>and also</i> rules match is routed by these alone. What no rule matches cannot be
/// paid.
/// </summary>
/// <param name="Currency">Of all amount bands.</param>
public sealed record ApprovalPolicy(Currency Currency, IReadOnlyList<Rule> Rules)
{
    /// <summary>The payment fits no rule: it cannot be submitted.</summary>
    public static readonly Refusal NoRuleMatches = new("no_rule_matches");

    /// <summary>A rule that matches asks for nobody's signature. No policy comes in force like this; nothing is ever paid by one.</summary>
    public static readonly Refusal RouteUnsignable = new("route_unsignable");

    /// <summary>The rules that make up the payment's route, in their order.</summary>
    public IReadOnlyList<Rule> Matching(PaymentFacts facts)
    {
        var matching = new List<Rule>();
        foreach (var rule in Rules)
        {
            if (!rule.Matches(facts))
                continue;
            matching.Add(rule);
            if (!rule.AndAlso)
                break;
        }
        return matching;
    }

    /// <returns>The route; or <see cref="NoRuleMatches"/>, or <see cref="RouteUnsignable"/>.</returns>
    public Result<Route> Route(PaymentFacts facts)
    {
        var matching = Matching(facts);
        if (matching.Count == 0)
            return NoRuleMatches;
        if (matching.Any(rule => rule.Levels.Count == 0 || rule.Levels.Any(level => level.Quorum < 1)))
            return RouteUnsignable;
        var levels = new List<RouteLevel>();
        foreach (var (rule, level) in matching.SelectMany(rule => rule.Levels.Select(level => (rule, level))))
        {
            var before = levels.Count == 0 ? 0 : levels[^1].Stage;
            var stage = level.InParallel && before > 0 ? before : before + 1;
            levels.Add(new(stage, level.Name, level.Signers, level.Quorum, level.TimeLimit, rule.Name));
        }
        return new Route(levels);
    }
}
