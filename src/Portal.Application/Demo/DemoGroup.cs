using System.Text;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Importing;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Demo;

/// <summary>
/// A group to try the portal with: entities, banks, accounts, people, and a hundred and twenty days of bank files that go through the same
/// import as any other. Development only; an empty database only.
/// </summary>
public sealed class DemoGroup(
    PortalDbContext db,
    PasswordHashing passwords,
    TotpSecrets secrets,
    RecoveryCodes recovery,
    IAudit audit,
    StoreImport import,
    DemoChannels channels,
    TimeProvider clock
)
{
    internal const string Holding = "远航集团有限公司";
    internal const string Shanghai = "远航电子商务（上海）有限公司";
    internal const string Shenzhen = "远航供应链（深圳）有限公司";
    internal const string Europe = "Yuanhang Europe GmbH";

    private const int Days = 120;

    private sealed record DemoAccount(
        string Entity,
        string Bank,
        string Number,
        string Name,
        string Currency,
        long Closing,
        int PerDay,
        AccountType Type = AccountType.Current,
        string? BankCode = null,
        string? Shop = null
    );

    private static readonly (string Name, string Country, bool IsPlatform)[] Banks =
    [
        ("招商银行", "CN", false),
        ("中国工商银行", "CN", false),
        ("中国银行", "CN", false),
        ("Deutsche Bank", "DE", false),
        ("支付宝", "CN", true),
    ];

    private static readonly DemoAccount[] Accounts =
    [
        new(Holding, "招商银行", "755901234510001", "集团资金池", "CNY", 86_000_000_00, 6, BankCode: "308584000013"),
        new(Holding, "中国银行", "456351800210077", "集团美元户", "USD", 3_200_000_00, 3, BankCode: "104100000004"),
        new(Shanghai, "中国工商银行", "1001244309006712345", "基本户", "CNY", 12_500_000_00, 8, BankCode: "102100099996"),
        new(Shanghai, "招商银行", "121909876510802", "一般户", "CNY", 4_300_000_00, 5, BankCode: "308584000013"),
        new(Shanghai, "支付宝", "2088123456789012", "旗舰店支付宝", "CNY", 180_000_00, 24, AccountType.Platform, Shop: "SHOP001"),
        new(Shenzhen, "招商银行", "755907654310222", "结算户", "CNY", 9_100_000_00, 7, BankCode: "308584000013"),
        new(Shenzhen, "中国银行", "456351800993311", "日元户", "JPY", 420_000_000, 2, BankCode: "104100000004"),
        new(Europe, "Deutsche Bank", "DE89370400440532013000", "Operating account", "EUR", 1_900_000_00, 4),
    ];

    /// <returns>False, and nothing done, when the database has people or accounts already.</returns>
    public async Task<bool> SeedAsync(CancellationToken ct)
    {
        await using var write = await db.BeginWriteAsync(ct);
        if (await db.Users.AnyAsync(ct) || await db.LegalEntities.AnyAsync(ct))
            return false;
        var entities = await EntitiesAsync(ct);
        var banks = Banks.ToDictionary(
            b => b.Name,
            b => new Bank
            {
                Name = b.Name,
                Country = b.Country,
                IsPlatform = b.IsPlatform,
            },
            StringComparer.Ordinal
        );
        db.Banks.AddRange(banks.Values);
        await db.SaveChangesAsync(ct);
        db.Accounts.AddRange(
            Accounts.Select(account => new Account
            {
                LegalEntityId = entities[account.Entity].Id,
                BankId = banks[account.Bank].Id,
                Number = account.Number,
                Name = account.Name,
                CurrencyCode = account.Currency,
                Type = account.Type,
                BankCode = account.BankCode,
                ShopCode = account.Shop,
            })
        );
        var people = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var person in DemoPeople.All)
        {
            var id = people[person.UserName] = Add(person, entities);
            if (person.HasTotp)
                await recovery.ReplaceAsync(id, ct);
        }
        var now = clock.GetUtcNow().UtcDateTime;
        await DemoPayees.AddAsync(db, entities, people, now, ct);
        db.PolicyVersions.Add(DemoPolicy.InForce(people, now));
        db.ExchangeRates.AddRange(DemoPolicy.Rates(people, ChinaTime.Today(clock), now));
        db.Delegations.Add(DemoSafeguards.Delegation(people, ChinaTime.Today(clock), now));
        db.PaymentLimits.Add(DemoSafeguards.DayLimit(people, maker: "wang.min", now));
        audit.Append(
            Actor.System,
            "demo.seeded",
            "database",
            new
            {
                entities = entities.Count,
                accounts = Accounts.Length,
                people = DemoPeople.All.Length,
            }
        );
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        await write.DisposeAsync();
        await ImportAsync(ct);
        await channels.SeedAsync(ct);
        return true;
    }

    /// <returns>The current code of a demonstration person; null when there is no such person or no TOTP yet.</returns>
    public async Task<string?> CodeAsync(string userName, CancellationToken ct)
    {
        var normalized = userName.ToUpperInvariant();
        var secret = await db
            .Users.Where(person => person.NormalizedUserName == normalized)
            .Select(person => person.TotpSecret)
            .SingleOrDefaultAsync(ct);
        return secret is null ? null : secrets.Current(secret);
    }

    private async Task<Dictionary<string, LegalEntity>> EntitiesAsync(CancellationToken ct)
    {
        var holding = new LegalEntity { Name = Holding, CreditCode = "91350100M000100Y43" };
        db.LegalEntities.Add(holding);
        await db.SaveChangesAsync(ct);
        holding.Path = $"/{holding.Id}/";
        var children = new[] { Shanghai, Shenzhen, Europe }
            .Select(name => new LegalEntity { Name = name, ParentId = holding.Id })
            .ToArray();
        db.LegalEntities.AddRange(children);
        await db.SaveChangesAsync(ct);
        foreach (var child in children)
            child.Path = $"{holding.Path}{child.Id}/";
        await db.SaveChangesAsync(ct);
        return children.Append(holding).ToDictionary(entity => entity.Name, StringComparer.Ordinal);
    }

    private Guid Add(DemoPeople.DemoPerson demo, Dictionary<string, LegalEntity> entities)
    {
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            UserName = demo.UserName,
            NormalizedUserName = demo.UserName.ToUpperInvariant(),
            DisplayName = demo.DisplayName,
            CreatedAt = clock.GetUtcNow().UtcDateTime,
            SecurityStamp = Guid.NewGuid().ToString("N"),
            TotpSecret = demo.HasTotp ? secrets.Make() : null,
        };
        person.PasswordHash = passwords.Hash(person, demo.Password);
        db.Users.Add(person);
        db.PersonRoles.AddRange(demo.Roles.Select(role => new PersonRole { PersonId = person.Id, Role = role }));
        db.ScopeGrants.AddRange(demo.Entities.Select(name => new ScopeGrant { PersonId = person.Id, LegalEntityId = entities[name].Id }));
        return person.Id;
    }

    private async Task ImportAsync(CancellationToken ct)
    {
        var today = ChinaTime.Today(clock);
        var (first, last) = (today.AddDays(-Days), today.AddDays(-1));
        var inputs = new List<ImportInput>();
        foreach (var (account, index) in Accounts.Select((account, index) => (account, index)))
        {
            var isAlipay = account.Type == AccountType.Platform;
            var text = DemoStatements.EndingAt(
                account.Closing,
                opening =>
                    isAlipay
                        ? DemoStatements.Alipay(first, last, opening, seed: index + 1, account.PerDay)
                        : DemoStatements.Mt940(
                            account.Number,
                            Currency.Of(account.Currency),
                            first,
                            last,
                            opening,
                            seed: index + 1,
                            account.PerDay
                        )
            );
            var bytes = Encoding.UTF8.GetBytes(text);
            var name = isAlipay ? $"{account.Number}.csv" : $"{account.Number}.sta";
            var publicId = await db.Accounts.Where(a => a.Number == account.Number).Select(a => a.PublicId).SingleAsync(ct);
            inputs.AddRange(FileReader.Read(bytes, name).Select(file => new ImportInput(file, bytes.Length, publicId)));
        }
        var result = await import.HandleAsync(new StoreImport.Command(inputs, []), Actor.System, ct);
        if (!result.IsOk)
            throw new InvalidOperationException(
                $"The demonstration files were refused: {result.Refusal!.Code} {string.Join(", ", result.Refusal.Args)}"
            );
    }
}
