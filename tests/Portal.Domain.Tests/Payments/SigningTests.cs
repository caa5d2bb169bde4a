using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using static FundPortal.Domain.Tests.Payments.PaymentWorld;

namespace FundPortal.Domain.Tests.Payments;

public sealed class SigningTests
{
    [Fact]
    public void Levels_are_signed_in_order_and_the_last_signature_approves()
    {
        var payment = Submitted(Level(1, 1, 2), Level(2, 2, 3, 4, 5));

        Assert.Equal(PaymentRefusals.NotYours, Sign(payment, 3).Refusal);
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(Sign(payment, 3).IsOk);
        Assert.Equal(PaymentState.InApproval, payment.State);
        Assert.True(Sign(payment, 5).IsOk);

        Assert.Equal(PaymentState.Approved, payment.State);
        Assert.Null(payment.CheckRelease());
        Assert.Equal(
            [
                PaymentStep.Entered,
                PaymentStep.Submitted,
                PaymentStep.SignatureGiven,
                PaymentStep.LevelSigned,
                PaymentStep.SignatureGiven,
                PaymentStep.SignatureGiven,
                PaymentStep.LevelSigned,
                PaymentStep.Approved,
            ],
            payment.Events.Select(e => e.Step)
        );
    }

    [Fact]
    public void Levels_of_one_stage_are_open_together()
    {
        var payment = Submitted(Level(1, 1, 2), Level(1, 1, 3), Level(2, 1, 4));

        Assert.True(Sign(payment, 3).IsOk);
        Assert.Equal(PaymentRefusals.NotYours, Sign(payment, 4).Refusal);
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(Sign(payment, 4).IsOk);
        Assert.Equal(PaymentState.Approved, payment.State);
    }

    [Fact]
    public void E1_maker_editor_and_payee_changer_never_sign_nor_by_delegation()
    {
        var payment = Draft(maker: 1, payeeChanger: 9);
        Assert.True(payment.Change(Order(purpose: "other goods"), Does(2)).IsOk);
        Submit(payment, 2, Level(1, 1));

        foreach (var (person, why) in new[] { (1, ExclusionReason.Maker), (2, ExclusionReason.Editor), (9, ExclusionReason.PayeeChanger) })
        {
            Assert.Equal(PaymentRefusals.Excluded(why).Args, Sign(payment, person).Refusal!.Args);
            // Whoever stands in for one of them gains nothing by it.
            Assert.Equal(PaymentRefusals.NotYours, payment.Sign(Decides(payment, Standin(20, person))).Refusal);
            // And may not sign by a right of their own either.
            var own = Standin(20, person) with
            {
                Roles = Approver,
            };
            Assert.Equal([ExclusionReason.DelegateOfExcluded], payment.Sign(Decides(payment, own)).Refusal!.Args);
        }
        Assert.True(Sign(payment, 3).IsOk);
    }

    [Fact]
    public void E2_one_person_signs_one_level_by_whatever_way()
    {
        var payment = Submitted(Level(1, 1, 2), Level(2, 2));
        Assert.True(Sign(payment, 2).IsOk);

        Assert.Equal([ExclusionReason.SignedAlready], Sign(payment, 2).Refusal!.Args);
        // A delegate of somebody who signed another level.
        Assert.Equal(PaymentRefusals.NotYours, payment.Sign(Decides(payment, Standin(20, 2))).Refusal);
        // Once a delegate signed for 3, neither of the two has another voice.
        Assert.True(payment.Sign(Decides(payment, Standin(20, 3))).IsOk);
        Assert.Equal([ExclusionReason.SignedAlready], Sign(payment, 3).Refusal!.Args);
        Assert.Equal([ExclusionReason.SignedAlready], payment.Sign(Decides(payment, Standin(20, 4))).Refusal!.Args);
        Assert.Equal(PaymentState.InApproval, payment.State);
        Assert.Equal(P(3), payment.Standing.Last().OnBehalfOf);
    }

    [Fact]
    public void E3_a_signature_binds_to_what_was_shown()
    {
        var payment = Submitted(Level(1, 2));
        var stale = Decides(payment, Signer(3));
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(payment.Change(Order(minor: 999_00), Does(1)).IsOk);

        Assert.Equal(PaymentState.Draft, payment.State);
        Assert.Empty(payment.Standing);
        Submit(payment, 1, Level(1, 2));
        Assert.Equal(PaymentRefusals.ChangedSinceShown, payment.Sign(stale).Refusal);
        Assert.True(Sign(payment, 2).IsOk);
    }

    [Fact]
    public void Whatever_was_signed_hashes_differently_when_anything_of_it_changes()
    {
        var hashes = new[]
        {
            Order(),
            Order(minor: 100_01),
            Order(purpose: "goods "),
            Order() with
            {
                Reference = null,
            },
            Order() with
            {
                PayOn = new DateOnly(2026, 3, 3),
            },
            Order() with
            {
                AccountId = 2,
            },
            Order() with
            {
                PayeeId = 8,
            },
            Order() with
            {
                To = Order().To! with { AccountNumber = "6222021001116245703" },
            },
            Order() with
            {
                To = Order().To! with { BankCode = null },
            },
            Order() with
            {
                To = Order().To! with { AccountName = "Shanghai Mould Lt", AccountNumber = "d6222021001116245702" },
            },
        }
            .Select(order =>
            {
                var payment = Draft();
                Assert.True(payment.Change(order, Does(1)).IsOk);
                return (payment, order);
            })
            .Select(pair => Convert.ToHexString(PaymentContent.HashOf(pair.payment, 3)))
            .ToArray();

        // Each payment has an id of its own, so the rule is tested on one payment too.
        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
        var one = Draft();
        var before = PaymentContent.HashOf(one, 3);
        Assert.Equal(before, PaymentContent.HashOf(one, 3));
        Assert.NotEqual(before, PaymentContent.HashOf(one, 4));
        Assert.True(one.Change(Order(), Does(1)).IsOk);
        Assert.NotEqual(before, PaymentContent.HashOf(one, 3));
    }

    [Fact]
    public void A_withdrawn_signature_reopens_its_level_and_later_ones_fall()
    {
        var payment = Submitted(Level(1, 1, 2), Level(2, 1, 3));
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(Sign(payment, 3).IsOk);

        Assert.True(payment.WithdrawSignature(Does(2, 5)).IsOk);

        Assert.Equal(PaymentState.InApproval, payment.State);
        Assert.Empty(payment.Standing);
        Assert.True(payment.Route.First().IsOpen);
        Assert.Null(payment.Route.Last().OpenedAt);
        Assert.Equal(PaymentRefusals.NoSignature, payment.WithdrawSignature(Does(3, 6)).Refusal);
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(Sign(payment, 3).IsOk);
        Assert.True(payment.Release(Start.AddHours(1)).IsOk);
        Assert.Equal("payment_wrong_state", payment.WithdrawSignature(Does(3, 7)).Refusal!.Code);
    }

    [Fact]
    public void Returned_to_the_maker_it_starts_anew()
    {
        var payment = Submitted(Level(1, 1, 2), Level(2, 1, 3));
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(payment.ReturnToMaker(Decides(payment, Signer(3))).IsOk);
        Assert.Equal(PaymentState.ReturnedToMaker, payment.State);
        Assert.Null(payment.LimitDay);

        Submit(payment, 1, Level(1, 1, 2));

        Assert.Equal(2, payment.RouteNumber);
        Assert.Empty(payment.Standing);
        Assert.True(Sign(payment, 2).IsOk);
        Assert.Equal(PaymentState.Approved, payment.State);
    }

    [Fact]
    public void A_level_that_waits_is_reminded_of_escalated_and_expires_each_once()
    {
        var limit = new LevelTimeLimit(
            TimeSpan.FromHours(1),
            TimeSpan.FromHours(2),
            new Signers([Role.PolicyOwner], []),
            TimeSpan.FromHours(3)
        );
        var payment = Submitted(Level(1, 1, 2) with { TimeLimit = limit });

        Assert.Empty(payment.ApplyTimeLimits(Start.AddMinutes(59)));
        Assert.Equal([PaymentStep.Reminded], payment.ApplyTimeLimits(Start.AddMinutes(60)).Select(h => h.Step));
        Assert.Empty(payment.ApplyTimeLimits(Start.AddMinutes(61)));
        var owner = Signatory.Alone(P(30), new HashSet<Role> { Role.PolicyOwner });
        Assert.Equal(PaymentRefusals.NotYours, payment.Signing.RightOf(owner).Refusal);
        Assert.Equal([PaymentStep.Escalated], payment.ApplyTimeLimits(Start.AddMinutes(120)).Select(h => h.Step));
        Assert.True(payment.Signing.RightOf(owner).IsOk);
        Assert.Equal([PaymentStep.Expired], payment.ApplyTimeLimits(Start.AddMinutes(180)).Select(h => h.Step));
        Assert.Equal(PaymentState.Expired, payment.State);
        Assert.Null(payment.ReferenceHeld);
        Assert.Empty(payment.ApplyTimeLimits(Start.AddDays(9)));
    }

    [Fact]
    public void Nothing_but_the_banks_word_moves_a_released_payment()
    {
        var payment = Submitted(Level(1, 1, 2));
        Assert.True(Sign(payment, 2).IsOk);
        Assert.True(payment.Release(Start.AddMinutes(2)).IsOk);

        Assert.False(payment.Release(Start.AddMinutes(2)).IsOk);
        Assert.False(payment.Cancel(null, Does(1)).IsOk);
        Assert.False(payment.Change(Order(), Does(1)).IsOk);
        Assert.True(payment.BankReports(PaymentState.Unknown, null, "time-out", Start.AddMinutes(3)).IsOk);
        Assert.False(payment.BankReports(PaymentState.Returned, null, null, Start.AddMinutes(3)).IsOk);
        Assert.True(payment.BankReports(PaymentState.Settled, "S", "ok", Start.AddMinutes(4)).IsOk);
        Assert.Equal("1/INV-1", payment.ReferenceHeld);
        Assert.True(payment.BankReports(PaymentState.Returned, "B", "退票", Start.AddDays(2)).IsOk);
        Assert.False(payment.BankReports(PaymentState.Settled, null, null, Start.AddDays(3)).IsOk);
    }
}
