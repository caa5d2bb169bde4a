using FundPortal.Application.Approvals;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

public sealed class DelegationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_right_to_sign_is_lent_for_its_days_seen_by_both_told_and_taken_back()
    {
        await using var t = await Treasury.CreateAsync();
        var (giver, receiver) = (t.Approvers[0], t.Approvers[7]);
        var today = ChinaTime.Today(t.Database.Clock);
        var given = await GiveAsync(
            t,
            giver,
            Command(t, giver, receiver.PersonId) with
            {
                FirstDay = today.AddDays(1),
                LastDay = today.AddDays(2),
            }
        );
        Assert.Null(given.Refusal);

        Assert.Empty(await ActiveAsync(t, today));
        Assert.Equal((giver.PersonId, receiver.PersonId), (await ActiveAsync(t, today.AddDays(1))).Select(d => (d.From, d.To)).Single());
        Assert.Single(await ActiveAsync(t, today.AddDays(2)));
        Assert.Empty(await ActiveAsync(t, today.AddDays(3)));

        Assert.True(Assert.Single((await ListAsync(t, giver)).Rows).IsMine);
        Assert.Equal("approver 0", Assert.Single((await ListAsync(t, receiver)).Rows).Other);
        Assert.Empty((await ListAsync(t, t.Approvers[1])).Rows);

        // Only the giver takes it back.
        Assert.Equal(Refusal.NotFound, (await EndAsync(t, receiver, given.Value)).Refusal);
        Assert.True((await EndAsync(t, giver, given.Value)).IsOk);
        Assert.Equal("delegation_ended", (await EndAsync(t, giver, given.Value)).Refusal?.Code);
        Assert.Empty(await ActiveAsync(t, today.AddDays(1)));
        Assert.Equal(
            ["delegation_given", "delegation_ended"],
            await t.Database.UseAsync(db =>
                db.Notices.Where(n => n.PersonId == receiver.PersonId).OrderBy(n => n.Id).Select(n => n.Kind).ToListAsync(Ct)
            )
        );
    }

    [Fact]
    public async Task A_delegation_needs_a_code_a_signer_future_days_a_sane_amount_and_no_other_one()
    {
        await using var t = await Treasury.CreateAsync();
        var giver = t.Approvers[0];
        var good = Command(t, giver, t.Approvers[7].PersonId);

        Assert.Equal("not_oneself", (await GiveAsync(t, giver, good with { Receiver = giver.PersonId })).Refusal?.Code);
        Assert.Equal("cannot_sign", Reason(await GiveAsync(t, giver, good with { Receiver = t.Maker.PersonId })));
        Assert.Equal("cannot_sign", Reason(await GiveAsync(t, giver, good with { Receiver = Guid.NewGuid() })));
        Assert.Equal("day_past", Reason(await GiveAsync(t, giver, good with { FirstDay = good.FirstDay.AddDays(-1) })));
        Assert.Equal("period_backwards", Reason(await GiveAsync(t, giver, good with { LastDay = good.FirstDay.AddDays(-1) })));
        Assert.Equal("period_too_long", Reason(await GiveAsync(t, giver, good with { LastDay = good.FirstDay.AddDays(365) })));
        Assert.Equal("amount_positive", Reason(await GiveAsync(t, giver, good with { UpTo = "0" })));
        Assert.Equal("amount_precision", Reason(await GiveAsync(t, giver, good with { UpTo = "1.234" })));
        Assert.Equal("length_1_to", Reason(await GiveAsync(t, giver, good with { Reason = " " })));
        Assert.NotNull((await GiveAsync(t, giver, good with { Code = "000000" })).Refusal);
        Assert.Empty(await t.Database.UseAsync(db => db.Delegations.ToListAsync(Ct)));

        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        good = Command(t, giver, good.Receiver) with { LastDay = good.FirstDay.AddDays(364) };
        Assert.Null((await GiveAsync(t, giver, good)).Refusal);
        // The code is spent, and the days overlap.
        Assert.NotNull((await GiveAsync(t, giver, good with { Receiver = t.Approvers[6].PersonId })).Refusal);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var again = Command(t, giver, good.Receiver) with { FirstDay = good.LastDay, LastDay = good.LastDay };
        Assert.Equal("delegation_overlaps", (await GiveAsync(t, giver, again)).Refusal?.Code);
        Assert.Null((await GiveAsync(t, giver, again with { Receiver = t.Approvers[6].PersonId })).Refusal);
    }

    [Fact]
    public async Task A_delegation_rests_while_either_side_may_not_sign()
    {
        await using var t = await Treasury.CreateAsync();
        var (giver, receiver) = (t.Approvers[0], t.Approvers[7]);
        var today = ChinaTime.Today(t.Database.Clock);
        Assert.Null((await GiveAsync(t, giver, Command(t, giver, receiver.PersonId) with { UpTo = "1,000.00" })).Refusal);
        var active = Assert.Single(await ActiveAsync(t, today));
        Assert.True(active.Covers(1_000_00));
        Assert.False(active.Covers(1_000_01));

        foreach (var person in new[] { giver, receiver })
        {
            await DisableAsync(t, person, isDisabled: true);
            Assert.Empty(await ActiveAsync(t, today));
            await DisableAsync(t, person, isDisabled: false);
        }
        await t.Database.UseAsync(async db =>
        {
            db.PersonRoles.RemoveRange(await db.PersonRoles.Where(r => r.PersonId == receiver.PersonId).ToListAsync(Ct));
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Empty(await ActiveAsync(t, today));
    }

    [Fact]
    public async Task Who_received_a_right_cannot_lend_it_on()
    {
        await using var t = await Treasury.CreateAsync();
        var (first, second, third) = (t.Approvers[0], t.Approvers[7], t.Approvers[6]);
        Assert.Null((await GiveAsync(t, first, Command(t, first, second.PersonId))).Refusal);
        Assert.Null((await GiveAsync(t, second, Command(t, second, third.PersonId))).Refusal);
        // The first level is first's: second may sign it, third may not.
        var payment = await t.SubmittedAsync("1000");
        Assert.NotNull((await t.DecideAsync(third, payment)).Refusal);
        Assert.Null((await t.DecideAsync(second, payment)).Refusal);
    }

    private static GiveDelegation.Command Command(Treasury t, Actor giver, Guid receiver)
    {
        var today = ChinaTime.Today(t.Database.Clock);
        return new(receiver, today, today.AddDays(4), null, "on leave", t.Code(giver));
    }

    private static string? Reason(Result<Guid> result) => result.Refusal?.Args is [_, string reason, ..] ? reason : result.Refusal?.Code;

    private static Task<Result<Guid>> GiveAsync(Treasury t, Actor giver, GiveDelegation.Command command) =>
        t.Database.RunAsync((GiveDelegation u) => u.HandleAsync(command, giver, Ct));

    private static Task<Result<Done>> EndAsync(Treasury t, Actor giver, Guid id) =>
        t.Database.RunAsync((EndDelegation u) => u.HandleAsync(new(id), giver, Ct));

    private static async Task<ListMyDelegations.Answer> ListAsync(Treasury t, Actor actor) =>
        (await t.Database.RunAsync((ListMyDelegations u) => u.HandleAsync(new(), actor, Ct))).Value;

    private static Task<IReadOnlyList<ActiveDelegation>> ActiveAsync(Treasury t, DateOnly day) =>
        t.Database.RunAsync((Delegations d) => d.ActiveAsync(day, Ct));

    private static Task<int> DisableAsync(Treasury t, Actor person, bool isDisabled) =>
        t.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == person.PersonId, Ct)).IsDisabled = isDisabled;
            return await db.SaveChangesAsync(Ct);
        });
}
