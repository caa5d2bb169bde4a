using System.Collections.Frozen;
using FundPortal.Application.Accounts;
using FundPortal.Application.Approvals;
using FundPortal.Application.Notices;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.Payments;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Accounts;

/// <summary>Where own transfers arrive is never one person's word.</summary>
public sealed class AccountChangeTests
{
    private const string NewNumber = "2001-9";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_one_administrator_changes_waits_and_transfers_go_to_the_old_number()
    {
        await using var treasury = await Treasury.CreateAsync();
        var admin = await treasury.PersonAsync("admin", Role.Administrator);
        var account = await TargetAsync(treasury);

        Assert.False((await SaveAsync(treasury, admin, Wanted(treasury, account))).IsOk);
        Assert.Equal((null, "2001"), Pending(await TargetAsync(treasury)));
        var saved = await SaveAsync(treasury, admin, Wanted(treasury, account) with { Name = "Renamed", Code = treasury.Code(admin) });
        Assert.Equal(["account_change_waits"], saved.Value.Warnings);

        account = await TargetAsync(treasury);
        Assert.Equal((NewNumber, "2001"), Pending(account));
        Assert.Equal("Renamed", account.Name);
        var payment = await treasury.SubmittedAsync("10.00", entry: Own(treasury, "10.00"));
        Assert.Equal("2001", (await treasury.LoadAsync(payment)).To!.AccountNumber);
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Same(AccountRefusals.SecondPerson, (await DecideAsync(treasury, admin, account, accept: true)).Refusal);
        Assert.Equal((NewNumber, "2001"), Pending(await TargetAsync(treasury)));
        Assert.Equal(
            "account.change_asked account.changed",
            string.Join(' ', (await ActionsAsync(treasury, account)).Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public async Task Confirmed_by_a_second_person_it_cools_off_and_who_changed_it_does_not_sign_transfers_to_it()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("any", 1)));
        var owner = await treasury.PersonAsync("owner", Role.PolicyOwner);
        // An administrator once, an approver today.
        var changer = treasury.Approvers[3];
        var before = (await treasury.SaveAsync(Own(treasury, "10.00"))).Value;
        var waiting = await treasury.SubmittedAsync("11.00", entry: Own(treasury, "11.00"));
        await AskAsync(treasury, changer);

        var row = Assert.Single((await ListAsync(treasury, owner)).Value);
        Assert.Equal(("2001", NewNumber, true), (row.Was.Number, row.Wanted.Number, row.MayAccept));
        Assert.Contains(NoticeKinds.AccountChangeWaits, await NoticesAsync(treasury, owner), StringComparer.Ordinal);
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Null((await DecideAsync(treasury, owner, await TargetAsync(treasury), accept: true)).Refusal);

        var account = await TargetAsync(treasury);
        Assert.Equal((null, NewNumber), Pending(account));
        Assert.Equal((changer.PersonId, owner.PersonId), (account.DetailsBy, account.DetailsConfirmedBy));
        Assert.Contains(NoticeKinds.AccountChangeDecided, await NoticesAsync(treasury, changer), StringComparer.Ordinal);
        // Nothing goes to the old number by a draft, and nothing to the new one before its time.
        Assert.Equal("account_cooling_off", (await treasury.SubmitAsync(before.Id, before.Version)).Refusal!.Code);
        treasury.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(PaymentFiling.PayeeChanged, (await treasury.SubmitAsync(before.Id, before.Version)).Refusal);
        var payment = await treasury.SubmittedAsync("12.00", entry: Own(treasury, "12.00"));
        Assert.Equal(NewNumber, (await treasury.LoadAsync(payment)).To!.AccountNumber);

        Assert.True((await treasury.ShowAsync(waiting)).PayeeChangedSince);
        foreach (var mine in new[] { payment, waiting })
        {
            Assert.False((await treasury.ShowAsync(mine, changer)).May.Sign);
            Assert.Equal([ExclusionReason.PayeeChanger], (await treasury.DecideAsync(changer, mine)).Refusal!.Args);
        }
        Assert.Empty((await treasury.Database.RunAsync((ListInbox u) => u.HandleAsync(new(), changer, Ct))).Value.Rows);
        Assert.Null((await treasury.DecideAsync(treasury.Approvers[4], payment)).Refusal);
    }

    [Fact]
    public async Task One_change_waits_at_a_time_and_is_refused_or_taken_back()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (one, two) = (await treasury.PersonAsync("one", Role.Administrator), await treasury.PersonAsync("two", Role.Administrator));
        foreach (var decider in new[] { two, one })
        {
            await AskAsync(treasury, one);
            var account = await TargetAsync(treasury);
            treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            var second = await SaveAsync(treasury, two, Wanted(treasury, account) with { Number = "3", Code = treasury.Code(two) });
            Assert.Same(AccountRefusals.ChangePending, second.Refusal);
            treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Same(Refusal.Conflict, (await DecideAsync(treasury, decider, account, accept: false, account.Version - 1)).Refusal);
            treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Null((await DecideAsync(treasury, decider, account, accept: false)).Refusal);
            account = await TargetAsync(treasury);
            Assert.Equal((null, "2001"), Pending(account));
            treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            Assert.Same(AccountRefusals.ChangeDecided, (await DecideAsync(treasury, decider, account, accept: true)).Refusal);
            Assert.Null(account.UsableFrom);
        }
        Assert.Empty((await ListAsync(treasury, two)).Value);
    }

    [Fact]
    public async Task A_number_that_another_account_got_meanwhile_is_not_put_in_force()
    {
        await using var treasury = await Treasury.CreateAsync();
        var (one, two) = (await treasury.PersonAsync("one", Role.Administrator), await treasury.PersonAsync("two", Role.Administrator));
        await AskAsync(treasury, one);
        await treasury.Group.AccountAsync(treasury.Group.North, NewNumber, "CNY");

        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var refused = (await DecideAsync(treasury, two, await TargetAsync(treasury), accept: true)).Refusal!;

        Assert.Equal(["number", "account_exists"], refused.Args);
        Assert.Equal((NewNumber, "2001"), Pending(await TargetAsync(treasury)));
    }

    [Fact]
    public async Task D2_an_account_outside_the_data_scope_is_an_unknown_one()
    {
        await using var treasury = await Treasury.CreateAsync();
        var admin = await treasury.PersonAsync("admin", Role.Administrator);
        var north = await treasury.PersonAsync("north", Role.PolicyOwner, treasury.Group.North);
        await AskAsync(treasury, admin);

        Assert.Empty((await ListAsync(treasury, north)).Value);
        Assert.Same(Refusal.NotFound, (await DecideAsync(treasury, north, await TargetAsync(treasury), accept: true)).Refusal);
        var unknown = await treasury.Database.RunAsync(
            (DecideAccountChange u) => u.HandleAsync(new(Guid.NewGuid(), true, 0, treasury.Code(north)), north, Ct)
        );
        Assert.Same(Refusal.NotFound, unknown.Refusal);
        // Without a fresh code nothing is decided either.
        var owner = await treasury.PersonAsync("owner", Role.PolicyOwner);
        var account = await TargetAsync(treasury);
        var coded = await treasury.Database.RunAsync(
            (DecideAccountChange u) => u.HandleAsync(new(account.PublicId, true, account.Version, "000000"), owner, Ct)
        );
        Assert.False(coded.IsOk);
        Assert.Equal((NewNumber, "2001"), Pending(await TargetAsync(treasury)));
    }

    [Fact]
    public async Task A_new_account_cools_off_and_who_entered_it_does_not_sign_transfers_to_it()
    {
        await using var treasury = await Treasury.CreateAsync(me => Treasury.OneRule(me.Level("any", 1)));
        var creator = treasury.Approvers[3];
        var made = await SaveAsync(
            treasury,
            Administrator(creator),
            new(null, treasury.Group.South.PublicId, treasury.Group.Bank.PublicId, "9009", "New", "CNY", AccountType.Current)
        );
        var entry = Own(treasury, "10.00") with { ToAccount = made.Value.Id };

        var saved = (await treasury.SaveAsync(entry)).Value;
        Assert.Equal("account_cooling_off", (await treasury.SubmitAsync(saved.Id, saved.Version)).Refusal!.Code);
        treasury.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Null((await treasury.SubmitAsync(saved.Id, saved.Version)).Refusal);
        Assert.Equal([ExclusionReason.PayeeChanger], (await treasury.DecideAsync(creator, saved.Id)).Refusal!.Args);
    }

    private static Actor Administrator(Actor person) => person with { Roles = FrozenSet.Create(Role.Administrator) };

    private static PaymentEntry Own(Treasury treasury, string amount) =>
        treasury.Entry(amount) with
        {
            Type = PaymentType.OwnTransfer,
            Payee = null,
            ToAccount = treasury.Group.SouthCny.PublicId,
        };

    private static SaveAccount.Command Wanted(Treasury treasury, Account account) =>
        new(
            account.PublicId,
            treasury.Group.South.PublicId,
            treasury.Group.Bank.PublicId,
            NewNumber,
            account.Name,
            account.CurrencyCode,
            account.Type,
            account.Status,
            account.BankCode,
            account.ShopCode,
            account.Version
        );

    private static async Task AskAsync(Treasury treasury, Actor asker)
    {
        treasury.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var wanted = Wanted(treasury, await TargetAsync(treasury)) with { Code = treasury.Code(asker) };
        Assert.Null((await SaveAsync(treasury, Administrator(asker), wanted)).Refusal);
    }

    private static (string? Asked, string InForce) Pending(Account account) => (account.Asked?.Number, account.Number);

    private static Task<Account> TargetAsync(Treasury treasury) =>
        treasury.Database.UseAsync(db => db.Accounts.AsNoTracking().SingleAsync(a => a.Id == treasury.Group.SouthCny.Id, Ct));

    private static Task<Result<SavedRecord>> SaveAsync(Treasury treasury, Actor actor, SaveAccount.Command command) =>
        treasury.Database.RunAsync((SaveAccount u) => u.HandleAsync(command, actor, Ct));

    private static Task<Result<Done>> DecideAsync(Treasury treasury, Actor actor, Account account, bool accept, int? version = null) =>
        treasury.Database.RunAsync(
            (DecideAccountChange u) =>
                u.HandleAsync(new(account.PublicId, accept, version ?? account.Version, treasury.Code(actor)), actor, Ct)
        );

    private static Task<Result<IReadOnlyList<ListAccountChanges.Row>>> ListAsync(Treasury treasury, Actor actor) =>
        treasury.Database.RunAsync((ListAccountChanges u) => u.HandleAsync(new(), actor, Ct));

    private static Task<List<string>> ActionsAsync(Treasury treasury, Account account) =>
        treasury.Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Subject == $"account:{account.PublicId}").Select(e => e.Action).ToListAsync(Ct)
        );

    private static Task<List<string>> NoticesAsync(Treasury treasury, Actor person) =>
        treasury.Database.UseAsync(db => db.Notices.Where(n => n.PersonId == person.PersonId).Select(n => n.Kind).ToListAsync(Ct));
}
