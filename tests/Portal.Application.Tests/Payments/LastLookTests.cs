using FundPortal.Application.Approvals;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>What changes between the claim of an order, or its payment's signatures, and the first byte keeps it in the house.</summary>
public sealed class LastLookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE SendingArmings SET EndedAt = ConfirmedAt")]
    [InlineData("UPDATE Channels SET State = 3")]
    [InlineData("UPDATE Payees SET IsBlocked = 1")]
    [InlineData("UPDATE Payments SET AmountMinor = 99900")]
    [InlineData("UPDATE People SET IsDisabled = 1 WHERE DisplayName = 'approver 0'")]
    public async Task Whatever_comes_between_the_claim_and_the_first_byte_keeps_the_order_in_the_house(string change)
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The changes are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        var looks = 0;
        world.Bank.BeforeLastLook = async () =>
        {
            looks++;
            Assert.True(await world.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync(change, Ct)) > 0);
        };
        await world.RoundAsync();
        Assert.Equal(1, looks);
        Assert.Empty(world.Bank.Received);
        Assert.Equal(InstructionState.Waiting, (await world.OrderAsync(payment)).State);
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
    }

    [Fact]
    public async Task A_signer_who_lost_the_role_that_the_level_names_holds_it_back_though_another_role_still_signs()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var (treasury, signer) = (world.Treasury, world.Treasury.Approvers[0]);
        await treasury.PutInForceAsync(Treasury.OneRule(new PolicyLevel("owners", new Signers([Role.PolicyOwner], []), 1, false, null)));
        await treasury.Group.AddAsync(new Application.Identity.PersonRole { PersonId = signer.PersonId, Role = Role.PolicyOwner });
        var payment = await world.ApprovedAsync();
        await world.Database.UseAsync(db =>
            db.PersonRoles.Where(r => r.PersonId == signer.PersonId && r.Role == Role.PolicyOwner).ExecuteDeleteAsync(Ct)
        );
        await world.RoundsAsync(3, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Equal("payment_signer_lost_rights", (await treasury.ShowAsync(payment)).May.WhyNotRelease!.Code);
    }

    [Fact]
    public async Task One_person_who_disarms_between_the_claim_and_the_first_byte_is_heard()
    {
        await using var world = await PayingTreasury.CreateAsync();
        await world.ApprovedAsync();
        world.Bank.BeforeLastLook = async () =>
            Assert.Null(
                (await world.Database.RunAsync((Disarm u) => u.HandleAsync(new(world.Channel.PublicId, "move"), world.Owner, Ct))).Refusal
            );
        await world.RoundAsync();
        Assert.Empty(world.Bank.Received);
    }

    [Fact]
    public async Task E9_a_stop_that_comes_between_the_claim_and_the_first_byte_keeps_the_order_in_the_house()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        world.Bank.BeforeLastLook = async () =>
            await world.Database.RunAsync(
                (StopPayments u) => u.HandleAsync(new(null, world.Treasury.Group.NorthCny.PublicId, "fraud"), world.Treasury.Maker, Ct)
            );
        await world.RoundAsync();
        Assert.Empty(world.Bank.Received);
        Assert.Equal(InstructionState.Waiting, (await world.OrderAsync(payment)).State);
    }
}
