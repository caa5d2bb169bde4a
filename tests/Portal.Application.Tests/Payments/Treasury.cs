using System.Collections.Frozen;
using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Application.Payments;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payees;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace FundPortal.Application.Tests.Payments;

/// <summary>
/// The small group with a payee, two makers, eight approvers with real TOTP secrets, and a policy in force: to 50,000 one level, to 1,000,000
/// two (the second 2 of 3), above three.
/// </summary>
internal sealed class Treasury : IAsyncDisposable
{
    private readonly Dictionary<Guid, byte[]> secrets = [];

    private Treasury(Group group) => Group = group;

    public Group Group { get; }

    public TestDatabase Database => Group.Database;

    public Payee Payee { get; private set; } = null!;

    public Actor Maker { get; private set; } = null!;

    public Actor OtherMaker { get; private set; } = null!;

    /// <summary>0 to 7; the first level is 0 and 1, the second 2, 3 and 4, the third 5 and 6; 7 is named nowhere.</summary>
    public IReadOnlyList<Actor> Approvers { get; private set; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Treasury> CreateAsync(Func<Treasury, ApprovalPolicy>? policy = null, Action<IServiceCollection>? more = null)
    {
        var treasury = new Treasury(
            await Group.CreateAsync(services =>
            {
                services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
                more?.Invoke(services);
            })
        );
        var group = treasury.Group;
        treasury.Maker = await treasury.PersonAsync("maker", Role.FinanceStaff);
        treasury.OtherMaker = await treasury.PersonAsync("other maker", Role.FinanceStaff);
        var approvers = new List<Actor>();
        for (var i = 0; i < 8; i++)
            approvers.Add(await treasury.PersonAsync($"approver {i}", Role.Approver));
        treasury.Approvers = approvers;
        treasury.Payee = await group.AddAsync(treasury.NewPayee("Shanghai Mould Ltd", "6222021001116245702"));
        await treasury.PutInForceAsync(policy?.Invoke(treasury) ?? treasury.Bands());
        return treasury;
    }

    public static Condition Band(long? over, long? upTo) => new() { Amount = new AmountBand(over, upTo) };

    /// <summary>A level of the approvers with these numbers; none: everybody who is one.</summary>
    public PolicyLevel Level(string name, int quorum, params int[] approvers) =>
        new(
            name,
            approvers.Length == 0 ? new Signers([Role.Approver], []) : new Signers([], [.. approvers.Select(i => Approvers[i].PersonId)]),
            quorum,
            false,
            null
        );

    /// <summary>One rule for everything.</summary>
    public static ApprovalPolicy OneRule(params PolicyLevel[] levels) => new(Currency.Cny, [new("all", [], levels, false)]);

    private ApprovalPolicy Bands()
    {
        var (cashier, finance, director) = (Level("cashier", 1, 0, 1), Level("finance", 2, 2, 3, 4), Level("director", 1, 5, 6));
        return new(
            Currency.Cny,
            [
                new("small", [Band(null, 50_000_00)], [cashier], false),
                new("middle", [Band(50_000_00, 1_000_000_00)], [cashier, finance], false),
                new("large", [Band(1_000_000_00, null)], [cashier, finance, director], false),
            ]
        );
    }

    /// <summary>Entered by somebody who has nothing else to do with it, and usable at once.</summary>
    public Payee NewPayee(string name, string number, Guid? by = null) =>
        new(
            Group.Holding.Id,
            name,
            null,
            new BankDetails(name, number, "ICBC Shanghai", "102100099996", "CN"),
            by ?? OtherMaker.PersonId,
            Database.Clock.GetUtcNow().UtcDateTime,
            TimeSpan.Zero
        );

    public async Task<Actor> PersonAsync(string name, Role role, params LegalEntity[] scope)
    {
        var actor = await Group.PersonAsync(role, scope.Length == 0 ? [Group.Holding] : scope);
        var protectedSecret = Database.Services.GetRequiredService<TotpSecrets>();
        var made = protectedSecret.Make();
        await Database.UseAsync(async db =>
        {
            var person = await db.Users.SingleAsync(p => p.Id == actor.PersonId, Ct);
            (person.TotpSecret, person.DisplayName) = (made, name);
            db.PersonRoles.Add(new PersonRole { PersonId = person.Id, Role = role });
            return await db.SaveChangesAsync(Ct);
        });
        secrets[actor.PersonId] = Base32Encoding.ToBytes(protectedSecret.Base32(made));
        return actor with { Name = name };
    }

    /// <summary>Past the use cases, which have tests of their own: two people agreed.</summary>
    public async Task PutInForceAsync(ApprovalPolicy policy)
    {
        var now = Database.Clock.GetUtcNow().UtcDateTime;
        await Database.UseAsync(async db =>
        {
            var old = await db.PolicyVersions.SingleOrDefaultAsync(v => v.State == PolicyState.InForce, Ct);
            old?.Supersede(now);
            await db.SaveChangesAsync(Ct);
            var version = new PolicyVersion(1 + (old?.Number ?? 0), PolicyContent.Write(policy), "", Approvers[0].PersonId, now);
            Assert.True(version.Propose(version.ContentHash, Approvers[0].PersonId, now).IsOk);
            Assert.True(version.Confirm(version.ContentHash, Approvers[1].PersonId, now).IsOk);
            db.PolicyVersions.Add(version);
            return await db.SaveChangesAsync(Ct);
        });
    }

    /// <summary>The code of this moment.</summary>
    public string Code(Actor actor) => new Totp(secrets[actor.PersonId]).ComputeTotp(Database.Clock.GetUtcNow().UtcDateTime);

    public PaymentEntry Entry(string amount, string? reference = null, Account? account = null) =>
        new(PaymentType.Transfer, (account ?? Group.NorthCny).PublicId, Payee.PublicId, null, amount, "goods", reference);

    public Task<Result<SavePayment.Saved>> SaveAsync(PaymentEntry entry, Actor? maker = null, Guid? id = null, int? version = null) =>
        Database.RunAsync((SavePayment u) => u.HandleAsync(new(id ?? Guid.NewGuid(), entry, version), maker ?? Maker, Ct));

    public Task<Result<SubmitPayment.Submitted>> SubmitAsync(Guid payment, int version, Actor? maker = null) =>
        Database.RunAsync((SubmitPayment u) => u.HandleAsync(new(payment, version), maker ?? Maker, Ct));

    /// <summary>Entered and submitted by the maker.</summary>
    public async Task<Guid> SubmittedAsync(string amount, string? reference = null, PaymentEntry? entry = null)
    {
        var saved = await SaveAsync(entry ?? Entry(amount, reference));
        Assert.Null(saved.Refusal);
        var submitted = await SubmitAsync(saved.Value.Id, saved.Value.Version);
        Assert.Null(submitted.Refusal);
        return saved.Value.Id;
    }

    /// <summary>Entered and submitted to pay that one again.</summary>
    public async Task<Guid> SubmittedAgainAsync(Guid origin, string amount)
    {
        var again = Guid.NewGuid();
        var saved = await Database.RunAsync(
            (SavePayment u) => u.HandleAsync(new(again, Entry(amount) with { DuplicateReason = "failed" }, null, origin), Maker, Ct)
        );
        Assert.Null(saved.Refusal);
        Assert.Null((await SubmitAsync(again, saved.Value.Version)).Refusal);
        return again;
    }

    public async Task<ShowPayment.Details> ShowAsync(Guid payment, Actor? actor = null) =>
        (await Database.RunAsync((ShowPayment u) => u.HandleAsync(new(payment), actor ?? Approvers[7], Ct))).Value;

    /// <summary>One decision with a code that nobody used yet.</summary>
    public async Task<DecidePayments.Outcome> DecideAsync(
        Actor actor,
        Guid payment,
        DecisionKind kind = DecisionKind.Sign,
        string? shown = null
    )
    {
        Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var hash = shown ?? (await ShowAsync(payment)).Shown;
        var result = await Database.RunAsync(
            (DecidePayments u) => u.HandleAsync(new(kind, [new(payment, hash)], Code(actor), "because"), actor, Ct)
        );
        return result.Refusal is { } refusal ? new(payment, null, refusal) : result.Value.Single();
    }

    public Task<Payment> LoadAsync(Guid payment) =>
        Database.UseAsync(db =>
            db.Payments.AsNoTracking()
                .Include(p => p.Hands)
                .Include(p => p.Levels)
                    .ThenInclude(l => l.Signers)
                .Include(p => p.Signatures)
                .Include(p => p.Events)
                .Include(p => p.Lines)
                .AsSplitQuery()
                .SingleAsync(p => p.PublicId == payment, Ct)
        );

    public Task<List<string>> ActionsAsync(Guid payment) =>
        Database.UseAsync(db =>
            db.AuditEntries.Where(e => e.Subject == $"payment:{payment}").OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync(Ct)
        );

    public ValueTask DisposeAsync() => Group.DisposeAsync();
}
