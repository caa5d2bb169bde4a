using System.Collections.Frozen;
using System.Globalization;
using FundPortal.Application.Approvals;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FundPortal.Benchmarks.Races;

/// <summary>People, an account, a payee and a policy: up to 100 one signature of anybody, above two.</summary>
internal sealed class RaceWorld(RaceNode node)
{
    public const int Approvers = 50;

    private readonly Dictionary<Guid, byte[]> secrets = [];

    public Guid Maker { get; private set; }

    public Guid[] Signers { get; private set; } = [];

    public Guid[] Owners { get; private set; } = [];

    private Guid account;
    private Guid payee;

    public static ApprovalPolicy Policy(int quorumAbove) =>
        new(
            Currency.Cny,
            [
                new("small", [new Condition { Amount = new(null, 100_00) }], [Level(1)], false),
                new("large", [new Condition { Amount = new(100_00, null) }], [Level(quorumAbove)], false),
            ]
        );

    public async Task CreateAsync()
    {
        await node.UseAsync((PortalDbContext db) => db.Database.EnsureCreatedAsync());
        Maker = await PersonAsync("maker", Role.FinanceStaff);
        Signers = [.. await Task.WhenAll(Enumerable.Range(0, Approvers).Select(i => PersonAsync($"approver{i}", Role.Approver)))];
        Owners = [await PersonAsync("owner1", Role.PolicyOwner), await PersonAsync("owner2", Role.PolicyOwner)];
        await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var entity = new LegalEntity { Name = "Company", Path = "/1/" };
                var bank = new Bank { Name = "Bank", Country = "CN" };
                db.AddRange(entity, bank);
                await db.SaveChangesAsync();
                entity.Path = string.Create(CultureInfo.InvariantCulture, $"/{entity.Id}/");
                var own = new Account
                {
                    LegalEntityId = entity.Id,
                    BankId = bank.Id,
                    Number = "1001",
                    Name = "Main",
                    CurrencyCode = "CNY",
                    Type = AccountType.Current,
                };
                var details = new BankDetails("Supplier", "6222021001116245702", "ICBC", "102100099996", "CN");
                var to = new Payee(entity.Id, "Supplier", null, details, Owners[0], node.Clock.Now.UtcDateTime, TimeSpan.Zero);
                db.AddRange(own, to);
                db.ScopeGrants.AddRange(secrets.Keys.Select(person => new ScopeGrant { PersonId = person, LegalEntityId = entity.Id }));
                (account, payee) = (own.PublicId, to.PublicId);
                var policy = new PolicyVersion(1, PolicyContent.Write(Policy(2)), "", Owners[0], node.Clock.Now.UtcDateTime);
                policy.Propose(policy.ContentHash, Owners[0], node.Clock.Now.UtcDateTime);
                policy.Confirm(policy.ContentHash, Owners[1], node.Clock.Now.UtcDateTime);
                db.PolicyVersions.Add(policy);
                return await db.SaveChangesAsync();
            }
        );
    }

    public PaymentEntry Entry(string amount) =>
        new(PaymentType.Transfer, account, payee, null, amount, "race", DuplicateReason: "a race of equal payments");

    public async Task<Saved> DraftAsync(string amount)
    {
        var saved = await node.UseAsync((SavePayment u) => u.HandleAsync(new(Guid.CreateVersion7(), Entry(amount)), MakerActor, default));
        return new(saved.Value.Id, saved.Value.Version, "");
    }

    public async Task<Saved> SubmittedAsync(string amount)
    {
        var draft = await DraftAsync(amount);
        var result = await node.UseAsync((SubmitPayment u) => u.HandleAsync(new(draft.Id, draft.Version), MakerActor, default));
        var payment = await LoadAsync(draft.Id);
        return new(draft.Id, result.Value.Version, Convert.ToHexStringLower(payment.ContentHash!));
    }

    /// <summary>A payment as a page shows it.</summary>
    public sealed record Saved(Guid Id, int Version, string Shown);

    public Task<Payment> LoadAsync(Guid id) =>
        node.UseAsync(
            (PortalDbContext db) =>
                db
                    .Payments.AsNoTracking()
                    .Include(p => p.Lines)
                    .Include(p => p.Hands)
                    .Include(p => p.Levels)
                        .ThenInclude(l => l.Signers)
                    .Include(p => p.Signatures)
                    .Include(p => p.Events)
                    .AsSplitQuery()
                    .SingleAsync(p => p.PublicId == id)
        );

    /// <summary>The code of this round; each round has a step of its own.</summary>
    public string Code(Guid person) => new Totp(secrets[person]).ComputeTotp(node.Clock.Now.UtcDateTime);

    public RaceJob Decide(RaceJobKind kind, Guid person, Saved payment) =>
        new(kind, person, Role.Approver, payment.Id, payment.Shown, Code(person));

    public RaceJob Make(RaceJobKind kind, Saved payment, string? amount = null) =>
        new(kind, Maker, Role.FinanceStaff, payment.Id, Version: payment.Version, Entry: amount is null ? null : Entry(amount));

    private Actor MakerActor => new(Maker, "maker", FrozenSet.Create(Role.FinanceStaff), null, null);

    private static PolicyLevel Level(int quorum) => new("approvers", new Signers([Role.Approver], []), quorum, false, null);

    private async Task<Guid> PersonAsync(string name, Role role)
    {
        var guard = node.Services.GetRequiredService<TotpSecrets>();
        var secret = guard.Make();
        var id = await node.UseAsync(
            async (PortalDbContext db) =>
            {
                var person = new Person
                {
                    Id = Guid.CreateVersion7(),
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    DisplayName = name,
                    SecurityStamp = name,
                    TotpSecret = secret,
                };
                db.Users.Add(person);
                db.PersonRoles.Add(new PersonRole { PersonId = person.Id, Role = role });
                await db.SaveChangesAsync();
                return person.Id;
            }
        );
        lock (secrets)
            secrets[id] = Base32Encoding.ToBytes(guard.Base32(secret));
        return id;
    }
}
