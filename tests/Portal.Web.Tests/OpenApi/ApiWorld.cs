using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using FundPortal.Web.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi;

/// <summary>A running portal with two companies, an account each, a few transactions, and clients of the APIs.</summary>
internal sealed class ApiWorld : IAsyncDisposable
{
    public const string Secret = "s3cr3t";

    private ApiWorld(PortalHost host) => Host = host;

    public PortalHost Host { get; }

    /// <summary>In the clients' scope: five rows, of 100.00 in, 1.00 out, 101.00 in, 2.00 out, 102.00 in, an hour apart from 2024-01-01 10:00 in China.</summary>
    public Account Mine { get; private set; } = null!;

    public Account Foreign { get; private set; } = null!;

    private LegalEntity Entity { get; set; } = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<ApiWorld> StartAsync(
        string environment = "Development",
        IReadOnlyDictionary<string, string>? settings = null,
        PortalHost? on = null
    )
    {
        var world = new ApiWorld(on ?? await PortalHost.StartAsync(environment, settings));
        await world.FillAsync();
        return world;
    }

    public async Task<ApiClient> ClientAsync(
        SignatureScheme scheme = SignatureScheme.HmacSha256,
        string flag = "erp01",
        Action<ApiClient>? more = null,
        params ApiPermission[] permissions
    )
    {
        var person = await Host.SignInAsync("owner");
        var client = new ApiClient
        {
            Name = flag,
            Scheme = scheme,
            Environment = ApiEnvironment.Production,
            Flag = ApiClient.IsSettlement(scheme) ? null : flag,
            KeyHash = ApiClient.IsSettlement(scheme) ? ApiSecrets.HashOf(flag) : null,
            OwnerId = person.PersonId,
            CreatedBy = person.PersonId,
            CallsPerSecond = 1_000,
            CreatedAt = DateTime.UtcNow,
        };
        ApiPermission[] all = [ApiPermission.ReadBalances, ApiPermission.ReadTransactions];
        Assert.True(client.Grant(permissions.Length == 0 ? all : permissions).IsOk);
        more?.Invoke(client);
        await using var scope = Host.App.Services.CreateAsyncScope();
        var value = scope.ServiceProvider.GetRequiredService<ApiSecrets>().Protect(Secret);
        client.AddSecret(value, person.PersonId, DateTime.UtcNow, DateTime.UtcNow);
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        db.Users.Add(
            new Person
            {
                Id = client.Id,
                UserName = $"api:{client.Id:n}",
                DisplayName = flag,
                IsProgram = true,
            }
        );
        db.ScopeGrants.Add(new ScopeGrant { PersonId = client.Id, LegalEntityId = Entity.Id });
        // What a client sees, its owner must hold too.
        if (!await db.ScopeGrants.AnyAsync(grant => grant.PersonId == person.PersonId, Ct))
            db.ScopeGrants.Add(new ScopeGrant { PersonId = person.PersonId, LegalEntityId = Entity.Id });
        db.ApiClients.Add(client);
        await db.SaveChangesAsync(Ct);
        // What is known of clients is at most a second old.
        await Task.Delay(TimeSpan.FromMilliseconds(1_050), Ct);
        return client;
    }

    /// <summary>Lines of the call log, in order, when there are so many.</summary>
    public async Task<List<ApiCall>> CallsAsync(int count)
    {
        while (true)
        {
            var calls = await Host.Database.UseAsync(db => db.ApiCalls.AsNoTracking().OrderBy(c => c.Id).ToListAsync(Ct));
            if (calls.Count >= count)
                return calls;
            await Task.Delay(50, Ct);
        }
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task FillAsync()
    {
        await Host.Database.UseAsync(async db =>
        {
            Entity = new LegalEntity { Name = "Mine", Path = "/1/" };
            var other = new LegalEntity { Name = "Foreign", Path = "/2/" };
            var bank = new Bank { Name = "Bank", Country = "CN" };
            db.AddRange(Entity, other, bank);
            await db.SaveChangesAsync(Ct);
            (Entity.Path, other.Path) = ($"/{Entity.Id}/", $"/{other.Id}/");
            (Mine, Foreign) = (AccountOf(Entity, bank, "1001"), AccountOf(other, bank, "2001"));
            Mine.ShopCode = "SHOP001";
            db.AddRange(Mine, Foreign);
            await db.SaveChangesAsync(Ct);
            await FillAsync(db, Mine);
            await FillAsync(db, Foreign);
            return await db.SaveChangesAsync(Ct);
        });
    }

    private static Account AccountOf(LegalEntity owner, Bank bank, string number) =>
        new()
        {
            LegalEntityId = owner.Id,
            BankId = bank.Id,
            Number = number,
            Name = $"账户 {number}",
            CurrencyCode = "CNY",
            Type = AccountType.Current,
        };

    private static async Task FillAsync(PortalDbContext db, Account account)
    {
        var day = new DateOnly(2024, 1, 1);
        var file = await db.ImportFiles.FirstOrDefaultAsync(Ct);
        var import = file?.Id ?? await ImportAsync(db);
        for (var i = 0; i < 5; i++)
            db.Transactions.Add(
                new BankTransaction
                {
                    AccountId = account.Id,
                    BookedAt = ChinaTime.ToUtc(day, new TimeOnly(10 + i, 0)),
                    BookingDate = day,
                    AmountMinor = i % 2 == 0 ? 10_000 + (i * 50) : -50 - (i * 50),
                    Kind = TransactionKind.Transfer,
                    Text = $"货款 {i} <b>&\"",
                    BalanceAfterMinor = i == 4 ? null : 1_000_000 + i,
                    DuplicateKey = [.. Enumerable.Repeat((byte)i, 32)],
                    ImportFileId = import,
                }
            );
        db.DailyTotals.Add(
            new DailyTotal
            {
                AccountId = account.Id,
                Day = day,
                Count = 5,
                OutCount = 2,
                RunningCount = 5,
                RunningOutCount = 2,
                InMinor = 30_300,
                OutMinor = 300,
                RunningInMinor = 30_300,
                RunningOutMinor = 300,
            }
        );
        db.AccountBalances.Add(
            new AccountBalance
            {
                AccountId = account.Id,
                Kind = BalanceKind.Booked,
                AmountMinor = 1_234_567,
                AsOf = ChinaTime.StartOf(day),
                Source = "test",
            }
        );
    }

    private static async Task<long> ImportAsync(PortalDbContext db)
    {
        var import = new Domain.Importing.ImportFile
        {
            FileName = "test",
            Format = "test",
            Sha256 = new string('0', 64),
            ImportedByName = "test",
        };
        db.Add(import);
        await db.SaveChangesAsync(Ct);
        return import.Id;
    }
}
