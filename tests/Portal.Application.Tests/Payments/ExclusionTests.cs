using System.Collections.Frozen;
using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.OpenApi;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payments;

/// <summary>Who must not sign is refused whatever the way in; and the attempt stands in the trail.</summary>
public sealed class ExclusionTests
{
    /// <summary>Each excluded kind of person.</summary>
    public enum Who
    {
        Maker,
        Editor,
        PayeeChanger,
        SignerOfAnotherLevel,
        DelegateOfMaker,
        DelegateOfPayeeChanger,
        DelegateOfSigner,

        /// <summary>Saw the secret of the program that filed the payment.</summary>
        KeyHolder,
        DelegateOfKeyHolder,
    }

    /// <summary>Each way in.</summary>
    public enum Way
    {
        OneAtATime,
        Bulk,
        Reject,
        Return,

        /// <summary>Another approver lends their right, so that the person signs for them.</summary>
        ByDelegation,
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Who, Way> Cells() => new MatrixTheoryData<Who, Way>(Enum.GetValues<Who>(), Enum.GetValues<Way>());

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task E1_E2_an_excluded_person_signs_by_no_way(Who who, Way way)
    {
        // Everybody who is an approver may sign either level, the excluded ones too: only the exclusion stands in the way.
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("first", 1), me.Level("second", 2)));
        var world = await MakeAsync(treasury, who);
        if (way == Way.ByDelegation)
            await DelegateAsync(treasury, treasury.Approvers[6], world.Person);
        var other = await treasury.SubmittedAsync("77.00");
        var before = (await treasury.LoadAsync(world.Payment)).Signatures.Count;

        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var kind = way switch
        {
            Way.Reject => DecisionKind.Reject,
            Way.Return => DecisionKind.ReturnToMaker,
            _ => DecisionKind.Sign,
        };
        DecidePayments.Item[] items = [new(world.Payment, (await treasury.ShowAsync(world.Payment)).Shown)];
        if (way == Way.Bulk)
            items = [new(other, (await treasury.ShowAsync(other)).Shown), .. items];
        var result = await treasury.Database.RunAsync(
            (DecidePayments u) => u.HandleAsync(new(kind, items, treasury.Code(world.Person), "try"), world.Person, Ct)
        );

        var refusal = result.Value.Single(o => o.Payment == world.Payment).Refusal;
        Assert.Equal("payment_excluded", refusal?.Code);
        var stored = await treasury.LoadAsync(world.Payment);
        Assert.Equal(before, stored.Signatures.Count);
        Assert.Equal(PaymentState.InApproval, stored.State);
        Assert.Equal("payment.decision_refused", (await treasury.ActionsAsync(world.Payment))[^1]);
        // Nor does the inbox offer it, nor the page.
        var inbox = await treasury.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), world.Person, Ct));
        Assert.DoesNotContain(inbox.Value.Rows, row => row.Id == world.Payment);
        Assert.False((await treasury.ShowAsync(world.Payment, world.Person)).May.Sign);
    }

    [Fact]
    public async Task E1_whoever_changed_the_payee_after_the_payment_was_submitted_does_not_sign_it_either()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("any", 1)));
        var payment = await treasury.SubmittedAsync("10.00");
        var changer = treasury.Approvers[3];
        var now = treasury.Database.Clock.GetUtcNow().UtcDateTime;
        await treasury.Database.UseAsync(async db =>
        {
            var payee = await db.Payees.SingleAsync(Ct);
            var change = payee.Ask(payee.Details with { AccountNumber = "6222021001116249999" }, null, changer.PersonId, now).Value;
            db.Add(change);
            Assert.True(payee.Decide(change, accept: true, null, treasury.Approvers[4].PersonId, now, TimeSpan.Zero).IsOk);
            return await db.SaveChangesAsync(Ct);
        });

        Assert.False((await treasury.ShowAsync(payment, changer)).May.Sign);
        Assert.Empty((await treasury.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), changer, Ct))).Value.Rows);
        Assert.Equal([ExclusionReason.PayeeChanger], (await treasury.DecideAsync(changer, payment)).Refusal!.Args);
        // The second person who confirmed the change has no part in it.
        Assert.Null((await treasury.DecideAsync(treasury.Approvers[4], payment)).Refusal);
    }

    [Fact]
    public async Task A_role_or_scope_taken_away_a_moment_ago_counts_although_the_page_still_knows_the_old_ones()
    {
        await using var treasury = await Treasury.CreateAsync();
        var payment = await treasury.SubmittedAsync("10.00");
        var stale = treasury.Approvers[0];
        await treasury.Database.UseAsync(async db =>
        {
            db.PersonRoles.RemoveRange(db.PersonRoles.Where(r => r.PersonId == stale.PersonId));
            db.ScopeGrants.RemoveRange(db.ScopeGrants.Where(g => g.PersonId == treasury.Approvers[1].PersonId));
            return await db.SaveChangesAsync(Ct);
        });

        // The circuit's actor of a moment ago.
        Assert.Equal(Refusal.Forbidden, (await treasury.DecideAsync(stale, payment)).Refusal);
        Assert.Equal(Refusal.NotFound, (await treasury.DecideAsync(treasury.Approvers[1], payment)).Refusal);
        // And the actor that the next call loads.
        Assert.Equal(Refusal.Forbidden, (await treasury.DecideAsync(stale with { Roles = FrozenSet<Role>.Empty }, payment)).Refusal);
        Assert.Empty((await treasury.LoadAsync(payment)).Signatures);
    }

    [Fact]
    public async Task An_administrator_never_makes_sees_or_signs_a_payment_even_with_a_scope()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("any", 1)));
        var payment = await treasury.SubmittedAsync("10.00");
        var admin = await treasury.PersonAsync("admin", Role.Administrator);

        Assert.Equal(Refusal.Forbidden, (await treasury.DecideAsync(admin, payment)).Refusal);
        Assert.Equal(Refusal.Forbidden, (await treasury.SaveAsync(treasury.Entry("1.00"), admin)).Refusal);
        Assert.Equal(
            Refusal.Forbidden,
            (await treasury.Database.RunAsync((ShowPayment u) => u.HandleAsync(new(payment), admin, Ct))).Refusal
        );
        Assert.Equal(Refusal.Forbidden, (await treasury.Database.RunAsync((ListPayments u) => u.HandleAsync(new(), admin, Ct))).Refusal);
        var asSystem = await treasury.Database.RunAsync(
            (DecidePayments u) => u.HandleAsync(new(DecisionKind.Sign, [new(payment, "")], "000000", null), Actor.System, Ct)
        );
        Assert.Equal(Refusal.Forbidden, asSystem.Refusal);
    }

    [Fact]
    public async Task D2_a_payment_outside_the_scope_is_an_unknown_one_for_every_question()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("any", 1)));
        var payment = await treasury.SubmittedAsync("10.00");
        var version = (await treasury.ShowAsync(payment)).Version;
        var maker = await treasury.PersonAsync("south maker", Role.FinanceStaff, treasury.Group.South);
        var approver = await treasury.PersonAsync("south approver", Role.Approver, treasury.Group.South);
        var db = treasury.Database;

        Assert.Equal(Refusal.NotFound, (await db.RunAsync((ShowPayment u) => u.HandleAsync(new(payment), approver, Ct))).Refusal);
        Assert.Equal(Refusal.NotFound, (await treasury.DecideAsync(approver, payment)).Refusal);
        Assert.Equal(Refusal.NotFound, (await db.RunAsync((WithdrawSignature u) => u.HandleAsync(new(payment), approver, Ct))).Refusal);
        Assert.Equal(Refusal.NotFound, (await db.RunAsync((CancelPayment u) => u.HandleAsync(new(payment), maker, Ct))).Refusal);
        Assert.Equal(Refusal.NotFound, (await treasury.SubmitAsync(payment, version, maker)).Refusal);
        Assert.Equal(
            Refusal.NotFound,
            (await treasury.SaveAsync(treasury.Entry("1.00", account: treasury.Group.SouthCny), maker, payment, version)).Refusal
        );
        Assert.Empty((await db.RunAsync((ListPayments u) => u.HandleAsync(new(), approver, Ct))).Value.Rows);
        Assert.Empty((await db.RunAsync((ListInbox u) => u.HandleAsync(new(Mine: false), approver, Ct))).Value.Rows);
        // Entering with foreign accounts names the field, and does not tell that they exist.
        var foreign = await treasury.SaveAsync(treasury.Entry("1.00"), maker);
        Assert.Equal(["account", "account_unknown"], foreign.Refusal!.Args);
    }

    private sealed record Made(Guid Payment, Actor Person);

    private static async Task<Made> MakeAsync(Treasury treasury, Who who)
    {
        // Somebody with every right there is: maker and approver in one.
        var person = await BothAsync(treasury, "both");
        var entry = treasury.Entry("10.00");
        switch (who)
        {
            case Who.Maker:
                return new(await SubmitAsync(treasury, entry, person), person);
            case Who.Editor:
            {
                var saved = await treasury.SaveAsync(entry);
                saved = await treasury.SaveAsync(entry with { Purpose = "changed" }, person, saved.Value.Id, saved.Value.Version);
                Assert.True((await treasury.SubmitAsync(saved.Value.Id, saved.Value.Version)).IsOk);
                return new(saved.Value.Id, person);
            }
            case Who.PayeeChanger:
                return new(
                    await SubmitAsync(treasury, entry with { Payee = await PayeeOfAsync(treasury, person) }, treasury.Maker),
                    person
                );
            case Who.SignerOfAnotherLevel:
            {
                var payment = await SubmitAsync(treasury, entry, treasury.Maker);
                Assert.Null((await treasury.DecideAsync(person, payment)).Refusal);
                return new(payment, person);
            }
            case Who.DelegateOfMaker:
                await DelegateAsync(treasury, person, treasury.Approvers[7]);
                return new(await SubmitAsync(treasury, entry, person), treasury.Approvers[7]);
            case Who.DelegateOfPayeeChanger:
                await DelegateAsync(treasury, person, treasury.Approvers[7]);
                return new(
                    await SubmitAsync(treasury, entry with { Payee = await PayeeOfAsync(treasury, person) }, treasury.Maker),
                    treasury.Approvers[7]
                );
            case Who.KeyHolder:
                return new(await FileAsync(treasury, person), person);
            case Who.DelegateOfKeyHolder:
                await DelegateAsync(treasury, person, treasury.Approvers[7]);
                return new(await FileAsync(treasury, person), treasury.Approvers[7]);
            default:
            {
                await DelegateAsync(treasury, person, treasury.Approvers[7]);
                var payment = await SubmitAsync(treasury, entry, treasury.Maker);
                Assert.Null((await treasury.DecideAsync(person, payment)).Refusal);
                return new(payment, treasury.Approvers[7]);
            }
        }
    }

    private static async Task<Guid> FileAsync(Treasury treasury, Actor holder)
    {
        var client = await treasury.Group.ProgramAsync("erp", holder, [ApiPermission.FilePayments], treasury.Group.Holding);
        var actor = await treasury.Group.CallAsync(client);
        var (account, payee) = (treasury.Group.NorthCny.PublicId, treasury.Payee.PublicId);
        var request = new FileApiPayment.Command("K1", null, account, payee, null, null, null, "10.00", null, "goods", null, null);
        var filed = await treasury.Database.RunAsync((FileApiPayment u) => u.HandleAsync(request, actor, Ct));
        Assert.Null(filed.Refusal);
        return filed.Value.Payment;
    }

    private static async Task<Actor> BothAsync(Treasury treasury, string name)
    {
        var person = await treasury.PersonAsync(name, Role.Approver);
        await treasury.Group.AddAsync(new PersonRole { PersonId = person.PersonId, Role = Role.FinanceStaff });
        return person with { Roles = new[] { Role.Approver, Role.FinanceStaff }.ToFrozenSet() };
    }

    private static async Task<Guid> PayeeOfAsync(Treasury treasury, Actor by) =>
        (await treasury.Group.AddAsync(treasury.NewPayee("Other Ltd", "6222021001116245710", by.PersonId))).PublicId;

    private static async Task<Guid> SubmitAsync(Treasury treasury, PaymentEntry entry, Actor maker)
    {
        var saved = await treasury.SaveAsync(entry, maker);
        Assert.Null(saved.Refusal);
        Assert.Null((await treasury.SubmitAsync(saved.Value.Id, saved.Value.Version, maker)).Refusal);
        return saved.Value.Id;
    }

    private static async Task DelegateAsync(Treasury treasury, Actor from, Actor to)
    {
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var day = new DateOnly(2026, 3, 2);
        var given = await treasury.Database.RunAsync(
            (GiveDelegation u) => u.HandleAsync(new(to.PersonId, day, day.AddDays(7), null, "leave", treasury.Code(from)), from, Ct)
        );
        Assert.Null(given.Refusal);
    }
}
