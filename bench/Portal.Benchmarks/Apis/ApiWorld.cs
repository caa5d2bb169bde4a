using System.Globalization;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.Clients;
using FundPortal.Benchmarks.Payments;
using FundPortal.Benchmarks.Reads;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Benchmarks.Apis;

/// <summary>A company with accounts full of transactions, and a client of each API that sees them all.</summary>
internal sealed class ApiWorld(ProofNode node, int accountCount = ApiWorld.FewAccounts)
{
    private const int FewAccounts = 20;

    public ShownCredentials Bill { get; private set; } = null!;

    public ShownCredentials Settlement { get; private set; } = null!;

    /// <summary>The account that pages are asked of.</summary>
    public Guid Account { get; private set; }

    public int AccountId { get; private set; }

    /// <summary>The owner of the clients, who sees all accounts.</summary>
    public Guid Owner { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Rows of <see cref="Account"/>.</summary>
    public int HotRows { get; private set; }

    /// <summary>As whom the finance bill API's client asks.</summary>
    public Actor BillActor { get; private set; } = null!;

    /// <param name="rows">How many transactions there shall be.</param>
    /// <param name="hot">How many of them are of <see cref="Account"/>; 0: as many as of any other.</param>
    /// <param name="seed">The same seed makes the same transactions.</param>
    public async Task CreateAsync(int rows, int hot = 0, int seed = 0)
    {
        await node.UseAsync((DatabaseStart start) => start.MigrateAsync(default));
        var (accounts, import) = await node.UseAsync((PortalDbContext db) => AddCompanyAsync(db));
        TransactionFiller.Fill(node.Database, rows, [.. accounts.Select(account => account.Id)], hot, import, seed);
        await OpenAsync();
    }

    /// <summary>Takes up what was made before; the clients are new, since a secret is told once.</summary>
    public async Task OpenAsync()
    {
        node.Services.GetRequiredService<KeyRing>().Open();
        var (account, entity) = await node.UseAsync(
            async (PortalDbContext db) => (await db.Accounts.OrderBy(a => a.Id).FirstAsync(), await db.LegalEntities.FirstAsync())
        );
        (Account, AccountId) = (account.PublicId, account.Id);
        (Rows, HotRows) = await node.UseAsync(
            async (PortalDbContext db) =>
                (await db.Transactions.CountAsync(), await db.Transactions.CountAsync(t => t.AccountId == account.Id))
        );
        Owner = await node.UseAsync((PortalDbContext db) => db.Users.Select(person => person.Id).FirstAsync());
        Bill = await ClientAsync(SignatureScheme.HmacSha256, $"bench-{Guid.NewGuid():n}"[..20], entity);
        Settlement = await ClientAsync(SignatureScheme.Full, "", entity);
        var client = await node.Services.GetRequiredService<ClientDirectory>().ByFlagAsync(Bill.Flag!, default);
        BillActor = client!.ToActor(null, null, default);
    }

    private async Task<(Account[], long)> AddCompanyAsync(PortalDbContext db)
    {
        var entity = new LegalEntity { Name = "Company", Path = "/1/" };
        var bank = new Bank { Name = "Bank", Country = "CN" };
        var file = new ImportFile
        {
            FileName = "bench",
            Format = "bench",
            Sha256 = new string('0', 64),
            ImportedByName = "bench",
        };
        var owner = new Person
        {
            Id = Guid.CreateVersion7(),
            UserName = "owner",
            NormalizedUserName = "OWNER",
            DisplayName = "owner",
        };
        db.AddRange(entity, bank, file, owner);
        await db.SaveChangesAsync();
        entity.Path = string.Create(CultureInfo.InvariantCulture, $"/{entity.Id}/");
        Account[] accounts =
        [
            .. Enumerable
                .Range(1, accountCount)
                .Select(number => new Account
                {
                    LegalEntityId = entity.Id,
                    BankId = bank.Id,
                    Number = (1_000 + number).ToString(CultureInfo.InvariantCulture),
                    Name = string.Create(CultureInfo.InvariantCulture, $"基本户 {number}"),
                    CurrencyCode = "CNY",
                    Type = AccountType.Current,
                }),
        ];
        db.AddRange(accounts);
        db.Add(new ScopeGrant { PersonId = owner.Id, LegalEntityId = entity.Id });
        await db.SaveChangesAsync();
        return (accounts, file.Id);
    }

    private async Task<ShownCredentials> ClientAsync(SignatureScheme scheme, string flag, LegalEntity entity)
    {
        var settings = new ClientSettings(
            $"bench {scheme} {Guid.NewGuid():n}"[..40],
            scheme,
            Owner,
            [ApiPermission.ReadBalances, ApiPermission.ReadTransactions],
            [entity.PublicId],
            [],
            [],
            WindowSeconds: ApiClient.MaxWindowSeconds,
            CallsPerSecond: ApiClient.MaxCallsPerSecond
        );
        var made = await node.UseAsync(
            (CreateApiClient create) => create.HandleAsync(new(settings, ApiEnvironment.Production, flag, null), Actor.System, default)
        );
        return made.IsOk ? made.Value : throw new InvalidOperationException($"No client: {made.Refusal!.Code}");
    }
}
