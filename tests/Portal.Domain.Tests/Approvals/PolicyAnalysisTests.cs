using System.Collections.Frozen;
using CsCheck;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Approvals;

public sealed class PolicyAnalysisTests
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 9).Select(i => new Guid(i, 0, 0, new byte[8]))];

    /// <summary>Accounts 1 and 2 of entity 2, account 3 of entity 3, both below 1; one maker; three approvers.</summary>
    private static readonly PolicyWorld World = new(
        new HashSet<int> { 1, 2, 3 },
        [new(1, [1, 2]), new(2, [1, 2]), new(3, [1, 3])],
        new[]
        {
            Person(0, Role.FinanceStaff),
            Person(1, Role.Approver),
            Person(2, Role.Approver),
            Person(3, Role.Approver),
            Person(4, Role.PolicyOwner),
        }.ToDictionary(person => person.Id)
    );

    [Fact]
    public void A_policy_that_covers_everything_with_people_who_are_there_has_no_findings() =>
        Assert.Empty(
            Find(
                Rule("small", new Condition { Amount = new(null, 50_000_00) }),
                Rule("large", new Condition { Amount = new(50_000_00, null) })
            )
        );

    [Fact]
    public void A_gap_between_two_bands_is_shown_with_its_borders()
    {
        var gap = Assert.Single(
            Find(
                Rule("a", new Condition { Amount = new(null, 50_000_00) }),
                Rule("b", new Condition { Amount = new(60_000_00, 90_000_00) })
            )
        );
        Assert.Equal((FindingKind.Gap, FindingSeverity.Warning), (gap.Kind, gap.Severity));
        Assert.Equal([new(50_000_00, 60_000_00), new(90_000_00, null)], gap.Where!.Amounts!);
        Assert.Null(gap.Where.Accounts);
        Assert.Null(gap.Where.Kinds);
    }

    [Fact]
    public void A_gap_of_one_combination_names_that_combination()
    {
        var found = Find(
            Rule("a", new Condition { Entities = [2] }),
            Rule("b", new Condition { Entities = [3], NewPayee = false }, new Condition { Time = new(new(6, 0), new(22, 0)) })
        );
        var gap = Assert.Single(found, finding => finding.Kind == FindingKind.Gap);
        Assert.Equal([3], gap.Where!.Accounts!);
        Assert.Equal([new(PaymentType.Transfer, IsNewPayee: true)], gap.Where.Kinds!);
        Assert.Equal([new TimeBand(new(22, 0), new(6, 0))], gap.Where.Times!);
        Assert.Null(gap.Where.Amounts);
    }

    [Fact]
    public void Currencies_that_the_policy_does_not_name_are_a_gap_of_their_own()
    {
        var gap = Assert.Single(Find(Rule("a", new Condition { Currencies = ["CNY", "USD"] })));
        Assert.Equal([null], gap.Where!.Currencies!);
    }

    [Fact]
    public void A_rule_behind_others_that_take_all_its_payments_is_unreachable()
    {
        var found = Find(
            Rule("a", new Condition { Amount = new(null, 100) }),
            Rule("b", new Condition { Amount = new(100, null) }),
            Rule("c", new Condition { Amount = new(50, 200) })
        );
        var unreachable = Assert.Single(found);
        Assert.Equal((FindingKind.RuleUnreachable, FindingSeverity.Warning, 2), (unreachable.Kind, unreachable.Severity, unreachable.Rule));
        Assert.Equal([0, 1], unreachable.Rules!);
    }

    [Fact]
    public void A_rule_that_loses_some_payments_to_one_above_is_a_note_only()
    {
        var note = Assert.Single(Find(Rule("a", new Condition { NewPayee = true }), Rule("b")));
        Assert.Equal((FindingKind.Overlap, FindingSeverity.Note, 1), (note.Kind, note.Severity, note.Rule));
    }

    [Fact]
    public void Rules_marked_and_also_take_nothing_from_those_below() => Assert.Empty(Find(Rule("a") with { AndAlso = true }, Rule("b")));

    [Fact]
    public void Payments_that_only_and_also_rules_match_are_warned_of()
    {
        var found = Assert.Single(
            Find(Rule("new", new Condition { NewPayee = true }) with { AndAlso = true }, Rule("b", new Condition { NewPayee = false }))
        );
        Assert.Equal(FindingKind.OnlyAndAlso, found.Kind);
        Assert.Equal([new(PaymentType.Transfer, IsNewPayee: true)], found.Where!.Kinds!);
    }

    [Fact]
    public void A_rule_that_fits_no_payment_is_named()
    {
        var never = Assert.Single(Find(Rule("a", new Condition { Types = [PaymentType.Payroll], NewPayee = true }), Rule("b")));
        Assert.Equal((FindingKind.RuleNeverMatches, 0), (never.Kind, never.Rule));
    }

    [Fact]
    public void A_level_with_fewer_people_than_its_quorum_cannot_be_put_in_force()
    {
        var few = Assert.Single(Find(Rule("a") with { Levels = [Level(4, Role.Approver)] }));
        Assert.Equal((FindingKind.TooFewSigners, FindingSeverity.Error), (few.Kind, few.Severity));
        Assert.Equal((3, 4), (few.Have, few.Need));
    }

    [Fact]
    public void A_role_without_the_right_to_sign_leaves_nobody()
    {
        var few = Assert.Single(Find(Rule("a") with { Levels = [Level(1, Role.PolicyOwner)] }));
        Assert.Equal((FindingKind.TooFewSigners, 0), (few.Kind, few.Have));
    }

    [Fact]
    public void Too_few_people_for_some_accounts_only_is_a_warning_that_names_them()
    {
        var world = With(World, Person(3, Role.Approver, 1, 2));
        var few = Assert.Single(PolicyAnalysis.Of(Policy(Rule("a") with { Levels = [Level(3, Role.Approver)] }), world));
        Assert.Equal((FindingKind.TooFewSigners, FindingSeverity.Warning), (few.Kind, few.Severity));
        Assert.Equal([3], few.Accounts!);
    }

    [Fact]
    public void A_disabled_person_signs_nothing()
    {
        var world = With(World, Person(3, Role.Approver) with { IsEnabled = false });
        Assert.Equal(
            FindingKind.TooFewSigners,
            Assert.Single(PolicyAnalysis.Of(Policy(Rule("a") with { Levels = [Level(3, Role.Approver)] }), world)).Kind
        );
    }

    [Fact]
    public void A_level_that_needs_its_own_maker_is_found()
    {
        var both = new PolicyPerson(Ids[3], [Role.Approver, Role.FinanceStaff], IsEnabled: true, new HashSet<int> { 1, 2, 3 });
        var found = Assert.Single(PolicyAnalysis.Of(Policy(Rule("a") with { Levels = [Level(3, Role.Approver)] }), With(World, both)));
        Assert.Equal((FindingKind.OnlyMaker, FindingSeverity.Warning), (found.Kind, found.Severity));
        Assert.Equal([Ids[3]], found.People!);
        Assert.Equal((2, 3), (found.Have, found.Need));
    }

    [Fact]
    public void A_level_that_only_the_one_maker_of_all_could_sign_is_an_error()
    {
        var alone = new PolicyPerson(Ids[0], [Role.Approver, Role.FinanceStaff], IsEnabled: true, new HashSet<int> { 1, 2, 3 });
        var level = new PolicyLevel("level", new([], [Ids[0]]), 1, false, null);
        var found = Assert.Single(PolicyAnalysis.Of(Policy(Rule("a") with { Levels = [level] }), With(World, alone)));
        Assert.Equal((FindingKind.OnlyMaker, FindingSeverity.Error), (found.Kind, found.Severity));
    }

    [Fact]
    public void Levels_that_need_the_same_person_twice_are_found_also_across_chained_rules()
    {
        var one = Level(1, Role.Approver) with { Signers = new([], [Ids[1]]) };
        var found = Assert.Single(Find(Rule("a") with { AndAlso = true, Levels = [one] }, Rule("b") with { Levels = [one] }));
        Assert.Equal((FindingKind.SamePersonTwice, FindingSeverity.Error), (found.Kind, found.Severity));
        Assert.Equal([0, 1], found.Rules!);

        Assert.Equal(
            FindingKind.SamePersonTwice,
            Assert.Single(Find(Rule("a") with { Levels = [Level(2, Role.Approver), Level(2, Role.Approver)] })).Kind
        );
        Assert.Empty(Find(Rule("a") with { Levels = [Level(2, Role.Approver), Level(1, Role.Approver)] }));
    }

    [Fact]
    public void A_route_that_works_only_with_the_maker_among_its_signers_is_found()
    {
        var both = new PolicyPerson(Ids[3], [Role.Approver, Role.FinanceStaff], IsEnabled: true, new HashSet<int> { 1, 2, 3 });
        var levels = new[] { Level(2, Role.Approver), Level(1, Role.Approver) };
        var found = Assert.Single(PolicyAnalysis.Of(Policy(Rule("a") with { Levels = levels }), With(World, both)));
        Assert.Equal((FindingKind.SamePersonTwice, FindingSeverity.Warning), (found.Kind, found.Severity));
        Assert.Equal([Ids[3]], found.People!);
    }

    [Fact]
    public void Somebody_named_who_cannot_sign_is_pointed_out()
    {
        var level = Level(1, Role.Approver) with { Signers = new([Role.Approver], [Ids[4]]) };
        var found = Assert.Single(Find(Rule("a") with { Levels = [level] }));
        Assert.Equal(FindingKind.PersonCannotSign, found.Kind);
        Assert.Equal([Ids[4]], found.People!);
    }

    public static TheoryData<FindingKind, Rule[]> Broken =>
        new()
        {
            { FindingKind.EmptyPolicy, [] },
            { FindingKind.RuleWithoutLevels, [Rule("a") with { Levels = [] }] },
            { FindingKind.LevelWithoutSigners, [Rule("a") with { Levels = [Level(1)] }] },
            { FindingKind.QuorumRange, [Rule("a") with { Levels = [Level(0, Role.Approver)] }] },
            { FindingKind.NameLength, [Rule(" ")] },
            { FindingKind.NameTwice, [Rule("a", new Condition { NewPayee = true }), Rule("a")] },
            { FindingKind.EmptyAmountBand, [Rule("a", new Condition { Amount = new(100, 100) }), Rule("b")] },
            { FindingKind.EmptyAmountBand, [Rule("a", new Condition { Amount = new(null, 0) }), Rule("b")] },
            { FindingKind.EmptyAmountBand, [Rule("a", new Condition { Amount = new(-1, null) })] },
            { FindingKind.EmptyTimeBand, [Rule("a", new Condition { Time = new(new(9, 0), new(9, 0)) }), Rule("b")] },
            { FindingKind.UnknownCurrency, [Rule("a", new Condition { Currencies = ["XXQ"] }), Rule("b")] },
            { FindingKind.UnknownEntity, [Rule("a", new Condition { Entities = [99] }), Rule("b")] },
            { FindingKind.UnknownAccount, [Rule("a", new Condition { Accounts = [99] }), Rule("b")] },
            {
                FindingKind.UnknownPerson,
                [Rule("a") with { Levels = [Level(1, Role.Approver) with { Signers = new([Role.Approver], [Guid.Empty]) }] }]
            },
            {
                FindingKind.TimeLimit,
                [
                    Rule("a") with
                    {
                        Levels =
                        [
                            Level(1, Role.Approver) with
                            {
                                TimeLimit = new(TimeSpan.FromHours(9), null, null, TimeSpan.FromHours(8)),
                            },
                        ],
                    },
                ]
            },
            {
                FindingKind.TimeLimit,
                [Rule("a") with { Levels = [Level(1, Role.Approver) with { TimeLimit = new(null, TimeSpan.FromHours(9), null, null) }] }]
            },
            {
                FindingKind.TimeLimit,
                [Rule("a") with { Levels = [Level(1, Role.Approver) with { TimeLimit = new(null, null, null, TimeSpan.Zero) }] }]
            },
            { FindingKind.TooMany, [.. Enumerable.Range(0, PolicyLimits.Rules + 1).Select(i => Rule($"r{i}"))] },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_policy_that_cannot_work_says_why(FindingKind kind, Rule[] rules)
    {
        var errors = Find(rules).Where(finding => finding.Severity == FindingSeverity.Error);
        Assert.Equal(kind, Assert.Single(errors).Kind);
    }

    [Fact]
    public void Conditions_that_cut_payments_into_too_many_kinds_are_refused_instead_of_computed()
    {
        var conditions = Enumerable
            .Range(1, 60)
            .Select(i => new Condition
            {
                Amount = new(i * 100, i * 100 + 50),
                Time = new(TimeOnly.MinValue.AddMinutes(i * 20), TimeOnly.MinValue.AddMinutes(i * 20 + 10)),
                Currencies = [Currency.Codes.Order(StringComparer.Ordinal).ElementAt(i)],
            });
        var rules = conditions.Chunk(20).Select((chunk, index) => Rule($"r{index}", chunk));
        Assert.Equal(FindingKind.TooComplex, Assert.Single(Find([.. rules])).Kind);
    }

    [Fact]
    public void What_is_called_a_gap_is_exactly_what_no_rule_matches()
    {
        var (hits, misses) = (0, 0);
        Gen.Select(PolicyGen.Policies, PolicyGen.Payments, PolicyGen.Payments)
            .Where((policy, _, _) => policy.Rules.Count > 0)
            .Sample(
                (policy, one, other) =>
                {
                    var world = new PolicyWorld(
                        new HashSet<int> { 1, 2, 3, 4, 5 },
                        [
                            .. new[] { one, other }
                                .DistinctBy(facts => facts.AccountId)
                                .Select(facts => new PolicyAccount(facts.AccountId, facts.Entities)),
                        ],
                        new Dictionary<Guid, PolicyPerson>()
                    );
                    var gaps = PolicyAnalysis
                        .Of(policy, world)
                        .Where(finding => finding.Kind == FindingKind.Gap)
                        .Select(gap => gap.Where!)
                        .ToArray();
                    // No new payees but of transfers: payments do not know others.
                    var facts = one with
                    {
                        IsNewPayee = one.IsNewPayee && one.Type == PaymentType.Transfer,
                    };
                    var isCovered = policy.Matching(facts).Count > 0;
                    Interlocked.Increment(ref isCovered ? ref hits : ref misses);
                    // The boxes do not overlap: a payment is in one gap or in none.
                    return gaps.Count(gap => Includes(policy, gap, facts)) == (isCovered ? 0 : 1);
                },
                iter: 10_000
            );
        Assert.True(hits > 1_000 && misses > 1_000, $"{hits} covered, {misses} not");
    }

    [Fact]
    public void Different_people_are_found_exactly_when_trying_every_choice_finds_them() =>
        Gen.Select(Gen.Select(Gen.Int[0, 5].HashSet[0, 4], Gen.Int[1, 2]).List[1, 3], Gen.Int[0, 5])
            .Sample(
                (levels, maker) =>
                {
                    var people = levels
                        .Select(level => ((IReadOnlyCollection<Guid>)[.. level.Item1.Select(i => Ids[i])], level.Item2))
                        .ToArray();
                    var seats = people.SelectMany(level => Enumerable.Repeat(level.Item1, level.Item2)).ToArray();
                    return DistinctSigners.Exist(people, Ids[maker]) == Try(seats, 0, [Ids[maker]]);
                },
                iter: 10_000
            );

    private static bool Try(IReadOnlyCollection<Guid>[] seats, int seat, HashSet<Guid> taken)
    {
        if (seat == seats.Length)
            return true;
        foreach (var person in seats[seat])
        {
            if (!taken.Add(person))
                continue;
            if (Try(seats, seat + 1, taken))
                return true;
            taken.Remove(person);
        }
        return false;
    }

    private static bool Includes(ApprovalPolicy policy, Circumstances where, PaymentFacts facts) =>
        (where.Accounts?.Contains(facts.AccountId) ?? true)
        && (where.Kinds?.Contains(new(facts.Type, facts.IsNewPayee)) ?? true)
        && (where.Sources?.Contains(facts.Source) ?? true)
        && (where.Times?.Any(band => band.Includes(facts.LocalTime)) ?? true)
        && (where.Amounts?.Any(band => band.Includes(facts.PolicyMinor)) ?? true)
        && (
            where.Currencies is null
            || where.Currencies.Contains(facts.Amount.Currency.Code, StringComparer.Ordinal)
            || (
                where.Currencies.Contains(null, StringComparer.Ordinal)
                && !policy.Rules.Any(rule => rule.AnyOf.Any(c => c.Currencies.Contains(facts.Amount.Currency.Code, StringComparer.Ordinal)))
            )
        );

    private static IReadOnlyList<PolicyFinding> Find(params Rule[] rules) => PolicyAnalysis.Of(Policy(rules), World);

    private static ApprovalPolicy Policy(params Rule[] rules) => new(Currency.Cny, rules);

    private static Rule Rule(string name, params Condition[] anyOf) => new(name, anyOf, [Level(1, Role.Approver)], AndAlso: false);

    private static PolicyLevel Level(int quorum, params Role[] roles) => new("level", new(roles, []), quorum, false, null);

    private static PolicyPerson Person(int index, Role role, params int[] accounts) =>
        new(Ids[index], [role], IsEnabled: true, (accounts.Length > 0 ? accounts : [1, 2, 3]).ToHashSet());

    private static PolicyWorld With(PolicyWorld world, PolicyPerson changed) =>
        world with
        {
            People = world.People.Values.Where(person => person.Id != changed.Id).Append(changed).ToDictionary(person => person.Id),
        };
}
