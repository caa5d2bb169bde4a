using FundPortal.Application.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Accounts;

public sealed class MasterDataTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entity_moves_with_all_below_it_and_the_trail_says_from_where()
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);
        var shop = (await Save(group, admin, new(null, "Shop", group.North.PublicId))).Value;
        var kiosk = (await Save(group, admin, new(null, "Kiosk", shop.Id))).Value;

        var moved = (await Save(group, admin, new(shop.Id, "Shop", group.South.PublicId, Version: shop.Version))).Value;

        var paths = await group.Database.UseAsync(db => db.LegalEntities.ToDictionaryAsync(e => e.PublicId, Ct));
        Assert.Equal($"{paths[group.South.PublicId].Path}{paths[shop.Id].Id}/", paths[shop.Id].Path);
        Assert.Equal($"{paths[shop.Id].Path}{paths[kiosk.Id].Id}/", paths[kiosk.Id].Path);
        Assert.True(moved.Version > shop.Version);
        var trail = await group.Database.UseAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "entity.changed", Ct));
        Assert.Contains(
            $"\"before\":{{\"name\":\"Shop\",\"creditCode\":null,\"parent\":\"{group.North.PublicId}\"}}",
            trail.Data,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_entity_cannot_move_below_itself()
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);
        foreach (var parent in new[] { group.Holding.PublicId, group.North.PublicId })
        {
            var result = await Save(group, admin, new(group.Holding.PublicId, "Holding", parent, Version: group.Holding.Version));
            Assert.Equal(["parent", "entity_cycle"], result.Refusal!.Args);
        }
    }

    [Fact]
    public async Task A_record_changed_by_somebody_else_is_a_conflict()
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);
        var bank = (await group.Database.RunAsync((SaveBank use) => use.HandleAsync(new(null, "Bank", "cn", false), admin, Ct))).Value;
        var change = new SaveBank.Command(bank.Id, "Bank 2", "CN", true, bank.Version);

        Assert.True((await group.Database.RunAsync((SaveBank use) => use.HandleAsync(change, admin, Ct))).IsOk);
        Assert.Same(Refusal.Conflict, (await group.Database.RunAsync((SaveBank use) => use.HandleAsync(change, admin, Ct))).Refusal);
        var stale = await Save(group, admin, new(group.North.PublicId, "N", null, Version: group.North.Version + 5));
        Assert.Same(Refusal.Conflict, stale.Refusal);
    }

    [Theory]
    [InlineData("bankCode", "bank_code_check", "1", "102100099997")]
    [InlineData("number", "iban_check", "CH2909000000250094230", null)]
    [InlineData("number", "number_length", " ", null)]
    public async Task Codes_with_wrong_check_digits_are_refused_by_field(string field, string reason, string number, string? bankCode)
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);

        var result = await SaveAccount(group, admin, Command(group, number) with { BankCode = bankCode });

        Assert.Equal([field, reason], result.Refusal!.Args.Take(2));
    }

    [Fact]
    public async Task An_account_is_created_once_and_its_currency_stays_after_the_first_statement()
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);
        var saved = (await SaveAccount(group, admin, Command(group, "6222 0202 0011 2233 448") with { BankCode = "102100099996" })).Value;
        Assert.Equal("card_number_check", Assert.Single(saved.Warnings));
        Assert.Equal("account_exists", (await SaveAccount(group, admin, Command(group, "6222020200112233448"))).Refusal!.Args[1]);

        var me = await group.PersonAsync(Role.FinanceStaff, [group.North]);
        var account = await group.Database.UseAsync(db => db.Accounts.SingleAsync(a => a.PublicId == saved.Id, Ct));
        await Importing.Desk.StoreOneAsync(
            group,
            me,
            Importing.Files.File(Importing.Files.Statement(account, [Importing.Files.Entry(1, 5)]))
        );
        var version = await group.Database.UseAsync(db =>
            db.Accounts.Where(a => a.Id == account.Id).Select(a => a.Version).SingleAsync(Ct)
        );
        var recoined = Command(group, "6222020200112233448") with
        {
            Id = saved.Id,
            CurrencyCode = "USD",
            Version = version,
            BankCode = "102100099996",
        };
        Assert.Equal("account_has_statements", (await SaveAccount(group, admin, recoined)).Refusal!.Args[1]);
    }

    [Fact]
    public async Task Only_administrators_keep_master_data_and_they_need_no_scope_for_it()
    {
        await using var group = await Group.CreateAsync();
        var admin = await group.PersonAsync(Role.Administrator, []);
        Assert.Equal(3, (await group.Database.RunAsync((ListAccountRecords use) => use.HandleAsync(new(), admin, Ct))).Value.Count);
        Assert.Equal(3, (await group.Database.RunAsync((ListEntities use) => use.HandleAsync(new(), admin, Ct))).Value.Count);
        Assert.Empty((await group.Database.RunAsync((ListAccounts use) => use.HandleAsync(new(), admin, Ct))).Value);
        foreach (var role in new[] { Role.FinanceStaff, Role.Approver, Role.Auditor, Role.PolicyOwner })
        {
            var other = await group.PersonAsync(role, [group.Holding]);
            Assert.Same(Refusal.Forbidden, (await SaveAccount(group, other, Command(group, "1"))).Refusal);
            Assert.Same(Refusal.Forbidden, (await Save(group, other, new(null, "X", null))).Refusal);
            Assert.Same(
                Refusal.Forbidden,
                (await group.Database.RunAsync((SaveBank use) => use.HandleAsync(new(null, "B", "CN", false), other, Ct))).Refusal
            );
            Assert.Same(
                Refusal.Forbidden,
                (await group.Database.RunAsync((ListAccountRecords use) => use.HandleAsync(new(), other, Ct))).Refusal
            );
        }
    }

    private static Task<Result<SavedRecord>> Save(Group group, Actor actor, SaveLegalEntity.Command command) =>
        group.Database.RunAsync((SaveLegalEntity use) => use.HandleAsync(command, actor, Ct));

    private static Task<Result<SavedRecord>> SaveAccount(Group group, Actor actor, SaveAccount.Command command) =>
        group.Database.RunAsync((SaveAccount use) => use.HandleAsync(command, actor, Ct));

    private static SaveAccount.Command Command(Group group, string number) =>
        new(null, group.North.PublicId, group.Bank.PublicId, number, "Main", "CNY", AccountType.Current);
}
