using FundPortal.Domain.Amounts;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>What is wrong with a policy whatever the payments: all of it errors.</summary>
internal static class StructureCheck
{
    public static IEnumerable<PolicyFinding> Of(ApprovalPolicy policy, PolicyWorld world)
    {
        if (policy.Rules.Count == 0)
            yield return Error(FindingKind.EmptyPolicy);
        if (policy.Rules.Count > PolicyLimits.Rules)
            yield return Error(FindingKind.TooMany, need: PolicyLimits.Rules);
        if (world.Standing is { } standing && standing.Currency != policy.Currency && standing.Limits + standing.Delegations > 0)
            yield return Error(FindingKind.OtherCurrency, need: standing.Delegations) with
            {
                Have = standing.Limits,
            };
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < policy.Rules.Count; index++)
        {
            var rule = policy.Rules[index];
            if (!IsName(rule.Name))
                yield return Error(FindingKind.NameLength, index, need: Rule.MaxName);
            else if (!names.Add(rule.Name))
                yield return Error(FindingKind.NameTwice, index);
            foreach (var finding in OfConditions(rule, index, world).Concat(OfLevels(rule, index, world)))
                yield return finding;
        }
    }

    private static IEnumerable<PolicyFinding> OfConditions(Rule rule, int index, PolicyWorld world)
    {
        if (rule.AnyOf.Count > PolicyLimits.Alternatives)
            yield return Error(FindingKind.TooMany, index, need: PolicyLimits.Alternatives);
        var accounts = world.Accounts.Select(account => account.Id).ToHashSet();
        foreach (var condition in rule.AnyOf)
        {
            if (new[] { condition.Entities.Count, condition.Accounts.Count, condition.Currencies.Count }.Max() > PolicyLimits.Entries)
                yield return Error(FindingKind.TooMany, index, need: PolicyLimits.Entries);
            if (condition.Amount is { } band && (band.Over is < 0 || (band.UpTo is { } upTo && upTo <= (band.Over ?? 0))))
                yield return Error(FindingKind.EmptyAmountBand, index);
            if (condition.Time is { } hours && hours.From == hours.To)
                yield return Error(FindingKind.EmptyTimeBand, index);
            if (condition.Currencies.Any(code => !Currency.TryFrom(code, out _)))
                yield return Error(FindingKind.UnknownCurrency, index);
            if (condition.Entities.Where(id => !world.Entities.Contains(id)).ToArray() is { Length: > 0 } entities)
                yield return Error(FindingKind.UnknownEntity, index) with
                {
                    Entities = entities,
                };
            if (condition.Accounts.Where(id => !accounts.Contains(id)).ToArray() is { Length: > 0 } unknown)
                yield return Error(FindingKind.UnknownAccount, index) with
                {
                    Accounts = unknown,
                };
        }
    }

    private static IEnumerable<PolicyFinding> OfLevels(Rule rule, int index, PolicyWorld world)
    {
        if (rule.Levels.Count == 0)
            yield return Error(FindingKind.RuleWithoutLevels, index);
        if (rule.Levels.Count > PolicyLimits.Levels)
            yield return Error(FindingKind.TooMany, index, need: PolicyLimits.Levels);
        for (var number = 0; number < rule.Levels.Count; number++)
        {
            var level = rule.Levels[number];
            if (!IsName(level.Name))
                yield return Error(FindingKind.NameLength, index, number, Rule.MaxName);
            if (level.Signers.Roles.Count + level.Signers.People.Count == 0)
                yield return Error(FindingKind.LevelWithoutSigners, index, number);
            if (level.Quorum is < 1 or > PolicyLimits.Quorum)
                yield return Error(FindingKind.QuorumRange, index, number, PolicyLimits.Quorum);
            if (level.TimeLimit is { } limit && !IsInOrder(limit))
                yield return Error(FindingKind.TimeLimit, index, number);
            var named = level.Signers.People.Concat(level.TimeLimit?.EscalateTo?.People ?? []).Distinct().ToArray();
            if (named.Length > PolicyLimits.Entries)
                yield return Error(FindingKind.TooMany, index, number, PolicyLimits.Entries);
            if (named.Where(id => !world.People.ContainsKey(id)).ToArray() is { Length: > 0 } unknown)
                yield return Error(FindingKind.UnknownPerson, index, number) with
                {
                    People = unknown,
                };
        }
    }

    private static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && name.Length <= Rule.MaxName;

    private static bool IsInOrder(LevelTimeLimit limit)
    {
        if (
            (limit.EscalateAfter is null) != (limit.EscalateTo is null || limit.EscalateTo.Roles.Count + limit.EscalateTo.People.Count == 0)
        )
            return false;
        var before = TimeSpan.Zero;
        foreach (var after in new[] { limit.RemindAfter, limit.EscalateAfter, limit.ExpireAfter })
        {
            if (after is not { } given)
                continue;
            if (given <= before || given > PolicyLimits.TimeLimit)
                return false;
            before = given;
        }
        return true;
    }

    private static PolicyFinding Error(FindingKind kind, int? rule = null, int? level = null, int? need = null) =>
        new(kind, FindingSeverity.Error, rule, level, Need: need);
}
