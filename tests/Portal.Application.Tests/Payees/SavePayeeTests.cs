using FundPortal.Application.Accounts;
using FundPortal.Application.Payees;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Application.Tests.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Tests.Payees;

public sealed class SavePayeeTests
{
    private static readonly BankDetails Details = new("Holder", "6222020200112233446", "Bank", "102100099996", "CN");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payee_is_entered_with_tidy_details_and_the_trail_says_them()
    {
        await using var group = await Group.CreateAsync();
        var maker = await group.PersonAsync(Role.FinanceStaff, [group.North]);

        var saved = await Save(
            group,
            maker,
            New(group.North) with
            {
                Name = " Moulds ",
                Details = Details with { AccountNumber = "6222 0202 0011 2233 445", Country = "cn" },
            }
        );

        var payee = await group.Database.UseAsync(db => db.Payees.SingleAsync(Ct));
        Assert.Equal((saved.Value.Id, "Moulds", maker.PersonId), (payee.PublicId, payee.Name, payee.DetailsBy));
        Assert.Equal(Details with { AccountNumber = "6222020200112233445" }, payee.Details);
        Assert.Equal(group.Database.Clock.GetUtcNow().UtcDateTime.AddDays(1), payee.UsableFrom);
        Assert.Equal(["card_number_check"], saved.Value.Warnings);
        var entry = await group.Database.UseAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "payee.created", Ct));
        Assert.Contains("\"accountNumber\":\"6222020200112233445\"", entry.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_code_and_block_change_but_never_the_bank_details()
    {
        await using var group = await Group.CreateAsync();
        var maker = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var saved = (await Save(group, maker, New(group.North))).Value;
        var change = New(group.North) with { Id = saved.Id, Version = saved.Version, IsBlocked = true, CreditCode = "91350100m000100y43" };

        Assert.Equal(["details", "details_are_staged"], (await Save(group, maker, change)).Refusal!.Args);
        var changed = await Save(group, maker, change with { Details = null });
        Assert.True(changed.Value.Version > saved.Version);
        Assert.Same(Refusal.Conflict, (await Save(group, maker, change with { Details = null })).Refusal);

        var payee = await group.Database.UseAsync(db => db.Payees.SingleAsync(Ct));
        Assert.Equal((true, "91350100M000100Y43", Details), (payee.IsBlocked, payee.CreditCode, payee.Details));
        var entry = await group.Database.UseAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "payee.changed", Ct));
        Assert.Contains("\"isBlocked\":false", entry.Data, StringComparison.Ordinal);
        Assert.Contains("\"isBlocked\":true", entry.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_cannot_be_right_is_refused_by_field()
    {
        await using var group = await Group.CreateAsync();
        var maker = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var good = New(group.North);
        foreach (
            var (command, field, reason) in new[]
            {
                (good with { Name = " " }, "name", "name_length"),
                (good with { Name = "a\u200Bb" }, "name", "characters"),
                (good with { CreditCode = "91350100M000100Y44" }, "creditCode", "credit_code_check"),
                (good with { Details = null }, "details", "required"),
                (good with { Details = Details with { BankCode = null } }, "bankCode", "required"),
                (good with { Entity = Guid.NewGuid() }, "entity", "entity_unknown"),
                (good with { Entity = group.South.PublicId }, "entity", "entity_unknown"),
                (good with { Entity = group.Holding.PublicId }, "entity", "entity_unknown"),
            }
        )
            Assert.Equal([field, reason], (await Save(group, maker, command)).Refusal!.Args.Take(2));
        Assert.Equal(0, await group.Database.UseAsync(db => db.Payees.CountAsync(Ct)));
    }

    [Fact]
    public async Task D2_a_directory_is_seen_from_below_and_changed_only_inside_the_scope()
    {
        await using var group = await Group.CreateAsync();
        var all = await group.PersonAsync(Role.FinanceStaff, [group.Holding]);
        var north = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var oneAccount = await group.PersonAsync(Role.FinanceStaff, [], [group.SouthCny]);
        var nobody = await group.PersonAsync(Role.FinanceStaff, []);
        var ids = new Dictionary<string, SavedRecord>(StringComparer.Ordinal);
        foreach (var entity in new[] { group.Holding, group.North, group.South })
            ids[entity.Name] = (await Save(group, all, New(entity) with { Name = entity.Name })).Value;

        Assert.Equal("Holding North South", await Seen(all));
        Assert.Equal("Holding North", await Seen(north));
        Assert.Equal("Holding South", await Seen(oneAccount));
        Assert.Equal("", await Seen(nobody));
        Assert.Equal("Holding North South", await Seen(Actor.System));
        Assert.Equal("Holding North", await Payable(group.NorthUsd));
        Assert.Equal("Holding South", await Payable(group.SouthCny));

        Assert.Same(Refusal.NotFound, (await Change(north, "South")).Refusal);
        Assert.Same(Refusal.NotFound, (await Save(group, north, new(Guid.NewGuid(), default, "x", null))).Refusal);
        Assert.Same(Refusal.Forbidden, (await Change(north, "Holding")).Refusal);
        Assert.True((await Change(north, "North")).IsOk);
        Assert.True((await Change(oneAccount, "South")).IsOk);

        Task<Result<SavedRecord>> Change(Actor actor, string name) =>
            Save(group, actor, new(ids[name].Id, default, name, null, Version: ids[name].Version));
        Task<string> Seen(Actor actor) =>
            group.Database.UseAsync(async db =>
                string.Join(' ', await db.PayeesVisibleTo(actor).Select(p => p.Name).OrderBy(n => n).ToListAsync(Ct))
            );
        Task<string> Payable(Account account) =>
            group.Database.UseAsync(async db =>
                string.Join(' ', await db.Payees.PayableFrom(db, account).Select(p => p.Name).OrderBy(n => n).ToListAsync(Ct))
            );
    }

    [Fact]
    public async Task A_second_payee_of_one_account_is_warned_of_even_when_the_first_is_out_of_sight()
    {
        await using var group = await Group.CreateAsync();
        var north = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var south = await group.PersonAsync(Role.FinanceStaff, [group.South]);
        Assert.Empty((await Save(group, north, New(group.North))).Value.Warnings);

        var same = New(group.South) with { Details = Details with { AccountNumber = "6222-0202-0011-2233-446" } };
        Assert.Equal(["payee_account_shared"], (await Save(group, south, same)).Value.Warnings);
    }

    [Theory]
    [InlineData(null, 24)]
    [InlineData("00:00:00", 0)]
    [InlineData("2.00:00:00", 48)]
    public void The_cooling_off_period_is_a_setting_and_a_day_without_it(string? text, int hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), PayeeOptions.From(Settings(text)).CoolingOff);

    [Theory]
    [InlineData("soon")]
    [InlineData("-1.00:00:00")]
    [InlineData("91.00:00:00")]
    public void A_cooling_off_period_that_is_none_stops_the_start(string text) =>
        Assert.Throws<InvalidOperationException>(() => PayeeOptions.From(Settings(text)));

    private static IConfiguration Settings(string? text) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Payees:CoolingOff"] = text })
            .Build();

    private static SavePayee.Command New(LegalEntity entity) => new(null, entity.PublicId, "Payee", Details);

    private static Task<Result<SavedRecord>> Save(Group group, Actor actor, SavePayee.Command command) =>
        group.AskAsync<SavePayee, SavePayee.Command, SavedRecord>(command, actor);
}
