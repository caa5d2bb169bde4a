using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.OpenApi;

public sealed class SandboxPaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_portal_itself_moves_sandbox_payments()
    {
        await using var group = await Group.CreateAsync();
        var me = await group.PersonAsync(Role.Administrator, [group.Holding]);
        var asked = await group.Database.RunAsync((MoveSandboxPayments move) => move.HandleAsync(new(), me, Ct));
        Assert.Equal(Refusal.Forbidden, asked.Refusal);
        Assert.Equal(0, (await group.Database.RunAsync((MoveSandboxPayments move) => move.HandleAsync(new(), Actor.System, Ct))).Value);
    }

    [Fact]
    public void Every_timetable_begins_in_approval_goes_forward_and_ends_for_good()
    {
        for (var digits = 0; digits < 100; digits++)
            foreach (var lacksFunds in new[] { false, true })
            {
                var payment = new SandboxPayment
                {
                    Key = "K",
                    RequestHash = [],
                    PayeeName = "P",
                    PayeeNumber = "1",
                    Purpose = "x",
                    AmountMinor = 100_00 + digits,
                    LacksFunds = lacksFunds,
                    Done = 2,
                };
                Assert.Equal(PaymentState.InApproval, payment.State);
                var times = payment.Timetable.Select(step => step.After).ToArray();
                Assert.Equal(times.Order(), times);
                var end = payment.Timetable[^1].State;
                Assert.True(
                    end is PaymentState.Settled or PaymentState.Failed or PaymentState.Returned or PaymentState.Rejected
                        || digits is 6 or 7,
                    $"{digits}: {end}"
                );
            }
    }
}
