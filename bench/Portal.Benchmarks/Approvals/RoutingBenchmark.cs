using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FundPortal.Benchmarks.Figures;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;

namespace FundPortal.Benchmarks.Approvals;

/// <summary>Who must sign: decisions a second on one core, by a policy of many rules that all kinds of conditions tell apart.</summary>
internal static class RoutingBenchmark
{
    public static int Run(int rules)
    {
        RoutingDecisions.Rules = rules;
        var folder = Directory.CreateTempSubdirectory("fundportal-routing-").FullName;
        var config = ManualConfig
            .CreateEmpty()
            // In this process: a program of its own for one method would be made and built each time.
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(folder);
        var report = BenchmarkRunner.Run<RoutingDecisions>(config).Reports.Single();
        Directory.Delete(folder, recursive: true);
        var nanoseconds = report.ResultStatistics?.Median ?? throw new InvalidOperationException("Nothing was measured.");
        var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
        FigureTable.Add(
            new Figure(
                FormattableString.Invariant(
                    $"routing decisions, policy of {rules} rules, {RoutingDecisions.Asked:F0} asked on average, {bytes} bytes each"
                ),
                "decisions/s",
                (decimal)(1e9 / nanoseconds)
            ).AtLeast(100_000)
        );
        return FigureTable.ExitCode;
    }
}

/// <summary>What BenchmarkDotNet calls; it wants a public class.</summary>
public class RoutingDecisions
{
    private const int Entities = 20;
    private const int Accounts = 200;
    private const int Payments = 4_096;

    private ApprovalPolicy policy = null!;
    private PaymentFacts[] payments = [];

    internal static int Rules { get; set; } = 100;

    /// <summary>Rules that are looked at until the route is known, on average.</summary>
    internal static double Asked { get; private set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(20_260_301);
        policy = PolicyOf(Rules, random);
        payments = [.. Enumerable.Range(0, Payments).Select(_ => Facts(random))];
        Asked = payments.Average(facts => policy.Rules.TakeWhile(rule => !rule.Matches(facts) || rule.AndAlso).Count() + 1);
    }

    [Benchmark(OperationsPerInvoke = Payments)]
    public long Route()
    {
        var levels = 0L;
        foreach (var facts in payments)
            levels += policy.Route(facts).Value.Levels.Count;
        return levels >= Payments ? levels : throw new InvalidOperationException("Every route has a level.");
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
