using System.Diagnostics;
using FundPortal.Benchmarks.Figures;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Benchmarks.Approvals;

/// <summary>Who must sign: decisions a second on one core, by a policy of many rules that all kinds of conditions tell apart.</summary>
internal static class RoutingBenchmark
{
    private const int Entities = 20;
    private const int Accounts = 200;
    private const int Rounds = 7;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static int Run(int rules)
    {
        var random = new Random(20_260_301);
        var policy = PolicyOf(rules, random);
        var payments = Enumerable.Range(0, 4_096).Select(_ => Facts(random)).ToArray();
        var asked = payments.Average(facts => policy.Rules.TakeWhile(rule => !rule.Matches(facts) || rule.AndAlso).Count() + 1);
        var rates = Enumerable.Range(0, Rounds + 1).Select(_ => RateOf(policy, payments)).Skip(1).Order().ToArray();
        FigureTable.Add(
            new Figure(
                FormattableString.Invariant($"routing decisions, policy of {rules} rules, {asked:F0} asked on average"),
                "decisions/s",
                rates[Rounds / 2]
            ).AtLeast(100_000)
        );
        return FigureTable.ExitCode;
    }

    private static decimal RateOf(ApprovalPolicy policy, PaymentFacts[] payments)
    {
        var start = Stopwatch.GetTimestamp();
        var (decisions, levels) = (0L, 0L);
        while (Stopwatch.GetElapsedTime(start) < Round)
        {
            foreach (var facts in payments)
                levels += policy.Route(facts).Value.Levels.Count;
            decisions += payments.Length;
        }
        if (levels < decisions)
            throw new InvalidOperationException("Every route has a level.");
        return (decimal)(decisions / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Each rule is for an entity or some accounts, a type or currency, and a band; the last takes what is left. Every tenth goes on.</summary>
    private static ApprovalPolicy PolicyOf(int rules, Random random)
    {
        PolicyLevel Level(int number) => new($"level {number}", new Signers([Role.Approver], []), 1 + (number % 2), false, null);
        var made = new List<Rule>();
        for (var number = 1; number < rules; number++)
        {
            var over = random.NextInt64(0, 1_000_000_00);
            var condition = new Condition
            {
                Entities = number % 2 == 0 ? [random.Next(1, Entities + 1)] : [],
                Accounts = number % 2 == 1 ? [.. Enumerable.Range(0, 5).Select(_ => random.Next(1, Accounts + 1))] : [],
                Types = number % 3 == 0 ? [PaymentType.Transfer] : [],
                Currencies = number % 5 == 0 ? ["CNY"] : [],
                Amount = new(over, over + 500_000_00),
                NewPayee = number % 7 == 0 ? true : null,
                Time = number % 11 == 0 ? new(new TimeOnly(18, 0), new TimeOnly(8, 0)) : null,
            };
            made.Add(new($"rule {number}", [condition], [Level(1), Level(2)], number % 10 == 0));
        }
        made.Add(new("all others", [], [Level(1)], false));
        return new ApprovalPolicy(Currency.Cny, made);
    }

    private static PaymentFacts Facts(Random random)
    {
        var amount = random.NextInt64(1, 2_000_000_00);
        return new PaymentFacts(
            [1, random.Next(2, Entities + 1)],
            random.Next(1, Accounts + 1),
            random.Next(4) == 0 ? PaymentType.OwnTransfer : PaymentType.Transfer,
            PaymentSource.Page,
            new Money(amount, Currency.Cny),
            amount,
            random.Next(5) == 0,
            new TimeOnly(random.Next(24), random.Next(60))
        );
    }
}
