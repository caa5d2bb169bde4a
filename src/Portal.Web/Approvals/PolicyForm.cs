using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;

namespace FundPortal.Web.Approvals;

/// <summary>A policy as somebody is typing it: fields hold text until <see cref="ToPolicy"/> reads them.</summary>
public sealed class PolicyForm
{
    public string CurrencyCode { get; set; } = Domain.Amounts.Currency.Cny.Code;

    public List<RuleForm> Rules { get; } = [];

    public static PolicyForm Of(ApprovalPolicy policy)
    {
        var form = new PolicyForm { CurrencyCode = policy.Currency.Code };
        form.Rules.AddRange(policy.Rules.Select(rule => RuleForm.Of(rule, policy.Currency)));
        return form;
    }

    public RuleForm AddRule()
    {
        var rule = new RuleForm();
        rule.AnyOf.Add(new());
        rule.Levels.Add(new());
        Rules.Add(rule);
        return rule;
    }

    /// <summary>Moves an element by so many places, as far as the list goes.</summary>
    /// <returns>Where it stands now.</returns>
    public static int Move<T>(List<T> list, T item, int by)
    {
        var from = list.IndexOf(item);
        var to = Math.Clamp(from + by, 0, list.Count - 1);
        if (to != from)
        {
            list.RemoveAt(from);
            list.Insert(to, item);
        }
        return to;
    }

    /// <summary>What was typed, read strictly. A rule that cannot be read is named, and nothing is guessed.</summary>
    public PolicyInput ToPolicy()
    {
        if (!Currency.TryFrom(CurrencyCode.Trim().ToUpperInvariant(), out var currency))
            return new(null, [new(-1, Refusal.Invalid("currencyCode", "currency_unknown"))]);
        var (rules, problems) = (new List<Rule>(), new List<FormProblem>());
        for (var index = 0; index < Rules.Count; index++)
        {
            var rule = Rules[index].Read(currency);
            if (rule.Refusal is { } refusal)
                problems.Add(new(index, refusal));
            else
                rules.Add(rule.Value);
        }
        return new(problems.Count == 0 ? new ApprovalPolicy(currency, rules) : null, problems);
    }
}

/// <param name="Policy">Null when something could not be read.</param>
public sealed record PolicyInput(ApprovalPolicy? Policy, IReadOnlyList<FormProblem> Problems);

/// <param name="Rule">Index of the rule; -1 for the policy itself.</param>
public sealed record FormProblem(int Rule, Refusal Refusal);

public sealed class RuleForm
{
    public string Name { get; set; } = "";

    public bool AndAlso { get; set; }

    /// <summary>A form always has at least one; when it asks nothing, the rule fits every payment.</summary>
    public List<ConditionForm> AnyOf { get; } = [];

    public List<LevelForm> Levels { get; } = [];

    internal static RuleForm Of(Rule rule, Currency currency)
    {
        var form = new RuleForm { Name = rule.Name, AndAlso = rule.AndAlso };
        form.AnyOf.AddRange(rule.AnyOf.DefaultIfEmpty(new Condition()).Select(condition => ConditionForm.Of(condition, currency)));
        form.Levels.AddRange(rule.Levels.Select(LevelForm.Of));
        return form;
    }

    internal Result<Rule> Read(Currency currency)
    {
        var (conditions, levels) = (new List<Condition>(), new List<PolicyLevel>());
        foreach (var form in AnyOf)
        {
            var condition = form.Read(currency);
            if (condition.Refusal is { } refusal)
                return refusal;
            conditions.Add(condition.Value);
        }
        foreach (var form in Levels)
        {
            var level = form.Read();
            if (level.Refusal is { } refusal)
                return refusal;
            levels.Add(level.Value);
        }
        // An alternative that asks nothing is always true, whatever the others ask.
        return new Rule(Name.Trim(), AnyOf.TrueForAll(form => form.AsksNothing) ? [] : conditions, levels, AndAlso);
    }
}
