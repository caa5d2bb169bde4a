using FundPortal.Domain.Approvals;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Approvals;

/// <summary>
/// The reference: what the model says, one statement per sentence, with nothing of the real code but its records. Bands are tested by
/// listing, times minute by minute.
/// </summary>
internal static class SlowRouting
{
    /// <returns>Stage, level and rule; null when the payment must not be submitted.</returns>
    public static List<(int Stage, string Level, string Rule)>? Route(ApprovalPolicy policy, PaymentFacts facts)
    {
        var chosen = new List<Rule>();
        var isOver = false;
        for (var i = 0; i < policy.Rules.Count; i++)
        {
            if (isOver)
                continue;
            if (!Matches(policy.Rules[i], facts))
                continue;
            chosen.Add(policy.Rules[i]);
            if (!policy.Rules[i].AndAlso)
                isOver = true;
        }
        if (chosen.Count == 0)
            return null;
        var route = new List<(int, string, string)>();
        var stage = 0;
        foreach (var rule in chosen)
        {
            if (rule.Levels.Count == 0)
                return null;
            foreach (var level in rule.Levels)
            {
                if (level.Quorum < 1)
                    return null;
                if (stage == 0)
                    stage = 1;
                else if (!level.InParallel)
                    stage++;
                route.Add((stage, level.Name, rule.Name));
            }
        }
        return route;
    }

    private static bool Matches(Rule rule, PaymentFacts facts)
    {
        if (rule.AnyOf.Count == 0)
            return true;
        foreach (var condition in rule.AnyOf)
        {
            if (Matches(condition, facts))
                return true;
        }
        return false;
    }

    private static bool Matches(Condition condition, PaymentFacts facts)
    {
        if (condition.Entities.Count > 0)
        {
            var covered = false;
            foreach (var wanted in condition.Entities)
            foreach (var entity in facts.Entities)
                if (wanted == entity)
                    covered = true;
            if (!covered)
                return false;
        }
        if (condition.Accounts.Count > 0 && condition.Accounts.All(account => account != facts.AccountId))
            return false;
        if (condition.Types.Count > 0 && condition.Types.All(type => type != facts.Type))
            return false;
        if (
            condition.Currencies.Count > 0
            && condition.Currencies.All(code => !string.Equals(code, facts.Amount.Currency.Code, StringComparison.Ordinal))
        )
            return false;
        if (condition.Amount is { } band)
        {
            if (band.Over is not null && facts.PolicyMinor <= band.Over)
                return false;
            if (band.UpTo is not null && facts.PolicyMinor > band.UpTo)
                return false;
        }
        if (condition.NewPayee == true && !facts.IsNewPayee)
            return false;
        if (condition.NewPayee == false && facts.IsNewPayee)
            return false;
        if (condition.OwnTransfer == true && facts.Type != PaymentType.OwnTransfer)
            return false;
        if (condition.OwnTransfer == false && facts.Type == PaymentType.OwnTransfer)
            return false;
        if (condition.Sources.Count > 0 && condition.Sources.All(source => source != facts.Source))
            return false;
        return condition.Time is not { } hours || IsWithin(hours, facts.LocalTime);
    }

    /// <summary>Walks the clock from the beginning until the end, a minute at a time.</summary>
    private static bool IsWithin(TimeBand hours, TimeOnly time)
    {
        for (var minute = hours.From; minute != hours.To; minute = minute.AddMinutes(1))
        {
            if (minute.Hour == time.Hour && minute.Minute == time.Minute)
                return true;
        }
        return false;
    }
}
