using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Doctor;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Everybody who can sign in, for the administration page. Not paged: a finance department has hundreds of people, not thousands.</summary>
public sealed class ListPeople(PortalDbContext db, TimeProvider clock) : IUseCase<ListPeople.Query, IReadOnlyList<ListPeople.Row>>
{
    public sealed record Query;

    public sealed record Row(
        Guid Id,
        string UserName,
        string DisplayName,
        bool IsDisabled,
        bool HasTotp,
        bool IsLocked,
        DateTime? LastSignInAt,
        IReadOnlyList<Role> Roles,
        int Scopes
    );

    private const int Most = 5_000;

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        return await db
            .Users.AsNoTracking()
            .OrderBy(person => person.UserName)
            .Take(Most)
            .Select(person => new Row(
                person.Id,
                person.UserName!,
                person.DisplayName,
                person.IsDisabled,
                person.TotpSecret != null,
                db.TryCounts.Any(count => count.PersonId == person.Id && count.LockedUntil > now),
                person.LastSignInAt,
                db.PersonRoles.Where(role => role.PersonId == person.Id).Select(role => role.Role).ToList(),
                db.ScopeGrants.Count(grant => grant.PersonId == person.Id)
            ))
            .ToListAsync(ct);
    }
}

/// <summary>One person with data scope and open sessions.</summary>
public sealed class ShowPerson(PortalDbContext db, TimeProvider clock) : IUseCase<ShowPerson.Query, ShowPerson.Details>
{
    public sealed record Query(Guid Person);

    public sealed record Details(
        Guid Id,
        string UserName,
        string DisplayName,
        string? Email,
        bool IsDisabled,
        bool HasTotp,
        DateTime? LockedUntil,
        DateTime CreatedAt,
        DateTime? LastSignInAt,
        IReadOnlyList<Role> Roles,
        IReadOnlyList<Guid> Entities,
        IReadOnlyList<Guid> Accounts,
        IReadOnlyList<SessionRow> Sessions
    );

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        var now = clock.GetUtcNow().UtcDateTime;
        var entities = await (
            from grant in db.ScopeGrants
            join entity in db.LegalEntities on grant.LegalEntityId equals entity.Id
            where grant.PersonId == person.Id
            select entity.PublicId
        ).ToListAsync(ct);
        var accounts = await (
            from grant in db.ScopeGrants
            join account in db.Accounts on grant.AccountId equals account.Id
            where grant.PersonId == person.Id
            select account.PublicId
        ).ToListAsync(ct);
        return new Details(
            person.Id,
            person.UserName!,
            person.DisplayName,
            person.Email,
            person.IsDisabled,
            person.TotpSecret is not null,
            await db
                .TryCounts.Where(count => count.PersonId == person.Id && count.LockedUntil > now)
                .MaxAsync(count => count.LockedUntil, ct),
            person.CreatedAt,
            person.LastSignInAt,
            await db.PersonRoles.Where(role => role.PersonId == person.Id).Select(role => role.Role).ToListAsync(ct),
            entities,
            accounts,
            await SessionRow.OfAsync(db, person, clock, ct)
        );
    }
}

/// <summary>An open session, as its owner and administrators see it.</summary>
public sealed record SessionRow(Guid Id, DateTime StartedAt, DateTime LastSeenAt, string? Address, string? UserAgent)
{
    /// <summary>Parallel sessions of one person: desk, laptop, phone, and a few forgotten ones.</summary>
    public const int Most = 20;

    internal static async Task<IReadOnlyList<SessionRow>> OfAsync(
        PortalDbContext db,
        Person person,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var idleSince = now - SessionLimits.Idle;
        return await db
            .SignInSessions.AsNoTracking()
            .Where(s => s.PersonId == person.Id && s.EndedAt == null && s.ExpiresAt > now && s.LastSeenAt > idleSince)
            .Where(s => s.SecurityStamp == person.SecurityStamp)
            .OrderByDescending(s => s.StartedAt)
            .Take(Most)
            .Select(s => new SessionRow(s.Id, s.StartedAt, s.LastSeenAt, s.Address, s.UserAgent))
            .ToListAsync(ct);
    }
}

/// <summary>Who I am, what my roles let me do, and whether there are API clients whose requests I may have explained: for the navigation.</summary>
public sealed class WhoAmI(PortalDbContext db) : IUseCase<WhoAmI.Query, WhoAmI.Answer>
{
    public sealed record Query;

    public sealed record Answer(
        Guid Id,
        string UserName,
        string DisplayName,
        string Language,
        IReadOnlyList<Role> Roles,
        IReadOnlyList<Permission> Permissions,
        int RecoveryCodesLeft,
        bool HasApiClients
    );

    public async Task<Result<Answer>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is null)
            return Refusal.NotFound;
        return new Answer(
            person.Id,
            person.UserName!,
            person.DisplayName,
            person.Language,
            [.. actor.Roles.Order()],
            [.. Enum.GetValues<Permission>().Where(actor.May)],
            await db.RecoveryCodes.CountAsync(code => code.PersonId == person.Id && code.UsedAt == null, ct),
            await ExplainSignature.MayAskAsync(db, actor).AnyAsync(ct)
        );
    }
}
