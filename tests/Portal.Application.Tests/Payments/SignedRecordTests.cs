using FundPortal.Application.Approvals;
using FundPortal.Application.Payments.Sending;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>Whoever writes to the database past the portal cannot spare a payment its signatures: route and signatures must be those of the audit chain.</summary>
public sealed class SignedRecordTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A signature of a person, as the portal would have stored it.</summary>
    private const string Insert = """
        INSERT INTO Signatures (PaymentId, RouteNumber, Level, PersonId, OnBehalfOf, DelegationId, At, Address, CodeStep, ContentHash, PolicyVersionId, Comment, WithdrawnAt)
        SELECT p.Id, p.RouteNumber, 2, u.Id, NULL, NULL, s.At, NULL, 1, p.ContentHash, p.PolicyVersionId, NULL, NULL
        FROM Payments p JOIN Signatures s ON s.PaymentId = p.Id JOIN People u ON u.DisplayName = 'NAME';
        """;

    private const string Approve =
        "UPDATE PaymentLevels SET OpenedAt = (SELECT MAX(At) FROM Signatures), SignedAt = (SELECT MAX(At) FROM Signatures); UPDATE Payments SET State = 4, DueAt = NULL;";

    [Theory]
    [InlineData(
        "DELETE FROM PaymentLevelSigners WHERE LevelId IN (SELECT Id FROM PaymentLevels WHERE Ordinal = 2); DELETE FROM PaymentLevels WHERE Ordinal = 2;",
        null
    )]
    [InlineData("UPDATE PaymentLevels SET Rule = REPLACE(Rule, '\"quorum\":1', '\"quorum\":0') WHERE Ordinal = 2;", null)]
    [InlineData("", "approver 2")]
    [InlineData("", "maker")]
    public async Task A_level_taken_away_or_a_signature_put_there_lets_nothing_out_and_an_alert_says_so(string attack, string? signer)
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The attacks are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await HalfSignedAsync(world);
        var sql = attack + (signer is null ? "" : Insert.Replace("NAME", signer, StringComparison.Ordinal)) + Approve;
        Assert.True(await world.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync(sql, Ct)) > 0);
        Assert.Equal(PaymentState.Approved, await world.StateAsync(payment));
        await world.RoundsAsync(3, TimeSpan.FromMinutes(11));
        Assert.Empty(world.Bank.Received);
        Assert.Equal(PaymentState.Approved, await world.StateAsync(payment));
        Assert.Single(
            await world.Treasury.ActionsAsync(payment),
            action => string.Equals(action, "payment.altered", StringComparison.Ordinal)
        );
        Assert.Contains("payment_altered", await SendingTests.NoticesAsync(world, world.Treasury.Maker), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_signature_that_was_taken_back_does_not_come_back_past_the_portal()
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The attacks are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        var withdrawn = await world.Database.RunAsync(
            (WithdrawSignature u) => u.HandleAsync(new(payment), world.Treasury.Approvers[0], Ct)
        );
        Assert.Equal(PaymentState.InApproval, withdrawn.Value);
        await world.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE Signatures SET WithdrawnAt = NULL;" + Approve, Ct));
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Contains("payment.altered", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_route_changed_after_the_release_is_not_sent()
    {
        Assert.SkipWhen(TestKit.TestDatabase.SqlServer is { Length: > 0 }, "The attacks are written for SQLite.");
        await using var world = await PayingTreasury.CreateAsync();
        var payment = await world.ApprovedAsync();
        await world.Database.RunAsync((ReleasePayments u) => u.HandleAsync(new(), Actor.System, Ct));
        await world.Database.UseAsync(db =>
            db.Database.ExecuteSqlRawAsync("UPDATE PaymentLevels SET Rule = REPLACE(Rule, 'cashier', 'anybody')", Ct)
        );
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Empty(world.Bank.Received);
        Assert.Contains("payment.altered", await world.Treasury.ActionsAsync(payment), StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_was_returned_changed_signed_taken_back_and_signed_again_as_it_should_be_leaves()
    {
        await using var world = await PayingTreasury.CreateAsync();
        var treasury = world.Treasury;
        var limit = new LevelTimeLimit(
            TimeSpan.FromHours(1),
            TimeSpan.FromHours(20),
            new Signers([], [treasury.Approvers[7].PersonId]),
            TimeSpan.FromHours(40)
        );
        await treasury.PutInForceAsync(
            Treasury.OneRule(treasury.Level("cashier", 1, 0, 1) with { TimeLimit = limit }, treasury.Level("finance", 2, 2, 3, 4))
        );
        var payment = await treasury.SubmittedAsync("100");
        await treasury.DecideAsync(treasury.Approvers[0], payment);
        await treasury.DecideAsync(treasury.Approvers[2], payment, DecisionKind.ReturnToMaker);
        var version = (await treasury.LoadAsync(payment)).Version;
        var saved = await treasury.SaveAsync(treasury.Entry("120"), id: payment, version: version);
        Assert.Null((await treasury.SubmitAsync(payment, saved.Value.Version)).Refusal);
        await treasury.DecideAsync(treasury.Approvers[1], payment);
        await treasury.DecideAsync(treasury.Approvers[2], payment);
        Assert.Null(
            (await world.Database.RunAsync((WithdrawSignature u) => u.HandleAsync(new(payment), treasury.Approvers[1], Ct))).Refusal
        );
        foreach (var approver in new[] { 0, 2, 3 })
            Assert.Null((await treasury.DecideAsync(treasury.Approvers[approver], payment)).Refusal);
        await world.RoundsAsync(2, TimeSpan.FromMinutes(1));
        Assert.Equal(120_00, Assert.Single(world.Bank.Received).Amount.Minor);
    }

    /// <summary>Two levels, of which one is signed.</summary>
    private static async Task<Guid> HalfSignedAsync(PayingTreasury world)
    {
        var treasury = world.Treasury;
        await treasury.PutInForceAsync(Treasury.OneRule(treasury.Level("cashier", 1, 0, 1), treasury.Level("finance", 1, 2, 3, 4)));
        var payment = await treasury.SubmittedAsync("100");
        Assert.Equal(PaymentState.InApproval, (await treasury.DecideAsync(treasury.Approvers[0], payment)).State);
        return payment;
    }
}
