using CsCheck;
using FundPortal.Domain.Payments;

namespace FundPortal.Domain.Tests.Payments;

/// <summary>What one order to a bank may go through, whatever the bank, its senders and the clock do.</summary>
public sealed class PaymentInstructionTests
{
    private static readonly DateTime Start = PaymentWorld.Start;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan BelievedAfter = TimeSpan.FromMinutes(10);

    private enum Happens
    {
        Claim,
        AnswerAccepted,
        AnswerUnknown,
        AnswerFailed,
        NotSent,
        LateAnswerOfOldHolder,
        LeaseRunsOut,
        NotFound,
        Pending,
        Doubtful,
        Settled,
        Failed,
        Returned,
        NoAnswer,
    }

    private sealed record Event(Happens What, int Minutes);

    /// <summary>What leads to a second sending comes more often, or the walk would hardly get there.</summary>
    private static readonly Gen<Happens> AnyHappening = Gen.Select(
        Gen.Int[0, 9],
        Gen.Enum<Happens>(),
        (die, any) =>
            die switch
            {
                < 2 => Happens.Claim,
                2 => Happens.AnswerUnknown,
                < 8 => Happens.NotFound,
                _ => any,
            }
    );

    private static readonly Gen<Event> AnyEvent = Gen.Select(AnyHappening, Gen.Int[0, 20], (what, minutes) => new Event(what, minutes));

    [Fact]
    public void F3_it_is_sent_again_only_after_late_and_repeated_not_found_and_never_once_accepted_and_a_last_word_stays()
    {
        var resent = 0;
        AnyEvent
            .List[1, 40]
            .Sample(
                events =>
                {
                    var order = Order();
                    var now = Start;
                    var (lateInARow, wasAccepted) = (0, false);
                    foreach (var (what, minutes) in events)
                    {
                        now += TimeSpan.FromMinutes(minutes);
                        var (before, sends) = (order.State, order.Sends);
                        var isOpen = before is InstructionState.Accepted or InstructionState.Unknown;
                        if (what == Happens.Claim && (before == InstructionState.Waiting || order.MayResend))
                        {
                            if (sends > 0)
                            {
                                Assert.True(lateInARow >= PaymentInstruction.NotFoundsNeeded && !wasAccepted);
                                Interlocked.Increment(ref resent);
                            }
                            order.Claim(now, Lease);
                            lateInARow = 0;
                        }
                        else if (what == Happens.NotFound && isOpen && now - order.LastSentAt >= BelievedAfter)
                            lateInARow++;
                        else if (
                            isOpen && what is Happens.Pending or Happens.Doubtful or Happens.Settled or Happens.Failed or Happens.Returned
                        )
                            lateInARow = 0;
                        Apply(order, what, now);
                        wasAccepted |= order.State is InstructionState.Accepted or InstructionState.Settled or InstructionState.Returned;
                        Check(order, before, sends, what);
                    }
                },
                iter: 20_000
            );
        Assert.True(resent > 100, $"{resent} re-sendings: the walk did not get there.");
    }

    [Fact]
    public void F4_whoever_lost_the_order_to_another_holder_changes_nothing()
    {
        var order = Order();
        order.Claim(Start, Lease);
        var old = order.Fence;
        Assert.True(order.LeaseRanOut(Start + Lease));
        for (var i = 1; i <= 3; i++)
            order.NotFound(BelievedAfter, Start + BelievedAfter + TimeSpan.FromMinutes(i));
        Assert.True(order.MayResend);
        order.Claim(Start.AddHours(1), Lease);
        Assert.False(order.Sent(old, InstructionState.Failed, "late", null, Start.AddHours(1)));
        Assert.False(order.NotSent(old, "late", null, Start.AddHours(1)));
        Assert.Equal((InstructionState.Sending, 2), (order.State, order.Sends));
    }

    [Fact]
    public void A_refusal_of_a_second_sending_proves_nothing_about_the_first()
    {
        var order = Order();
        order.Claim(Start, Lease);
        order.Sent(order.Fence, InstructionState.Unknown, null, null, Start);
        for (var i = 1; i <= 3; i++)
            order.NotFound(BelievedAfter, Start + BelievedAfter + TimeSpan.FromMinutes(i));
        order.Claim(Start.AddHours(1), Lease);
        Assert.True(order.Sent(order.Fence, InstructionState.Failed, "BAL0001", null, Start.AddHours(1)));
        Assert.Equal(InstructionState.Unknown, order.State);
    }

    [Fact]
    public void References_are_unique_fixed_by_the_payment_and_of_letters_and_digits()
    {
        var payment = Guid.Parse("0197f0c2-7d1e-7a53-9b35-0c6a5d6a7b11");
        Assert.Equal(EndToEndId.Of(payment, 0), EndToEndId.Of(payment, 0));
        var many = Enumerable.Range(0, 5_000).Select(line => EndToEndId.Of(payment, line)).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(5_000, many.Count);
        Assert.All(many, id => Assert.Matches("^FP[0-9A-HJKMNP-TV-Z]{26}$", id));
        // It is stored at banks: a changed form would make known payments unknown.
        Assert.Equal("FP", EndToEndId.Of(payment, 0)[..2]);
    }

    private static PaymentInstruction Order() =>
        new(PaymentWorld.Draft(maker: 1), null, channelId: 1, remoteId: "1001", isOwnBank: false, Start);

    private static void Apply(PaymentInstruction order, Happens what, DateTime now)
    {
        _ = what switch
        {
            Happens.AnswerAccepted => order.Sent(order.Fence, InstructionState.Accepted, null, null, now),
            Happens.AnswerUnknown => order.Sent(order.Fence, InstructionState.Unknown, null, null, now),
            Happens.AnswerFailed => order.Sent(order.Fence, InstructionState.Failed, null, null, now),
            Happens.NotSent => order.NotSent(order.Fence, null, null, now),
            Happens.LateAnswerOfOldHolder => order.Sent(order.Fence - 1, InstructionState.Failed, null, null, now),
            Happens.LeaseRunsOut => order.LeaseRanOut(now),
            Happens.NotFound => order.NotFound(BelievedAfter, now),
            Happens.Pending => order.Learned(InstructionState.Accepted, null, null, null, null, now),
            Happens.Doubtful => order.Learned(InstructionState.Unknown, null, null, null, null, now),
            Happens.Settled => order.Learned(InstructionState.Settled, null, null, null, null, now),
            Happens.Failed => order.Learned(InstructionState.Failed, null, null, null, null, now),
            Happens.Returned => order.Learned(InstructionState.Returned, null, null, null, null, now),
            _ => false,
        };
    }

    private static void Check(PaymentInstruction order, InstructionState before, int sends, Happens what)
    {
        if (before is InstructionState.Failed or InstructionState.Returned)
            Assert.Equal(before, order.State);
        if (before == InstructionState.Settled)
            Assert.True(order.State is InstructionState.Settled or InstructionState.Returned);
        Assert.True(order.Sends >= 0);
        Assert.True(order.Sends <= sends + (what == Happens.Claim ? 1 : 0));
        Assert.Equal(order.IsFinal, order.NextAt is null);
        if (order.Sends == 0 && !order.IsFinal)
            Assert.NotEqual(InstructionState.Accepted, order.State);
    }
}
