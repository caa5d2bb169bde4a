using FundPortal.Application.Approvals;
using FundPortal.Application.Identity;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Approvals;

/// <summary>A group with two policy owners, a maker and three approvers, each with a phone that makes codes.</summary>
internal sealed class PolicyDesk : IAsyncDisposable
{
    private PolicyDesk(Group group) => Group = group;

    public Group Group { get; }

    public Actor Chen { get; private set; } = null!;

    public Actor Sun { get; private set; } = null!;

    public Actor Maker { get; private set; } = null!;

    public IReadOnlyList<Actor> Approvers { get; private set; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ApprovalPolicy Policy(params Rule[] rules) => new(Currency.Cny, rules);

    public static Rule Rule(string name, int quorum = 1, params Condition[] anyOf) =>
        new(name, anyOf, [new($"{name} level", new([Role.Approver], []), quorum, InParallel: false, null)], AndAlso: false);

    public static async Task<PolicyDesk> CreateAsync()
    {
        var desk = new PolicyDesk(await Group.CreateAsync());
        desk.Chen = await desk.PersonAsync(Role.PolicyOwner);
        desk.Sun = await desk.PersonAsync(Role.PolicyOwner);
        desk.Maker = await desk.PersonAsync(Role.FinanceStaff);
        desk.Approvers =
        [
            await desk.PersonAsync(Role.Approver),
            await desk.PersonAsync(Role.Approver),
            await desk.PersonAsync(Role.Approver),
        ];
        return desk;
    }

    public async Task<Actor> PersonAsync(Role role)
    {
        var actor = await Group.PersonAsync(role, [Group.Holding]);
        var secrets = Group.Database.Services.GetRequiredService<TotpSecrets>();
        await Group.Database.UseAsync(async db =>
        {
            db.PersonRoles.Add(new PersonRole { PersonId = actor.PersonId, Role = role });
            (await db.Users.SingleAsync(p => p.Id == actor.PersonId, Ct)).TotpSecret = secrets.Make();
            return await db.SaveChangesAsync(Ct);
        });
        return actor;
    }

    /// <summary>A code that nobody has used: half a minute passes first.</summary>
    public Task<string> CodeAsync(Actor actor)
    {
        Group.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        return SameCodeAsync(actor);
    }

    public async Task<string> SameCodeAsync(Actor actor)
    {
        var secret = await Group.Database.UseAsync(db =>
            db.Users.Where(p => p.Id == actor.PersonId).Select(p => p.TotpSecret!).SingleAsync(Ct)
        );
        return Group.Database.Services.GetRequiredService<TotpSecrets>().Current(secret);
    }

    public Task<Result<T>> AskAsync<TUseCase, T>(Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull => Group.Database.RunAsync(ask);

    public async Task<Guid> DraftAsync(ApprovalPolicy policy, Actor? editor = null) =>
        (await AskAsync((SavePolicyDraft u) => u.HandleAsync(new(null, policy, "why", 0), editor ?? Chen, Ct))).Value.Id;

    public async Task<ShowPolicyVersion.View> ShowAsync(Guid policy, Actor? who = null) =>
        (await AskAsync((ShowPolicyVersion u) => u.HandleAsync(new(policy), who ?? Chen, Ct))).Value;

    public async Task<Result<Done>> ProposeAsync(Guid policy, Actor who, bool accept = true)
    {
        var hash = await HashAsync(policy);
        var code = await CodeAsync(who);
        return await AskAsync((ProposePolicy u) => u.HandleAsync(new(policy, hash, accept, code), who, Ct));
    }

    public async Task<Result<Done>> ConfirmAsync(Guid policy, Actor who, bool accept = true)
    {
        var hash = await HashAsync(policy);
        var code = await CodeAsync(who);
        return await AskAsync((ConfirmPolicy u) => u.HandleAsync(new(policy, hash, accept, code), who, Ct));
    }

    /// <summary>Drafted and proposed by Chen, confirmed by Sun.</summary>
    public async Task<Guid> InForceAsync(ApprovalPolicy policy)
    {
        var id = await DraftAsync(policy);
        Assert.Null((await ProposeAsync(id, Chen)).Refusal);
        Assert.Null((await ConfirmAsync(id, Sun)).Refusal);
        return id;
    }

    public Task<PolicyVersion> StoredAsync(Guid policy) =>
        Group.Database.UseAsync(db => db.PolicyVersions.AsNoTracking().SingleAsync(v => v.PublicId == policy, Ct));

    public async Task<string> HashAsync(Guid policy) => Convert.ToHexStringLower((await StoredAsync(policy)).ContentHash);

    public ValueTask DisposeAsync() => Group.DisposeAsync();
}
