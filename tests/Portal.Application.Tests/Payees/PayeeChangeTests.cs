using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Application.Payees;
using FundPortal.Application.Tests.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Payees;

public sealed class PayeeChangeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bank_details_change_when_a_second_person_confirms_with_a_fresh_code()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var second = await desk.PersonAsync(Role.Approver, desk.Group.Holding);
        await desk.Group.AddAsync(new PersonRole { PersonId = second.PersonId, Role = Role.Approver });
        var payee = await desk.PayeeAsync(maker);
        desk.Group.Database.Clock.Advance(TimeSpan.FromDays(3));

        var asked = (await desk.ChangeAsync(maker, payee, PayeeDesk.New, "they moved")).Value;
        var shown = await desk.ShowAsync(second, payee.Id);
        Assert.Equal((PayeeDesk.Old, null), (shown.Details, shown.CoolsUntil));
        Assert.Equal((PayeeDesk.New, "they moved", false), (shown.Pending!.Wanted, shown.Pending.Note, shown.Pending.IsMine));

        Assert.True((await desk.DecideAsync(second, asked.Change, accept: true)).IsOk);

        // The possible second person was told that it waits, and the asker how it ended.
        var told = await desk.Group.Database.UseAsync(db =>
            db.Notices.OrderBy(n => n.Id).Select(n => new { n.PersonId, n.Kind }).ToListAsync(Ct)
        );
        Assert.Equal(
            [(second.PersonId, NoticeKinds.PayeeChangeWaits), (maker.PersonId, NoticeKinds.PayeeChangeDecided)],
            told.Select(n => (n.PersonId, n.Kind))
        );
        shown = await desk.ShowAsync(maker, payee.Id);
        Assert.Equal((PayeeDesk.New, null), (shown.Details, shown.Pending));
        Assert.Equal(("FinanceStaff", "Approver"), (shown.DetailsBy, shown.ConfirmedBy));
        Assert.Equal(desk.Group.Database.Clock.GetUtcNow().UtcDateTime.AddDays(1), shown.CoolsUntil);
        var past = Assert.Single(shown.History);
        Assert.Equal((PayeeChangeState.Accepted, PayeeDesk.Old, "Approver"), (past.State, past.Was, past.DecidedBy));
        var entry = await desk.Group.Database.UseAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "payee.change_accepted", Ct));
        Assert.Contains("\"before\":{\"accountName\":\"Holder\",\"accountNumber\":\"1001-2002\"", entry.Data, StringComparison.Ordinal);
        Assert.Contains("\"after\":{\"accountName\":\"Holder\",\"accountNumber\":\"3003\"", entry.Data, StringComparison.Ordinal);
        Assert.Contains("\"codeStep\":", entry.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A9_without_a_fresh_code_of_the_decider_nothing_is_decided()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var second = await desk.PersonAsync(Role.Approver, desk.Group.North);
        var payee = await desk.PayeeAsync(maker);
        var other = await desk.PayeeAsync(maker, name: "Other");
        var asked = (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Value;

        foreach (var code in new[] { "", "12345", "１２３４５６", desk.Code(maker) })
            Assert.False((await desk.DecideAsync(second, asked.Change, accept: true, code)).IsOk);
        desk.Wait();
        var once = desk.Code(second);
        Assert.True((await desk.ConfirmAsync(second, other, once)).IsOk);
        Assert.False((await desk.DecideAsync(second, asked.Change, accept: true, once)).IsOk);
        Assert.False((await desk.DecideAsync(second, asked.Change, accept: false, once)).IsOk);

        Assert.Equal(asked.Change, (await desk.ShowAsync(second, payee.Id)).Pending!.Id);
        desk.Wait();
        Assert.True((await desk.DecideAsync(second, asked.Change, accept: true)).IsOk);
    }

    [Fact]
    public async Task Nobody_is_the_second_person_of_an_own_wish_or_payee()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var payee = await desk.PayeeAsync(maker);

        Assert.Same(PayeeRefusals.NotSecondPerson, (await desk.ConfirmAsync(maker, payee)).Refusal);
        var asked = (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Value;
        desk.Wait();
        Assert.Same(PayeeRefusals.NotSecondPerson, (await desk.DecideAsync(maker, asked.Change, accept: true)).Refusal);
        desk.Wait();
        Assert.Same(PayeeRefusals.NotSecondPerson, (await desk.DecideAsync(maker, asked.Change, accept: false)).Refusal);
        var shown = await desk.ShowAsync(maker, payee.Id);
        Assert.Equal((true, false, true), (shown.Pending!.IsMine, shown.MayConfirm, shown.MayChange));
    }

    [Fact]
    public async Task Refused_and_withdrawn_wishes_stay_in_the_history_and_change_nothing()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var second = await desk.PersonAsync(Role.Approver, desk.Group.North);
        var payee = await desk.PayeeAsync(maker);

        var first = (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Value;
        Assert.Equal(["note", "required"], (await desk.DecideAsync(second, first.Change, accept: false, note: " ")).Refusal!.Args);
        Assert.True((await desk.DecideAsync(second, first.Change, accept: false, note: "call them")).IsOk);
        var again = payee with { Version = (await desk.ShowAsync(maker, payee.Id)).Version };
        var next = (await desk.ChangeAsync(second, again, PayeeDesk.New)).Value;
        Assert.Same(PayeeRefusals.NotAsker, (await desk.WithdrawAsync(maker, next.Change)).Refusal);
        Assert.True((await desk.WithdrawAsync(second, next.Change)).IsOk);
        Assert.Same(PayeeRefusals.ChangeDecided, (await desk.WithdrawAsync(second, next.Change)).Refusal);

        var shown = await desk.ShowAsync(maker, payee.Id);
        Assert.Equal(PayeeDesk.Old, shown.Details);
        Assert.Equal([PayeeChangeState.Withdrawn, PayeeChangeState.Refused], shown.History.Select(h => h.State));
        Assert.Equal("call them", shown.History[1].DecisionNote);
    }

    [Fact]
    public async Task One_change_waits_at_a_time_and_a_stale_page_is_told()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var payee = await desk.PayeeAsync(maker);

        Assert.Same(PayeeRefusals.NothingChanged, (await desk.ChangeAsync(maker, payee, PayeeDesk.Old)).Refusal);
        var bad = await desk.ChangeAsync(maker, payee, PayeeDesk.New with { BankCode = "102100099997" });
        Assert.Equal(["bankCode", "bank_code_check"], bad.Refusal!.Args);
        var asked = (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Value;
        Assert.Same(Refusal.Conflict, (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Refusal);
        var fresh = payee with { Version = asked.Version };
        Assert.Same(PayeeRefusals.ChangePending, (await desk.ChangeAsync(maker, fresh, PayeeDesk.New)).Refusal);
    }

    [Fact]
    public async Task D2_what_is_out_of_scope_is_not_found_and_what_is_above_it_is_not_changed()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var holding = await desk.PersonAsync(Role.FinanceStaff, desk.Group.Holding);
        var north = await desk.PersonAsync(Role.Approver, desk.Group.North);
        var south = await desk.PersonAsync(Role.Approver, desk.Group.South);
        var below = await desk.PayeeAsync(holding);
        var above = await desk.PayeeAsync(holding, desk.Group.Holding, name: "Above");
        var change = (await desk.ChangeAsync(holding, below, PayeeDesk.New)).Value.Change;
        var changeAbove = (await desk.ChangeAsync(holding, above, PayeeDesk.New)).Value.Change;

        Assert.Same(Refusal.NotFound, (await desk.DecideAsync(south, change, accept: true)).Refusal);
        desk.Wait();
        Assert.Same(Refusal.NotFound, (await desk.DecideAsync(south, Guid.NewGuid(), accept: true)).Refusal);
        Assert.Same(Refusal.NotFound, (await desk.WithdrawAsync(south, change)).Refusal);
        Assert.Same(Refusal.NotFound, (await desk.ChangeAsync(south, below, PayeeDesk.New)).Refusal);
        desk.Wait();
        Assert.Same(Refusal.NotFound, (await desk.ConfirmAsync(south, below)).Refusal);
        Assert.Same(
            Refusal.NotFound,
            (await desk.Group.AskAsync<ShowPayee, ShowPayee.Query, ShowPayee.View>(new(below.Id), south)).Refusal
        );
        Assert.Same(Refusal.Forbidden, (await desk.DecideAsync(north, changeAbove, accept: true)).Refusal);
        Assert.False((await desk.ShowAsync(north, above.Id)).MayChange);
        Assert.True((await desk.ShowAsync(north, below.Id)).MayChange);
    }

    [Fact]
    public async Task E7_confirm_refuse_withdraw_and_another_change_at_once_have_one_effect()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var deciders = new List<Actor>();
        for (var i = 0; i < 6; i++)
            deciders.Add(await desk.PersonAsync(Role.Approver, desk.Group.North));
        for (var round = 0; round < 5; round++)
        {
            desk.Wait();
            var payee = await desk.PayeeAsync(maker, name: $"Round {round}");
            var asked = (await desk.ChangeAsync(maker, payee, PayeeDesk.New)).Value;
            var fresh = payee with { Version = asked.Version };
            var gate = new TaskCompletionSource();
            var tries = deciders
                .Select((who, i) => Try(() => desk.DecideAsync(who, asked.Change, accept: i % 2 == 0)))
                .Concat(Enumerable.Range(0, 4).Select(_ => Try(() => desk.WithdrawAsync(maker, asked.Change))))
                .Concat(
                    Enumerable
                        .Range(0, 4)
                        .Select(i =>
                            Try(async () =>
                            {
                                var result = await desk.ChangeAsync(maker, fresh, PayeeDesk.New with { AccountNumber = $"9{i}" });
                                return result.IsOk ? default(Done) : result.Refusal!;
                            })
                        )
                )
                .ToArray();
            gate.SetResult();
            var results = await Task.WhenAll(tries);

            Assert.Single(results, result => result.IsOk);
            var shown = await desk.ShowAsync(maker, payee.Id);
            var ended = Assert.Single(shown.History);
            Assert.Equal(ended.State == PayeeChangeState.Accepted ? PayeeDesk.New : PayeeDesk.Old, shown.Details);
            Assert.Null(shown.Pending);
            var steps = await desk.Group.Database.UseAsync(db =>
                db.AuditEntries.CountAsync(e => e.Subject == $"payee:{payee.Id}" && e.Action.StartsWith("payee.change_"), Ct)
            );
            Assert.Equal(2, steps);

            async Task<Result<Done>> Try(Func<Task<Result<Done>>> act)
            {
                await gate.Task;
                await Task.Yield();
                return await act();
            }
        }
    }

    /// <summary>What keeps two nodes on SQL Server apart, where writers do not queue.</summary>
    [Fact]
    public async Task E7_the_second_of_two_that_read_the_same_is_refused_by_the_version()
    {
        await using var desk = await PayeeDesk.OpenAsync();
        var maker = await desk.PersonAsync(Role.FinanceStaff, desk.Group.North);
        var payee = await desk.PayeeAsync(maker);
        await desk.ChangeAsync(maker, payee, PayeeDesk.New);
        var now = desk.Group.Database.Clock.GetUtcNow().UtcDateTime;

        await desk.Group.Database.UseAsync(async slow =>
        {
            var (mine, wish) = (await slow.Payees.SingleAsync(Ct), await slow.PayeeChanges.SingleAsync(Ct));
            await desk.Group.Database.UseAsync(async quick =>
            {
                (await quick.Payees.SingleAsync(Ct)).Withdraw(await quick.PayeeChanges.SingleAsync(Ct), maker.PersonId, now);
                return await quick.SaveChangesAsync(Ct);
            });
            mine.Decide(wish, accept: true, null, Guid.NewGuid(), now, TimeSpan.Zero);
            return await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => slow.SaveChangesAsync(Ct));
        });

        Assert.Equal(PayeeDesk.Old, (await desk.ShowAsync(maker, payee.Id)).Details);
    }
}
