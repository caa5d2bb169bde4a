using FundPortal.Application.Approvals;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

public sealed class StopTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_reaches_its_account_its_entity_with_all_below_or_everything()
    {
        await using var t = await Treasury.CreateAsync();
        var g = t.Group;
        Account[] all = [g.NorthCny, g.NorthUsd, g.SouthCny];
        foreach (
            var (entity, account, stopped) in new (Guid?, Guid?, Account[])[]
            {
                (null, g.NorthCny.PublicId, [g.NorthCny]),
                (g.North.PublicId, null, [g.NorthCny, g.NorthUsd]),
                (g.Holding.PublicId, null, all),
                (null, null, all),
            }
        )
        {
            Assert.Null((await StopAsync(t, t.Maker, new(entity, account, "fraud"))).Refusal);
            foreach (var one in all)
                Assert.Equal(stopped.Contains(one) ? 1 : 0, (await ActiveAsync(t, one)).Count);
            Assert.Single(await ListAsync(t, t.Approvers[0], onlyStanding: true));
            await LiftAllAsync(t);
            Assert.Empty(await ListAsync(t, t.Approvers[0], onlyStanding: true));
        }
    }

    [Fact]
    public async Task One_stops_at_once_two_lift_with_codes_and_everybody_concerned_is_told()
    {
        await using var t = await Treasury.CreateAsync();
        var payment = await t.SubmittedAsync("1000");
        var id = (await StopAsync(t, t.Approvers[7], new(null, t.Group.NorthCny.PublicId, "fraud?"))).Value;
        Assert.Equal("payments_stopped", (await t.DecideAsync(t.Approvers[0], payment)).Refusal?.Code);

        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var row = Assert.Single(await ListAsync(t, t.Maker));
        Assert.True(row.MayAsk);
        Assert.Equal("stop_lift_not_asked", (await LiftAsync(t, t.Maker, id, row.Version)).Refusal?.Code);
        Assert.NotNull((await AskAsync(t, t.Maker, id, "000000")).Refusal);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await AskAsync(t, t.Maker, id)).Refusal);
        t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        row = Assert.Single(await ListAsync(t, t.Maker));
        Assert.False(row.MayLift);
        Assert.Equal("second_person", (await LiftAsync(t, t.Maker, id, row.Version)).Refusal?.Code);
        Assert.Equal(Refusal.Conflict, (await LiftAsync(t, t.OtherMaker, id, row.Version - 1)).Refusal);
        // The stopper may be the second one.
        Assert.True(Assert.Single(await ListAsync(t, t.Approvers[7])).MayLift);
        Assert.Null((await LiftAsync(t, t.Approvers[7], id, row.Version)).Refusal);
        Assert.Null((await t.DecideAsync(t.Approvers[0], payment)).Refusal);

        Assert.Equal(
            ["payments_stopped", "stop_lift_waits", "stop_lifted"],
            await t.Database.UseAsync(db =>
                db.Notices.Where(n => n.PersonId == t.OtherMaker.PersonId && n.Link == "/stops")
                    .OrderBy(n => n.Id)
                    .Select(n => n.Kind)
                    .ToListAsync(Ct)
            )
        );
        Assert.Equal(
            ["payments.stopped", "stop.lift_asked", "stop.lifted"],
            await t.Database.UseAsync(db =>
                db.AuditEntries.Where(e => e.Subject == $"stop:{id}").OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct)
            )
        );
    }

    [Fact]
    public async Task Nobody_stops_or_lifts_beyond_their_scope_or_even_sees_it()
    {
        await using var t = await Treasury.CreateAsync();
        var g = t.Group;
        var south = await t.PersonAsync("south", Role.FinanceStaff, g.South);
        Assert.Equal(Refusal.NotFound, (await StopAsync(t, south, new(null, null, "all"))).Refusal);
        Assert.Equal(Refusal.NotFound, (await StopAsync(t, south, new(g.Holding.PublicId, null, "above"))).Refusal);
        Assert.Equal(Refusal.NotFound, (await StopAsync(t, south, new(null, g.NorthCny.PublicId, "beside"))).Refusal);
        Assert.Equal(Refusal.NotFound, (await StopAsync(t, south, new(Guid.NewGuid(), null, "unknown"))).Refusal);
        Assert.Equal("invalid", (await StopAsync(t, south, new(g.South.PublicId, null, " "))).Refusal?.Code);

        var id = (await StopAsync(t, t.Maker, new(null, g.NorthCny.PublicId, "fraud"))).Value;
        Assert.Empty(await ListAsync(t, south));
        Assert.Equal(Refusal.NotFound, (await AskAsync(t, south, id)).Refusal);
        Assert.Equal(Refusal.NotFound, (await LiftAsync(t, south, id, 0)).Refusal);
        Assert.False(
            await t.Database.UseAsync(db => db.Notices.AnyAsync(n => n.PersonId == south.PersonId, Ct)),
            "Somebody outside the stop's scope was told."
        );
        // All of it concerns everybody, but only who has it all in scope lifts it.
        await StopAsync(t, t.Maker, new(null, null, "all"));
        var row = Assert.Single(await ListAsync(t, south));
        Assert.Equal(("", false, false), (row.Scope, row.MayAsk, row.MayLift));
    }

    [Fact]
    public async Task Of_many_who_confirm_a_lift_at_once_one_does()
    {
        await using var t = await Treasury.CreateAsync();
        for (var round = 0; round < 5; round++)
        {
            t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            var id = (await StopAsync(t, t.Maker, new(null, t.Group.NorthCny.PublicId, "fraud"))).Value;
            await AskAsync(t, t.Maker, id);
            var version = (await ListAsync(t, t.Maker, onlyStanding: true)).Single().Version;
            var results = await Task.WhenAll(t.Approvers.Select(one => Task.Run(() => LiftAsync(t, one, id, version))));
            Assert.Single(results, result => result.IsOk);
        }
    }

    private static async Task LiftAllAsync(Treasury t)
    {
        foreach (var stop in await ListAsync(t, t.Maker, onlyStanding: true))
        {
            t.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Null((await AskAsync(t, t.Maker, stop.Id)).Refusal);
            Assert.Null((await LiftAsync(t, t.OtherMaker, stop.Id, stop.Version + 1)).Refusal);
        }
    }

    private static Task<Result<Guid>> StopAsync(Treasury t, Actor actor, StopPayments.Command command) =>
        t.Database.RunAsync((StopPayments u) => u.HandleAsync(command, actor, Ct));

    private static Task<Result<Done>> AskAsync(Treasury t, Actor actor, Guid id, string? code = null) =>
        t.Database.RunAsync((AskToLiftStop u) => u.HandleAsync(new(id, code ?? t.Code(actor)), actor, Ct));

    private static Task<Result<Done>> LiftAsync(Treasury t, Actor actor, Guid id, int version) =>
        t.Database.RunAsync((LiftStop u) => u.HandleAsync(new(id, version, t.Code(actor)), actor, Ct));

    private static async Task<IReadOnlyList<ListStops.Row>> ListAsync(Treasury t, Actor actor, bool onlyStanding = false) =>
        (await t.Database.RunAsync((ListStops u) => u.HandleAsync(new(onlyStanding), actor, Ct))).Value;

    private static Task<IReadOnlyList<Domain.Approvals.PaymentStop>> ActiveAsync(Treasury t, Account account) =>
        t.Database.RunAsync((Stops s) => s.ActiveForAsync(account.Id, Ct));
}
