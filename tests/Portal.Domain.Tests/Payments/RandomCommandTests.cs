using CsCheck;
using FundPortal.Domain.Payments;
using static FundPortal.Domain.Tests.Payments.PaymentWorld;

namespace FundPortal.Domain.Tests.Payments;

/// <summary>Random commands by random people, and after each one everything that must always hold.</summary>
public sealed class RandomCommandTests
{
    private const int People = 8;

    private enum Command
    {
        Submit,
        Sign,
        SignForAnother,
        SignStale,
        Reject,
        Return,
        Withdraw,
        Change,
        Cancel,
        Wait,
        Release,
        Report,
    }

    private sealed record Order(Command Command, int Person, int Other, int Number);

    private static readonly Gen<Order> Orders = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(Command.Submit)),
            (12, Gen.Const(Command.Sign)),
            (4, Gen.Const(Command.SignForAnother)),
            (1, Gen.Const(Command.SignStale)),
            (1, Gen.Const(Command.Reject)),
            (1, Gen.Const(Command.Return)),
            (2, Gen.Const(Command.Withdraw)),
            (1, Gen.Const(Command.Change)),
            (1, Gen.Const(Command.Cancel)),
            (1, Gen.Const(Command.Wait)),
            (1, Gen.Const(Command.Release)),
            (1, Gen.Const(Command.Report))
        ),
        Gen.Int[1, People],
        Gen.Int[1, People],
        Gen.Int[0, 1_000],
        (command, person, other, number) => new Order(command, person, other, number)
    );

    [Fact]
    public void No_sequence_of_commands_by_anybody_breaks_the_rules()
    {
        var reached = new HashSet<PaymentState>();
        Orders
            .Array[1, 60]
            .Sample(
                orders =>
                {
                    var payment = Draft(maker: 1, payeeChanger: 2);
                    Check(payment, PaymentState.Draft);
                    var minute = 0;
                    foreach (var order in orders)
                    {
                        var (before, steps) = (payment.State, payment.Steps);
                        var isDone = Apply(payment, order, ++minute);
                        Assert.True(isDone == payment.Steps > steps, $"{order}: done and told must agree.");
                        if (!isDone)
                            Assert.Equal(before, payment.State);
                        Check(payment, before);
                        lock (reached)
                            reached.Add(payment.State);
                    }
                },
                iter: 5_000
            );
        // The random walk is worth something only if it gets everywhere.
        Assert.Superset(
            new HashSet<PaymentState>
            {
                PaymentState.InApproval,
                PaymentState.Approved,
                PaymentState.Released,
                PaymentState.Rejected,
                PaymentState.ReturnedToMaker,
                PaymentState.Cancelled,
                PaymentState.Expired,
                PaymentState.Settled,
            },
            reached
        );
    }

    private static bool Apply(Payment payment, Order order, int minute)
    {
        var doer = Does(order.Person, minute);
        var decision = Decides(payment, Signer(order.Person), minute);
        return order.Command switch
        {
            Command.Submit => payment.Submit(SubmissionOf(order.Number), doer).IsOk,
            Command.Sign => payment.Sign(decision).IsOk,
            Command.SignForAnother => payment.Sign(decision with { By = Standin(order.Person, order.Other) }).IsOk,
            Command.SignStale => payment.Sign(decision with { Shown = new byte[32] }).IsOk,
            Command.Reject => payment.Reject(decision).IsOk,
            Command.Return => payment.ReturnToMaker(decision).IsOk,
            Command.Withdraw => payment.WithdrawSignature(doer).IsOk,
            Command.Change => payment.Change(PaymentWorld.Order(minor: order.Number + 1), doer).IsOk,
            Command.Cancel => order.Number < 200 && payment.Cancel("no", doer).IsOk,
            Command.Wait => payment.ApplyTimeLimits(Start.AddMinutes(minute).AddHours(order.Number / 100)).Count > 0,
            Command.Release => payment.Release(Start.AddMinutes(minute)).IsOk,
            _ => payment.BankReports((PaymentState)(6 + (order.Number % 5)), "x", null, Start.AddMinutes(minute)).IsOk,
        };
    }

    private static Submission SubmissionOf(int number)
    {
        var limit = new Domain.Approvals.LevelTimeLimit(
            TimeSpan.FromHours(1),
            TimeSpan.FromHours(4),
            new([], [P(8)]),
            TimeSpan.FromHours(8)
        );
        var levels = (number % 4) switch
        {
            0 => new[] { Level(1, 1, 2, 3, 4) with { TimeLimit = limit } },
            1 => [Level(1, 1), Level(2, 2, 3, 4, 5)],
            2 => [Level(1, 1, 3, 4), Level(1, 1, 5, 6), Level(2, 1) with { TimeLimit = limit }],
            _ => [Level(1, 2), Level(2, 1), Level(3, 1, 7, 8)],
        };
        return new Submission(new(levels), 3, 1, new DateOnly(2026, 3, 2), "1/INV-1");
    }

    private static void Check(Payment payment, PaymentState before)
    {
        if (payment.State != before)
            Assert.True(
                PaymentMoves.May(before, payment.State) || (before, payment.State) is (_, PaymentState.InApproval),
                $"{before} to {payment.State}"
            );
        var standing = payment.Standing.ToArray();
        // Nobody's voice counts twice, and no excluded person's counts at all.
        var voices = standing.SelectMany(s => s.OnBehalfOf is { } other ? new[] { s.PersonId, other } : [s.PersonId]).ToArray();
        Assert.Equal(voices.Length, voices.Distinct().Count());
        Assert.DoesNotContain(voices, voice => payment.Hands.Any(hand => hand.PersonId == voice));
        // A level counts as signed exactly when its quorum stands; none has more; none is open before those ahead of it are signed.
        foreach (var level in payment.Route)
        {
            var count = standing.Count(s => s.Level == level.Ordinal);
            Assert.True(count <= level.Rule.Quorum);
            if (payment.State is PaymentState.InApproval or >= PaymentState.Approved and <= PaymentState.Returned)
                Assert.Equal(count == level.Rule.Quorum, level.SignedAt is not null);
            if (level.OpenedAt is not null && payment.State == PaymentState.InApproval)
                Assert.All(payment.Route.Where(l => l.Rule.Stage < level.Rule.Stage), l => Assert.NotNull(l.SignedAt));
        }
        if (payment.State is >= PaymentState.Approved and <= PaymentState.Returned)
        {
            Assert.All(payment.Route, level => Assert.NotNull(level.SignedAt));
            Assert.Null(payment.CheckContent());
            Assert.All(standing, s => Assert.Equal(payment.ContentHash, s.ContentHash));
        }
        if (payment.State == PaymentState.InApproval)
            Assert.Contains(payment.Route, level => level.IsOpen);
        Assert.Equal(Enumerable.Range(1, payment.Steps), payment.Events.Select(e => e.Number));
        // Held while it may be paid; what came back may be paid again under the same reference.
        var isFree = PaymentMoves.IsVoid(payment.State) || payment.State == PaymentState.Returned || payment.SubmittedAt is null;
        Assert.Equal(isFree, payment.ReferenceHeld is null);
    }
}
