using System.Numerics;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>
/// All payments, cut into cells in which every payment is treated alike: the borders that the conditions name cut each dimension into
/// classes, and a cell is one class of each. What holds for the cells therefore holds for all payments.
/// </summary>
internal sealed class Coverage
{
    private const int AccountDimension = 0;

    private readonly ApprovalPolicy policy;
    private readonly Space space;

    /// <summary>Rules that match (a bit each), by the mask of the alternatives that do.</summary>
    private readonly Dictionary<BigInteger, Outcome> outcomes = [];

    private readonly List<(int[] Classes, Outcome Outcome)> cells = [];

    private Coverage(ApprovalPolicy policy, Space space)
    {
        this.policy = policy;
        this.space = space;
        Walk(new int[space.Dimensions.Length], 0, space.AllAlternatives);
    }

    /// <param name="Matching">All rules that match, in or out of the route.</param>
    /// <param name="Chain">Those that make the route.</param>
    internal sealed record Outcome(IReadOnlyList<int> Matching, IReadOnlyList<int> Chain);

    /// <returns>Null when there are more than <see cref="PolicyLimits.Combinations"/> cells.</returns>
    public static Coverage? Of(ApprovalPolicy policy, PolicyWorld world)
    {
        var space = new Space(policy, world);
        return space.CountUpTo(PolicyLimits.Combinations) is null ? null : new Coverage(policy, space);
    }

    /// <summary>The routes that occur, each with the accounts that it occurs for.</summary>
    public IEnumerable<(IReadOnlyList<int> Chain, IReadOnlyList<int> Accounts)> Routes() =>
        cells
            .Where(cell => cell.Outcome.Chain.Count > 0)
            .GroupBy(cell => cell.Outcome)
            .GroupBy(group => string.Join(',', group.Key.Chain), StringComparer.Ordinal)
            .Select(groups =>
                (
                    groups.First().Key.Chain,
                    (IReadOnlyList<int>)
                        [
                            .. groups
                                .SelectMany(group => group)
                                .Select(cell => cell.Classes[AccountDimension])
                                .Distinct()
                                .SelectMany(space.AccountsOf)
                                .Order(),
                        ]
                )
            );

    public IEnumerable<PolicyFinding> Findings(IReadOnlySet<int> brokenRules)
    {
        foreach (var where in Boxes(outcome => outcome.Matching.Count == 0))
            yield return new(FindingKind.Gap, FindingSeverity.Warning, Where: where);
        foreach (var where in Boxes(outcome => outcome.Chain.Count > 0 && outcome.Chain.All(rule => policy.Rules[rule].AndAlso)))
            yield return new(FindingKind.OnlyAndAlso, FindingSeverity.Warning, Where: where);
        foreach (var rule in Enumerable.Range(0, policy.Rules.Count).Where(rule => !brokenRules.Contains(rule)))
        {
            var matching = outcomes.Values.Where(outcome => outcome.Matching.Contains(rule)).ToArray();
            // The last rule of a route that goes without this one is the one that ended the search.
            var takers = matching
                .Where(outcome => !outcome.Chain.Contains(rule))
                .Select(outcome => outcome.Chain[^1])
                .Distinct()
                .Order()
                .ToArray();
            if (matching.Length == 0)
                yield return new(FindingKind.RuleNeverMatches, FindingSeverity.Warning, rule);
            else if (!matching.Any(outcome => outcome.Chain.Contains(rule)))
                yield return new(FindingKind.RuleUnreachable, FindingSeverity.Warning, rule, Rules: takers);
            else if (takers.Length > 0)
                yield return new(FindingKind.Overlap, FindingSeverity.Note, rule, Rules: takers);
        }
    }

    private void Walk(int[] classes, int dimension, BigInteger mask)
    {
        if (dimension == space.Dimensions.Length)
        {
            cells.Add(((int[])classes.Clone(), OutcomeOf(mask)));
            return;
        }
        for (var index = 0; index < space.Dimensions[dimension].Count; index++)
        {
            classes[dimension] = index;
            Walk(classes, dimension + 1, mask & space.Dimensions[dimension][index]);
        }
    }

    private Outcome OutcomeOf(BigInteger mask)
    {
        if (outcomes.TryGetValue(mask, out var known))
            return known;
        var matching = new List<int>();
        for (var alternative = 0; alternative < space.RuleOf.Count; alternative++)
            if (!(mask >> alternative).IsEven && !matching.Contains(space.RuleOf[alternative]))
                matching.Add(space.RuleOf[alternative]);
        var end = matching.FindIndex(rule => !policy.Rules[rule].AndAlso);
        var outcome = new Outcome(matching, end < 0 ? matching : matching[..(end + 1)]);
        outcomes.Add(mask, outcome);
        return outcome;
    }

    /// <summary>The cells asked for, put together into as few and as wide sets as one pass per dimension finds; they do not overlap.</summary>
    private IEnumerable<Circumstances> Boxes(Func<Outcome, bool> isWanted)
    {
        var boxes = cells
            .Where(cell => isWanted(cell.Outcome))
            .Select(cell => Array.ConvertAll(cell.Classes, index => BigInteger.One << index))
            .ToList();
        for (var dimension = space.Dimensions.Length - 1; dimension >= 0; dimension--)
        {
            var merged = dimension;
            boxes =
            [
                .. boxes
                    .GroupBy(box => string.Join(',', box.Where((_, other) => other != merged)), StringComparer.Ordinal)
                    .Select(group =>
                    {
                        var box = (BigInteger[])group.First().Clone();
                        box[merged] = group.Aggregate(BigInteger.Zero, (union, other) => union | other[merged]);
                        return box;
                    }),
            ];
        }
        return boxes.Select(space.Describe);
    }
}
