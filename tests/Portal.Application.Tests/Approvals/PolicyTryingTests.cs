using FundPortal.Application.Approvals;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Change = FundPortal.Application.Approvals.ComparePolicies.RuleChange;

namespace FundPortal.Application.Tests.Approvals;

/// <summary>Trying a policy out: the simulator, the replay, the difference, and the names that go with them.</summary>
public sealed class PolicyTryingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_simulator_says_who_would_sign_and_why()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        await desk.InForceAsync(
            PolicyDesk.Policy(
                PolicyDesk.Rule("new", 1, new Condition { NewPayee = true }) with
                {
                    AndAlso = true,
                },
                PolicyDesk.Rule("small", 1, new Condition { Amount = new(null, 50_000_00) }),
                PolicyDesk.Rule("large", 1)
            )
        );

        var answer = (await SimulateAsync(desk, new Money(1_250_000_00, Currency.Cny), isNew: true)).Value;

        Assert.Null(answer.WhyNot);
        Assert.Equal([("new", true), ("large", false)], answer.Matches.Select(match => (match.Rule, match.Because is not null)));
        Assert.Equal([1, 2], answer.Levels.Select(level => level.Rule.Stage));
        Assert.All(answer.Levels, level => Assert.Equal(3, level.People.Count));
    }

    [Fact]
    public async Task The_simulator_leaves_the_maker_out_and_says_when_a_payment_could_not_be_submitted()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        await desk.InForceAsync(PolicyDesk.Policy(PolicyDesk.Rule("small", 1, new Condition { Amount = new(null, 100_00) })));

        var some = await SimulateAsync(desk, new Money(100_00, Currency.Cny), maker: desk.Approvers[0].PersonId);
        Assert.Equal(2, Assert.Single(some.Value.Levels).People.Count);
        var none = (await SimulateAsync(desk, new Money(100_01, Currency.Cny))).Value;
        Assert.Same(ApprovalPolicy.NoRuleMatches, none.WhyNot);
        Assert.Empty(none.Levels);
        Assert.Equal("rate_missing", (await SimulateAsync(desk, new Money(100_00, Currency.Of("USD")))).Refusal!.Code);
        Assert.Equal(["amount", "amount_range"], (await SimulateAsync(desk, new Money(0, Currency.Cny))).Refusal!.Args);
    }

    [Fact]
    public async Task The_simulator_knows_only_accounts_in_scope_and_policies_that_exist()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var query = Query(desk, new Money(1, Currency.Cny));
        Assert.Same(PolicyInForce.None, (await desk.AskAsync((SimulatePolicy u) => u.HandleAsync(query, desk.Chen, Ct))).Refusal);
        await desk.InForceAsync(Policies.OneLevel);
        var north = await desk.Group.PersonAsync(Role.FinanceStaff, [desk.Group.North]);
        var foreign = query with { Account = desk.Group.SouthCny.PublicId };
        Assert.Equal(
            ["account", "account_unknown"],
            (await desk.AskAsync((SimulatePolicy u) => u.HandleAsync(foreign, north, Ct))).Refusal!.Args
        );
        var unknown = query with { Policy = Guid.NewGuid() };
        Assert.Same(Refusal.NotFound, (await desk.AskAsync((SimulatePolicy u) => u.HandleAsync(unknown, desk.Chen, Ct))).Refusal);
        var draft = query with { Policy = await desk.DraftAsync(Policies.OneLevel) };
        Assert.Equal(PolicyState.Draft, (await desk.AskAsync((SimulatePolicy u) => u.HandleAsync(draft, desk.Maker, Ct))).Value.State);
    }

    [Fact]
    public async Task The_replay_lists_the_payments_that_would_be_routed_differently()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var first = await desk.InForceAsync(Policies.OneLevel);
        var stored = await desk.StoredAsync(first);
        var large = await SubmitAsync(desk, stored.Id, 200_000_00);
        await SubmitAsync(desk, stored.Id, 10_000_00);
        var second = await desk.DraftAsync(
            PolicyDesk.Policy(PolicyDesk.Rule("renamed", 1, new Condition { Amount = new(null, 100_000_00) }), PolicyDesk.Rule("large", 2))
        );

        var answer = (await desk.AskAsync((ReplayPolicy u) => u.HandleAsync(new(first, second), desk.Maker, Ct))).Value;

        Assert.Equal((2, 1, false), (answer.Looked, answer.Different, answer.IsCut));
        var row = Assert.Single(answer.Rows);
        Assert.Equal(large, row.Payment);
        Assert.Equal((1, 2), (row.Before.Levels.Single().Quorum, row.After.Levels.Single().Quorum));
        var outsider = await desk.Group.PersonAsync(Role.FinanceStaff, [desk.Group.South]);
        Assert.Equal(0, (await desk.AskAsync((ReplayPolicy u) => u.HandleAsync(new(first, second), outsider, Ct))).Value.Looked);
        desk.Group.Database.Clock.Advance(TimeSpan.FromDays(91));
        Assert.Equal(0, (await desk.AskAsync((ReplayPolicy u) => u.HandleAsync(new(first, second), desk.Maker, Ct))).Value.Looked);
        var tooLong = await desk.AskAsync((ReplayPolicy u) => u.HandleAsync(new(first, second, 91), desk.Maker, Ct));
        Assert.Equal("days_range", tooLong.Refusal!.Args[1]);
    }

    [Fact]
    public async Task The_difference_of_two_versions_is_told_rule_by_rule()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var before = await desk.DraftAsync(
            PolicyDesk.Policy(
                PolicyDesk.Rule("a"),
                PolicyDesk.Rule("b"),
                PolicyDesk.Rule("gone"),
                PolicyDesk.Rule("c"),
                PolicyDesk.Rule("d")
            )
        );
        var after = await desk.DraftAsync(
            PolicyDesk.Policy(
                PolicyDesk.Rule("a"),
                PolicyDesk.Rule("d"),
                PolicyDesk.Rule("b", 2),
                PolicyDesk.Rule("new"),
                PolicyDesk.Rule("c")
            )
        );

        var difference = (await desk.AskAsync((ComparePolicies u) => u.HandleAsync(new(before, after), desk.Maker, Ct))).Value;

        Assert.Equal(
            [
                (Change.Same, 0, 0, false),
                (Change.Same, 4, 1, true),
                (Change.Changed, 1, 2, false),
                (Change.Added, null, 3, false),
                (Change.Removed, 2, null, false),
                (Change.Same, 3, 4, false),
            ],
            difference.Rules.Select(row => (row.Change, row.Before, row.After, row.HasMoved))
        );
        Assert.False(difference.IsNone);
        var same = (await desk.AskAsync((ComparePolicies u) => u.HandleAsync(new(before, before), desk.Maker, Ct))).Value;
        Assert.True(same.IsNone);
        Assert.Same(
            Refusal.NotFound,
            (await desk.AskAsync((ComparePolicies u) => u.HandleAsync(new(before, Guid.NewGuid()), desk.Maker, Ct))).Refusal
        );
    }

    [Fact]
    public async Task Policy_owners_choose_among_all_accounts_and_others_see_the_names_of_their_scope()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var north = await desk.Group.PersonAsync(Role.FinanceStaff, [desk.Group.North]);
        var (all, some) = (await ChoicesAsync(desk, desk.Chen), await ChoicesAsync(desk, north));
        Assert.Equal((3, 3), (all.Entities.Count, all.Accounts.Count));
        Assert.Equal(["North"], some.Entities.Select(e => e.Name), StringComparer.Ordinal);
        Assert.Equal(2, some.Accounts.Count);
        Assert.Equal(3, all.People.Count(person => person.MaySign));
    }

    [Fact]
    public async Task The_analysis_looks_at_content_that_is_not_stored()
    {
        await using var desk = await PolicyDesk.CreateAsync();
        var policy = PolicyDesk.Policy(PolicyDesk.Rule("a", 1, new Condition { Accounts = [-1] }));
        var findings = (await desk.AskAsync((AnalysePolicy u) => u.HandleAsync(new(policy), desk.Chen, Ct))).Value;
        Assert.Contains(findings, finding => finding.Kind == Domain.Approvals.Analysis.FindingKind.UnknownAccount);
    }

    private static async Task<PolicyNames> ChoicesAsync(PolicyDesk desk, Actor who) =>
        (await desk.AskAsync((ListPolicyChoices u) => u.HandleAsync(new(), who, Ct))).Value;

    private static Task<Result<SimulatePolicy.Answer>> SimulateAsync(
        PolicyDesk desk,
        Money amount,
        bool isNew = false,
        Guid? maker = null
    ) => desk.AskAsync((SimulatePolicy u) => u.HandleAsync(Query(desk, amount) with { IsNewPayee = isNew, Maker = maker }, desk.Maker, Ct));

    private static SimulatePolicy.Query Query(PolicyDesk desk, Money amount) =>
        new(null, desk.Group.NorthCny.PublicId, PaymentType.Transfer, amount, false, PaymentSource.Page, new TimeOnly(21, 30), null);

    private static async Task<Guid> SubmitAsync(PolicyDesk desk, int policy, long minor)
    {
        var now = desk.Group.Database.Clock.GetUtcNow().UtcDateTime;
        var doer = new Doer(desk.Maker.PersonId, null, now);
        var to = new BankDetails("x", "1", "b", "102100099996", "CN");
        var amount = new Money(minor, Currency.Cny);
        var order = new PaymentOrder(PaymentType.Transfer, desk.Group.NorthCny.Id, null, null, to, amount, "x", null, null, null, [], []);
        var payment = new Payment(Guid.CreateVersion7(), order, PaymentSource.Page, null, doer);
        var level = new RouteLevel(1, "approver", new([Role.Approver], []), 1, null, "all");
        Assert.True(payment.Submit(new(new([level]), policy, minor, DateOnly.FromDateTime(now), null), doer).IsOk);
        return (await desk.Group.AddAsync(payment)).PublicId;
    }
}
