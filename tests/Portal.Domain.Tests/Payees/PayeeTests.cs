using FundPortal.Domain.Payees;

namespace FundPortal.Domain.Tests.Payees;

public sealed class PayeeTests
{
    private static readonly DateTime Now = new(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly Guid Anna = Guid.NewGuid();
    private static readonly Guid Boris = Guid.NewGuid();
    private static readonly BankDetails Old = new("A", "1", "Bank", "102100099996", "CN");
    private static readonly BankDetails New = Old with { AccountNumber = "2" };

    [Fact]
    public void A_new_payee_waits_for_its_cooling_off_to_end()
    {
        var payee = Make();
        Assert.Equal("payee_cooling_off", payee.WhyUnusable(Now)!.Code);
        Assert.Equal("payee_cooling_off", payee.WhyUnusable(Now + Day - TimeSpan.FromTicks(1))!.Code);
        Assert.Null(payee.WhyUnusable(Now + Day));
        payee.IsBlocked = true;
        Assert.Same(PayeeRefusals.Blocked, payee.WhyUnusable(Now + Day));
    }

    [Fact]
    public void The_old_details_stay_in_force_until_a_second_person_confirms_and_then_it_cools_off_again()
    {
        var payee = Make();
        var change = payee.Ask(New, "moved", Anna, Now).Value;
        Assert.Equal((Old, Anna), (payee.Details, payee.DetailsBy));
        Assert.Same(PayeeRefusals.ChangePending, payee.Ask(New with { AccountNumber = "3" }, null, Boris, Now).Refusal);
        Assert.Same(PayeeRefusals.NotSecondPerson, payee.Decide(change, accept: true, null, Anna, Now, Day).Refusal);
        Assert.Same(PayeeRefusals.NotSecondPerson, payee.Decide(change, accept: false, null, Anna, Now, Day).Refusal);

        var later = Now + (10 * Day);
        Assert.True(payee.Decide(change, accept: true, null, Boris, later, Day).IsOk);

        Assert.Equal((New, "2", Anna, Boris), (payee.Details, payee.AccountKey, payee.DetailsBy, payee.DetailsConfirmedBy));
        Assert.Equal(later + Day, payee.UsableFrom);
        Assert.Equal((PayeeChangeState.Accepted, Old), (change.State, change.Was));
        Assert.Same(PayeeRefusals.ChangeDecided, payee.Decide(change, accept: false, null, Boris, later, Day).Refusal);
        Assert.Same(PayeeRefusals.ChangeDecided, payee.Withdraw(change, Anna, later).Refusal);
    }

    [Fact]
    public void What_is_refused_or_withdrawn_leaves_the_payee_as_it_was()
    {
        var payee = Make();
        var (details, usable) = (payee.Details, payee.UsableFrom);
        payee.Decide(payee.Ask(New, null, Anna, Now).Value, accept: false, "no", Boris, Now, Day);
        var second = payee.Ask(New, null, Boris, Now).Value;
        Assert.Same(PayeeRefusals.NotAsker, payee.Withdraw(second, Anna, Now).Refusal);
        Assert.True(payee.Withdraw(second, Boris, Now).IsOk);

        Assert.Equal((details, usable, null, null), (payee.Details, payee.UsableFrom, payee.PendingChange, payee.DetailsConfirmedBy));
        Assert.Same(PayeeRefusals.NothingChanged, payee.Ask(Old, null, Anna, Now).Refusal);
    }

    [Fact]
    public void A_new_payee_is_confirmed_once_and_by_somebody_else()
    {
        var payee = Make();
        Assert.Same(PayeeRefusals.NotSecondPerson, payee.Confirm(Anna).Refusal);
        Assert.True(payee.Confirm(Boris).IsOk);
        Assert.Same(PayeeRefusals.ConfirmedAlready, payee.Confirm(Guid.NewGuid()).Refusal);
        Assert.Equal((Anna, Boris, Now + Day), (payee.DetailsBy, payee.DetailsConfirmedBy, payee.UsableFrom));
    }

    [Fact]
    public void The_first_payment_is_the_earliest()
    {
        var payee = Make();
        foreach (var day in new[] { 5, 7, 4 })
            payee.MarkPaid(Old, new DateOnly(2026, 3, day));
        Assert.Equal(new DateOnly(2026, 3, 4), payee.FirstPaidOn);
    }

    [Fact]
    public void With_other_details_it_is_new_until_those_were_paid_to()
    {
        var payee = Make();
        payee.MarkPaid(Old, new DateOnly(2026, 3, 4));
        var refused = payee.Ask(New, null, Anna, Now).Value;
        Assert.True(payee.Decide(refused, accept: false, "no", Boris, Now, Day).IsOk);
        Assert.Equal<(DateOnly?, DateOnly?)>((new DateOnly(2026, 3, 4), null), (payee.FirstPaidOn, refused.WasPaidSince));

        var change = payee.Ask(New, null, Anna, Now).Value;
        Assert.True(payee.Decide(change, accept: true, null, Boris, Now, Day).IsOk);
        Assert.Equal<(DateOnly?, DateOnly?)>((null, new DateOnly(2026, 3, 4)), (payee.FirstPaidOn, change.WasPaidSince));

        // A payment to the old account that settles late tells nothing of the new one.
        payee.MarkPaid(Old, new DateOnly(2026, 3, 6));
        Assert.Null(payee.FirstPaidOn);
        payee.MarkPaid(New, new DateOnly(2026, 3, 8));
        Assert.Equal(new DateOnly(2026, 3, 8), payee.FirstPaidOn);
    }

    private static Payee Make() => new(1, "A", null, Old, Anna, Now, Day);
}
