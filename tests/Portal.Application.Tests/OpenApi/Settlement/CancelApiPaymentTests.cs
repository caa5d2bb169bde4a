using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.OpenApi.Settlement;

/// <summary>A program takes its own payment back.</summary>
public sealed class CancelApiPaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_cancels_what_it_filed_and_nobody_else_s()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (mine, other) = (await ClientAsync(treasury, "mine"), await ClientAsync(treasury, "other"));
        var filed = await FileAsync(treasury, await treasury.Group.CallAsync(mine));

        Assert.Equal(Refusal.NotFound, (await CancelAsync(treasury, filed, await treasury.Group.CallAsync(other))).Refusal);
        Assert.Equal(Refusal.Forbidden, (await CancelAsync(treasury, filed, treasury.Maker)).Refusal);
        var cancelled = await CancelAsync(treasury, filed, await treasury.Group.CallAsync(mine));

        Assert.Equal(PaymentState.Cancelled, cancelled.Value.State);
        Assert.Contains(cancelled.Value.Timeline, step => step.What == PaymentStep.Cancelled);
        // A second time there is nothing to take back.
        Assert.NotNull((await CancelAsync(treasury, filed, await treasury.Group.CallAsync(mine))).Refusal);
    }

    [Fact]
    public async Task A_nonce_that_filed_a_payment_cancels_none()
    {
        await using var treasury = await Treasury.CreateAsync();
        var client = await ClientAsync(treasury, "mine");
        var call = await treasury.Group.CallAsync(client, "one-nonce-of-sixteen");
        var filed = await FileAsync(treasury, call);

        Assert.Equal(FileApiPayment.NonceReused, (await CancelAsync(treasury, filed, call)).Refusal);
        Assert.Equal(PaymentState.InApproval, (await treasury.LoadAsync(filed)).State);
    }

    private static Task<Result<ShowApiPayment.Found>> CancelAsync(Treasury treasury, Guid payment, Actor who) =>
        treasury.Database.RunAsync((CancelApiPayment u) => u.HandleAsync(new(payment), who, Ct));

    private static async Task<Guid> FileAsync(Treasury treasury, Actor who)
    {
        var request = new FileApiPayment.Command(
            "K1",
            "INV-1",
            treasury.Group.NorthCny.PublicId,
            treasury.Payee.PublicId,
            null,
            null,
            null,
            "10.00",
            null,
            "goods",
            null,
            null
        );
        return (await treasury.Database.RunAsync((FileApiPayment u) => u.HandleAsync(request, who, Ct))).Value.Payment;
    }

    private static Task<ApiClient> ClientAsync(Treasury treasury, string name) =>
        treasury.Group.ProgramAsync(name, treasury.OtherMaker, [ApiPermission.FilePayments], treasury.Group.Holding);
}
