using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Clients;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.EndToEnd.Tests.Harness;

/// <summary>The portal with the demonstration group, and a client of each API that may see all of it.</summary>
public sealed class SdkPortal : IAsyncLifetime
{
    private readonly DemoPortal demo = new();

    /// <summary>What the libraries' live programs are told, as environment variables.</summary>
    public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Accounts of the group.</summary>
    public int Accounts { get; private set; }

    /// <summary>Transactions of the account that the programs ask for.</summary>
    public int Transactions { get; private set; }

    public Uri Address => demo.Portal.Address;

    public async ValueTask InitializeAsync()
    {
        await demo.InitializeAsync();
        var bill = await ClientAsync(SignatureScheme.HmacSha256, "erp-test", ApiPermission.ReadBalances, ApiPermission.ReadTransactions);
        var settlement = await ClientAsync(SignatureScheme.Full, "", Enum.GetValues<ApiPermission>());
        var (account, payee) = await demo.ReadAsync(ChooseAsync);
        Told["FUNDPORTAL_URL"] = Address.ToString();
        Told["FUNDPORTAL_FLAG"] = bill.Flag!;
        Told["FUNDPORTAL_BILL_SECRET"] = bill.Secret;
        Told["FUNDPORTAL_KEY"] = settlement.Key!;
        Told["FUNDPORTAL_SECRET"] = settlement.Secret;
        Told["FUNDPORTAL_ACCOUNT"] = account.PublicId.ToString();
        Told["FUNDPORTAL_PAYEE"] = payee.ToString();
        Accounts = await demo.ReadAsync(db => db.Accounts.CountAsync());
        Transactions = await demo.ReadAsync(db => db.Transactions.CountAsync(row => row.AccountId == account.Id));
    }

    public ValueTask DisposeAsync() => demo.DisposeAsync();

    /// <summary>An account with a few pages of transactions, and somebody it can pay.</summary>
    private static async Task<(Account Account, Guid Payee)> ChooseAsync(PortalDbContext db)
    {
        var entities = await db.LegalEntities.ToDictionaryAsync(entity => entity.Id);
        var payees = (await db.Payees.ToListAsync()).FindAll(p => p.WhyUnusable(DateTime.UtcNow) is null && p.PendingChange is null);
        var accounts = await db
            .Accounts.Where(a => a.Status == AccountStatus.Active)
            .OrderBy(a => a.Id)
            .Where(a => db.Transactions.Count(row => row.AccountId == a.Id) > 50)
            .ToListAsync();
        var pairs =
            from account in accounts
            from payee in payees
            where string.Equals(account.CurrencyCode, Currency.Cny.Code, StringComparison.Ordinal)
            where entities[account.LegalEntityId].Path.StartsWith(entities[payee.LegalEntityId].Path, StringComparison.Ordinal)
            select (account, payee.PublicId);
        return pairs.First();
    }

    private async Task<ShownCredentials> ClientAsync(SignatureScheme scheme, string flag, params ApiPermission[] permissions)
    {
        var (owner, roots) = await demo.ReadAsync(async db =>
            (
                await db
                    .Users.OrderBy(person => person.UserName)
                    // What a client sees, its owner must hold too.
                    .Where(person =>
                        !person.IsDisabled
                        && db.ScopeGrants.Count(grant =>
                            grant.PersonId == person.Id
                            && db.LegalEntities.Any(root => root.Id == grant.LegalEntityId && root.ParentId == null)
                        ) > 0
                    )
                    .Select(person => person.Id)
                    .FirstAsync(),
                await db.LegalEntities.Where(entity => entity.ParentId == null).Select(entity => entity.PublicId).ToListAsync()
            )
        );
        var settings = new ClientSettings($"sdk {scheme}", scheme, owner, permissions, roots, [], [], CallsPerSecond: 1_000);
        var made = await demo.RunAsync(
            (CreateApiClient create, Domain.Identity.Actor actor) =>
                create.HandleAsync(new(settings, ApiEnvironment.Production, flag, null), actor, default)
        );
        Assert.True(made.IsOk, made.Refusal?.ToString());
        return made.Value;
    }
}
