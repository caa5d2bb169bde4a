using FundPortal.Application.Payments;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.Web.Payments;

namespace FundPortal.Web.Tests.Payments;

public sealed class PaymentFormTests
{
    [Fact]
    public void A_payment_is_paid_again_without_a_reason_that_nobody_gave()
    {
        var shown = Shown(duplicateReason: "second instalment");

        Assert.Equal("second instalment", PaymentForm.Of(shown).DuplicateReason);
        var again = PaymentForm.Again(shown);
        Assert.Equal((shown.Id, null), (again.ReissueOf, again.DuplicateReason));
        Assert.Equal(("12.50", "goods", "INV-1"), (again.Amount, again.Purpose, again.Reference));
    }

    private static ShowPayment.Details Shown(string duplicateReason) =>
        new(
            Guid.NewGuid(),
            "P1",
            PaymentType.Transfer,
            PaymentSource.Page,
            PaymentState.Returned,
            Guid.NewGuid(),
            "Account",
            "1",
            "Bank",
            "Entity",
            Guid.NewGuid(),
            new BankDetails("Payee", "2", "Bank", "102100099996", "CN"),
            null,
            null,
            new Money(12_50, Currency.Cny),
            "goods",
            "INV-1",
            duplicateReason,
            null,
            1,
            1,
            DateTime.UnixEpoch,
            DateTime.UnixEpoch,
            IsFirstTime: false,
            PayeeChangedSince: false,
            null,
            0,
            [],
            [],
            [],
            new ShowPayment.Abilities(false, null, false, false, false, false, null),
            "",
            1
        );
}
