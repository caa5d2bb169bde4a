using System.Collections.Frozen;
using FundPortal.Application.Identity;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Identity;

/// <summary>Administration of people: row D5 and what an administrator must not be able to do.</summary>
public sealed class PeopleTests
{
    private static readonly Role[] AllRoles = Enum.GetValues<Role>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task D5_administrators_and_auditors_hold_nothing_else_at_once_or_in_two_steps()
    {
        await using var group = await Group.CreateAsync();
        var admin = await AdminAsync(group, "admin");
        var pairs = from one in AllRoles from two in AllRoles where one != two select (one, two);
        foreach (var (one, two) in pairs)
        {
            var isForbidden = one is Role.Administrator or Role.Auditor || two is Role.Administrator or Role.Auditor;
            var name = $"p{(int)one}-{(int)two}x";
            var created = await group.AskAsync<CreatePerson, CreatePerson.Command, CreatePerson.Created>(
                new(name, name, [one, two]),
                admin
            );
            Assert.Equal(isForbidden, !created.IsOk);
            if (!isForbidden)
                continue;
            var single = (
                await group.AskAsync<CreatePerson, CreatePerson.Command, CreatePerson.Created>(new(name, name, [one]), admin)
            ).Value;
            var added = await group.AskAsync<SetRoles, SetRoles.Command, Done>(new(single.Person, [one, two]), admin);
            Assert.Equal("roles_conflict", added.Refusal?.Code);
        }
    }

    [Fact]
    public async Task D5_an_administrator_without_a_scope_sees_no_account()
    {
        await using var group = await Group.CreateAsync();
        var admin = await AdminAsync(group, "admin");
        Assert.Empty(await group.Database.UseAsync(db => db.AccountsVisibleTo(admin).ToListAsync(Ct)));
        Assert.False(admin.May(Permission.ExportStatements));
        Assert.False(admin.May(Permission.ImportStatements));
        Assert.False(admin.May(Permission.ViewAudit));
    }

    [Fact]
    public async Task Nobody_changes_their_own_roles_scope_state_or_second_factor_as_an_administrator()
    {
        await using var group = await Group.CreateAsync();
        var admin = await AdminAsync(group, "admin");
        Assert.Equal("not_oneself", (await group.AskAsync<SetRoles, SetRoles.Command, Done>(new(admin.PersonId, []), admin)).Refusal?.Code);
        Assert.Equal(
            "not_oneself",
            (await group.AskAsync<SetScope, SetScope.Command, Done>(new(admin.PersonId, [], []), admin)).Refusal?.Code
        );
        Assert.Equal(
            "not_oneself",
            (await group.AskAsync<SetDisabled, SetDisabled.Command, Done>(new(admin.PersonId, true), admin)).Refusal?.Code
        );
        Assert.Equal("not_oneself", (await group.AskAsync<ResetTotp, ResetTotp.Command, Done>(new(admin.PersonId), admin)).Refusal?.Code);
        Assert.Equal(
            "not_oneself",
            (await group.AskAsync<ResetPassword, ResetPassword.Command, string>(new(admin.PersonId), admin)).Refusal?.Code
        );
    }

    [Fact]
    public async Task An_administrator_sets_where_a_persons_notices_go_and_only_a_plain_address_will_do()
    {
        await using var group = await Group.CreateAsync();
        var admin = await AdminAsync(group, "admin");
        var person = await group.PersonAsync(Role.Approver, [group.Holding]);
        Assert.Null((await group.AskAsync<SetEmail, SetEmail.Command, Done>(new(person.PersonId, " wang@example.com "), admin)).Refusal);
        foreach (var bad in new[] { "wang@example.com\r\nBcc: x@example.com", "wang", "a@b@c.cn", new string('a', 250) + "@example.com" })
            Assert.Equal(
                "invalid",
                (await group.AskAsync<SetEmail, SetEmail.Command, Done>(new(person.PersonId, bad), admin)).Refusal?.Code
            );
        Assert.Equal(
            "wang@example.com",
            (await group.Database.UseAsync(db => db.Users.SingleAsync(p => p.Id == person.PersonId, Ct))).Email
        );
        Assert.Null((await group.AskAsync<SetEmail, SetEmail.Command, Done>(new(person.PersonId, ""), admin)).Refusal);
        Assert.Null((await group.Database.UseAsync(db => db.Users.SingleAsync(p => p.Id == person.PersonId, Ct))).Email);
        Assert.Equal(
            Refusal.NotFound,
            (await group.AskAsync<SetEmail, SetEmail.Command, Done>(new(Guid.NewGuid(), "a@example.com"), admin)).Refusal
        );
    }

    [Fact]
    public async Task The_last_enabled_administrator_is_neither_disabled_nor_demoted_also_when_two_do_it_to_each_other_at_once()
    {
        await using var group = await Group.CreateAsync();
        for (var round = 0; round < 5; round++)
        {
            var one = await AdminAsync(group, $"one{round}");
            var two = await AdminAsync(group, $"two{round}");
            await Task.WhenAll(
                group.AskAsync<SetDisabled, SetDisabled.Command, Done>(new(two.PersonId, true), one),
                group.AskAsync<SetRoles, SetRoles.Command, Done>(new(one.PersonId, []), two)
            );
            var left = await group.Database.UseAsync(db =>
                db.Users.CountAsync(p => !p.IsDisabled && db.PersonRoles.Any(r => r.PersonId == p.Id && r.Role == Role.Administrator), Ct)
            );
            Assert.True(left >= 1);
            await group.Database.UseAsync(db => db.PersonRoles.ExecuteDeleteAsync(Ct));
        }
    }

    [Fact]
    public async Task Changes_of_roles_and_scope_are_audited_with_before_and_after_and_count_at_the_next_command()
    {
        await using var group = await Group.CreateAsync();
        var admin = await AdminAsync(group, "admin");
        var maker = (
            await group.AskAsync<CreatePerson, CreatePerson.Command, CreatePerson.Created>(
                new("wang.min", "王敏", [Role.FinanceStaff]),
                admin
            )
        ).Value;
        Assert.NotNull(maker.TemporaryPassword);
        Assert.True((await group.AskAsync<SetRoles, SetRoles.Command, Done>(new(maker.Person, [Role.Approver]), admin)).IsOk);
        Assert.True((await group.AskAsync<SetScope, SetScope.Command, Done>(new(maker.Person, [group.North.PublicId], []), admin)).IsOk);
        var seen = await group.Database.UseAsync(db =>
            db.AccountsVisibleTo(admin with { PersonId = maker.Person }).Select(a => a.Number).ToListAsync(Ct)
        );
        Assert.Equal("1001 1002", string.Join(" ", seen.Order(StringComparer.Ordinal)));
        Assert.Equal(
            Refusal.NotFound,
            (await group.AskAsync<SetScope, SetScope.Command, Done>(new(maker.Person, [Guid.NewGuid()], []), admin)).Refusal
        );
        var data = await group.Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Action == "person.roles_set").Select(e => e.Data).SingleAsync(Ct)
        );
        Assert.Contains("before", data, StringComparison.Ordinal);
        Assert.Contains("after", data, StringComparison.Ordinal);
        Assert.DoesNotContain(
            await group.Database.UseAsync(db => db.AuditEntries.Select(e => e.Data).ToListAsync(Ct)),
            text => text.Contains(maker.TemporaryPassword, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Only_administrators_administer()
    {
        await using var group = await Group.CreateAsync();
        foreach (var role in AllRoles.Where(role => role != Role.Administrator))
        {
            var actor = await group.PersonAsync(role, []);
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<ListPeople, ListPeople.Query, IReadOnlyList<ListPeople.Row>>(new(), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<ShowPerson, ShowPerson.Query, ShowPerson.Details>(new(actor.PersonId), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<CreatePerson, CreatePerson.Command, CreatePerson.Created>(new("x.y.z", "x", []), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<SetRoles, SetRoles.Command, Done>(new(Guid.NewGuid(), []), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<SetScope, SetScope.Command, Done>(new(Guid.NewGuid(), [], []), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<SetDisabled, SetDisabled.Command, Done>(new(Guid.NewGuid(), true), actor)).Refusal
            );
            Assert.Equal(Refusal.Forbidden, (await group.AskAsync<ResetTotp, ResetTotp.Command, Done>(new(Guid.NewGuid()), actor)).Refusal);
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<ResetPassword, ResetPassword.Command, string>(new(Guid.NewGuid()), actor)).Refusal
            );
            Assert.Equal(
                Refusal.Forbidden,
                (await group.AskAsync<EndSessions, EndSessions.Command, Done>(new(Guid.NewGuid()), actor)).Refusal
            );
        }
    }

    [Fact]
    public async Task A_reset_password_is_shown_once_must_be_changed_and_leaves_the_second_factor()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        var temporary = (await persons.Database.RunAsync((ResetPassword u) => u.HandleAsync(new(person.Id), Actor.System, Ct))).Value;
        Assert.False((await persons.TryAsync("wang.min", Persons.Password)).IsOk);
        var passed = (await persons.TryAsync("wang.min", temporary)).Value;
        Assert.Equal(NextFactor.Code, passed.Next);
        Assert.True(await person.CodeIsAcceptedAsync(passed, person.Code()));
        var session = await persons.Database.RunAsync((SignIn u) => u.StartSessionAsync(passed, new Visitor(null, null), Ct));
        Assert.True(session.IsOk && session.Value is null);
        Assert.DoesNotContain(
            await persons.Database.UseAsync(db => db.AuditEntries.Select(e => e.Data).ToListAsync(Ct)),
            text => text.Contains(temporary, StringComparison.Ordinal)
        );
    }

    private static async Task<Actor> AdminAsync(Group group, string name)
    {
        var created = await group.AskAsync<CreatePerson, CreatePerson.Command, CreatePerson.Created>(
            new(name, name, [Role.Administrator]),
            Actor.System
        );
        return new Actor(created.Value.Person, name, new[] { Role.Administrator }.ToFrozenSet(), null, null);
    }
}
