using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>What differs between two versions, rule by rule.</summary>
public sealed class ComparePolicies(PortalDbContext db, PolicyNameReader names)
    : IUseCase<ComparePolicies.Query, ComparePolicies.Difference>
{
    public sealed record Query(Guid Before, Guid After);

    public enum RuleChange
    {
        Same = 1,
        Changed = 2,
        Added = 3,
        Removed = 4,
    }

    /// <param name="Before">Index in the earlier version; null when it was added.</param>
    /// <param name="After">Index in the later version; null when it was removed.</param>
    /// <param name="HasMoved">It stands elsewhere among the rules that both have: since the first match wins, that can change routes.</param>
    public sealed record RuleRow(RuleChange Change, int? Before, int? After, bool HasMoved);

    public sealed record Side(Guid Id, int Number, PolicyState State, ApprovalPolicy Policy);

    /// <param name="Rules">In the order of the later version, removed ones where they stood.</param>
    public sealed record Difference(Side Before, Side After, IReadOnlyList<RuleRow> Rules, PolicyNames Names)
    {
        public bool IsNone =>
            Before.Policy.Currency == After.Policy.Currency && Rules.All(rule => rule is { Change: RuleChange.Same, HasMoved: false });
    }

    public async Task<Result<Difference>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        var versions = await db
            .PolicyVersions.AsNoTracking()
            .Where(v => v.PublicId == input.Before || v.PublicId == input.After)
            .ToDictionaryAsync(v => v.PublicId, ct);
        if (!versions.TryGetValue(input.Before, out var before) || !versions.TryGetValue(input.After, out var after))
            return Refusal.NotFound;
        if (!before.IsUnaltered || !after.IsUnaltered)
            return PolicyRefusals.Altered;
        var (left, right) = (SideOf(before), SideOf(after));
        return new Difference(left, right, Compare(left.Policy.Rules, right.Policy.Rules), await names.LoadAsync(actor, ct));
    }

    /// <summary>Rules are the same rule when they have the same name, which is unique in a policy.</summary>
    internal static IReadOnlyList<RuleRow> Compare(IReadOnlyList<Rule> before, IReadOnlyList<Rule> after)
    {
        var pairs = new List<(int Before, int After)>();
        var taken = new HashSet<int>();
        for (var index = 0; index < after.Count; index++)
        {
            var found = Enumerable
                .Range(0, before.Count)
                .Where(i => !taken.Contains(i) && string.Equals(before[i].Name, after[index].Name, StringComparison.Ordinal))
                .Select(i => (int?)i)
                .FirstOrDefault();
            if (found is { } same && taken.Add(same))
                pairs.Add((same, index));
        }
        var inOrder = LongestRise([.. pairs.Select(pair => pair.Before)]);
        var rows = new List<RuleRow>();
        var next = 0;
        for (var index = 0; index < after.Count; index++)
        {
            var isPaired = pairs.Exists(p => p.After == index);
            var pair = pairs.Find(p => p.After == index);
            if (isPaired && inOrder.Contains(pair.Before))
            {
                rows.AddRange(Removed(next, pair.Before));
                next = pair.Before + 1;
            }
            rows.Add(
                isPaired
                    ? new(
                        PolicyContent.AreSame(before[pair.Before], after[index]) ? RuleChange.Same : RuleChange.Changed,
                        pair.Before,
                        index,
                        !inOrder.Contains(pair.Before)
                    )
                    : new(RuleChange.Added, null, index, HasMoved: false)
            );
        }
        rows.AddRange(Removed(next, before.Count));
        return rows;

        IEnumerable<RuleRow> Removed(int from, int to) =>
            Enumerable
                .Range(from, Math.Max(0, to - from))
                .Where(index => !taken.Contains(index))
                .Select(index => new RuleRow(RuleChange.Removed, index, null, HasMoved: false));
    }

    /// <summary>The most elements that stand in rising order: those that nobody moved.</summary>
    private static HashSet<int> LongestRise(int[] values)
    {
        var best = new List<int>[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var before = Enumerable.Range(0, i).Where(j => values[j] < values[i]).Select(j => best[j]).MaxBy(list => list.Count);
            best[i] = [.. before ?? [], values[i]];
        }
        return best.MaxBy(list => list.Count)?.ToHashSet() ?? [];
    }

    private static Side SideOf(PolicyVersion version) =>
        new(version.PublicId, version.Number, version.State, PolicyContent.Read(version.Content));
}
