using FundPortal.Domain.Identity;

namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>Whether the people there are can sign the routes that occur. An error where it can work for no account, a warning where for some.</summary>
internal sealed class SignerCheck(ApprovalPolicy policy, PolicyWorld world)
{
    private readonly Dictionary<(int Rule, int Level, int Account), IReadOnlyCollection<Guid>> signers = [];
    private readonly Dictionary<int, IReadOnlyList<Guid>> makers = [];

    public IEnumerable<PolicyFinding> Findings(IEnumerable<(IReadOnlyList<int> Chain, IReadOnlyList<int> Accounts)> routes) =>
        PeopleNamed().Concat(OfRoutes([.. routes]));

    private IEnumerable<PolicyFinding> PeopleNamed()
    {
        foreach (var (rule, level) in Levels())
        {
            var found = policy.Rules[rule].Levels[level];
            var unable = found
                .Signers.People.Concat(found.TimeLimit?.EscalateTo?.People ?? [])
                .Distinct()
                .Where(id => world.People.TryGetValue(id, out var person) && !person.May(Permission.SignPayments))
                .ToArray();
            if (unable.Length > 0)
                yield return new(FindingKind.PersonCannotSign, FindingSeverity.Warning, rule, level, People: unable);
        }
    }

    private IEnumerable<PolicyFinding> OfRoutes(IReadOnlyList<(IReadOnlyList<int> Chain, IReadOnlyList<int> Accounts)> routes)
    {
        // What has no signers at all, or no quorum, is an error of its own.
        foreach (var (rule, level) in Levels().Where(at => IsWhole(policy.Rules[at.Rule].Levels[at.Level])))
        {
            var accounts = routes
                .Where(route => route.Chain.Contains(rule))
                .SelectMany(route => route.Accounts)
                .Distinct()
                .Order()
                .ToArray();
            foreach (var finding in OfLevel(rule, level, accounts))
                yield return finding;
        }
        foreach (var (chain, accounts) in routes)
            if (OfRoute(chain, accounts) is { } finding)
                yield return finding;
    }

    private IEnumerable<PolicyFinding> OfLevel(int rule, int level, int[] accounts)
    {
        var quorum = policy.Rules[rule].Levels[level].Quorum;
        var few = accounts.Where(account => SignersOf(rule, level, account).Count < quorum).ToArray();
        if (few.Length > 0)
            yield return new(
                FindingKind.TooFewSigners,
                few.Length == accounts.Length ? FindingSeverity.Error : FindingSeverity.Warning,
                rule,
                level,
                Accounts: few,
                Have: few.Min(account => SignersOf(rule, level, account).Count),
                Need: quorum
            );
        var enough = accounts.Except(few).Where(account => MakersOf(account).Count > 0).ToArray();
        var blocked = enough
            .Select(account => (Account: account, Makers: Blocked(account, [(SignersOf(rule, level, account), quorum)])))
            .Where(found => found.Makers.Count > 0)
            .ToArray();
        if (blocked.Length > 0)
            yield return new(
                FindingKind.OnlyMaker,
                IsEverywhere(blocked, enough) ? FindingSeverity.Error : FindingSeverity.Warning,
                rule,
                level,
                Accounts: [.. blocked.Select(found => found.Account)],
                People: [.. blocked.SelectMany(found => found.Makers).Distinct()],
                Have: blocked.Min(found => SignersOf(rule, level, found.Account).Count) - 1,
                Need: quorum
            );
    }

    /// <summary>Only routes all of whose levels could be filled one by one, also without the maker: the rest is said already.</summary>
    private PolicyFinding? OfRoute(IReadOnlyList<int> chain, IReadOnlyList<int> accounts)
    {
        var bad = new List<int>();
        var blocked = new List<(int Account, IReadOnlyList<Guid> Makers)>();
        var able = new List<int>();
        foreach (var account in accounts)
        {
            var levels = LevelsOf(chain, account);
            if (levels.Any(level => level.People.Count < level.Quorum))
                continue;
            able.Add(account);
            if (!DistinctSigners.Exist(levels))
                bad.Add(account);
            else if (Blocked(account, levels) is { Count: > 0 } makers && !levels.Any(level => Blocked(account, [level]).Count > 0))
                blocked.Add((account, makers));
        }
        if (bad.Count + blocked.Count == 0)
            return null;
        var isEverywhere =
            bad.Count == able.Count || (bad.Count == 0 && IsEverywhere(blocked, [.. able.Where(account => MakersOf(account).Count > 0)]));
        return new(
            FindingKind.SamePersonTwice,
            isEverywhere ? FindingSeverity.Error : FindingSeverity.Warning,
            Rules: chain,
            Accounts: [.. bad.Concat(blocked.Select(found => found.Account)).Order()],
            People: [.. blocked.SelectMany(found => found.Makers).Distinct()]
        );
    }

    private bool IsEverywhere(IReadOnlyList<(int Account, IReadOnlyList<Guid> Makers)> blocked, int[] accounts) =>
        blocked.Count == accounts.Length && blocked.All(found => found.Makers.Count == MakersOf(found.Account).Count);

    private IReadOnlyList<Guid> Blocked(int account, IReadOnlyList<(IReadOnlyCollection<Guid> People, int Quorum)> levels) =>
        [.. MakersOf(account).Where(maker => levels.Any(level => level.People.Contains(maker)) && !DistinctSigners.Exist(levels, maker))];

    private IReadOnlyList<(IReadOnlyCollection<Guid> People, int Quorum)> LevelsOf(IReadOnlyList<int> chain, int account) =>
        [
            .. chain.SelectMany(rule =>
                policy.Rules[rule].Levels.Select((level, number) => (SignersOf(rule, number, account), Math.Max(1, level.Quorum)))
            ),
        ];

    private IReadOnlyCollection<Guid> SignersOf(int rule, int level, int account)
    {
        if (!signers.TryGetValue((rule, level, account), out var found))
        {
            var wanted = policy.Rules[rule].Levels[level].Signers;
            found = world
                .People.Values.Where(person => person.MayIn(account, Permission.SignPayments) && wanted.Include(person.Id, person.Roles))
                .Select(person => person.Id)
                .ToHashSet();
            signers.Add((rule, level, account), found);
        }
        return found;
    }

    private IReadOnlyList<Guid> MakersOf(int account)
    {
        if (!makers.TryGetValue(account, out var found))
        {
            found = [.. world.People.Values.Where(person => person.MayIn(account, Permission.MakePayments)).Select(person => person.Id)];
            makers.Add(account, found);
        }
        return found;
    }

    private static bool IsWhole(PolicyLevel level) =>
        level.Signers.Roles.Count + level.Signers.People.Count > 0 && level.Quorum is >= 1 and <= PolicyLimits.Quorum;

    private IEnumerable<(int Rule, int Level)> Levels() =>
        policy.Rules.SelectMany((rule, index) => Enumerable.Range(0, rule.Levels.Count).Select(level => (index, level)));
}
