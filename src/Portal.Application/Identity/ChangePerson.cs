using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Roles of another person. Counts at that person's next command. Nobody changes their own; an administrator always remains.</summary>
public sealed class SetRoles(PortalDbContext db, IAudit audit) : IUseCase<SetRoles.Command, Done>
{
    public sealed record Command(Guid Person, IReadOnlyList<Role> Roles);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        if (input.Person == actor.PersonId)
            return new Refusal("not_oneself");
        if (Duties.Conflict(input.Roles) is { } pair)
            return new Refusal("roles_conflict", pair.Item1, pair.Item2);
        await using var write = await db.BeginWriteAsync(ct);
        if (!await db.Users.AnyAsync(p => p.Id == input.Person, ct))
            return Refusal.NotFound;
        var held = await db.PersonRoles.Where(role => role.PersonId == input.Person).ToListAsync(ct);
        var before = held.Select(role => role.Role).Order().ToArray();
        var after = input.Roles.Distinct().Order().ToArray();
        if (
            before.Contains(Role.Administrator)
            && !after.Contains(Role.Administrator)
            && await Administrators.IsLastAsync(db, input.Person, ct)
        )
            return new Refusal("last_administrator");
        db.PersonRoles.RemoveRange(held.Where(role => !after.Contains(role.Role)));
        db.PersonRoles.AddRange(after.Except(before).Select(role => new PersonRole { PersonId = input.Person, Role = role }));
        audit.Append(actor, "person.roles_set", $"person:{input.Person}", new { before, after });
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return default(Done);
    }
}

/// <summary>Data scope of a person: legal entities (each with all below it) and single accounts. Replaces what was there.</summary>
public sealed class SetScope(PortalDbContext db, IAudit audit) : IUseCase<SetScope.Command, Done>
{
    public sealed record Command(Guid Person, IReadOnlyList<Guid> Entities, IReadOnlyList<Guid> Accounts);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        if (input.Person == actor.PersonId)
            return new Refusal("not_oneself");
        await using var write = await db.BeginWriteAsync(ct);
        if (!await db.Users.AnyAsync(p => p.Id == input.Person, ct))
            return Refusal.NotFound;
        var entities = await db.LegalEntities.Where(e => input.Entities.Contains(e.PublicId)).Select(e => e.Id).ToListAsync(ct);
        var accounts = await db.Accounts.Where(a => input.Accounts.Contains(a.PublicId)).Select(a => a.Id).ToListAsync(ct);
        if (entities.Count != input.Entities.Distinct().Count() || accounts.Count != input.Accounts.Distinct().Count())
            return Refusal.NotFound;
        var held = await db.ScopeGrants.Where(grant => grant.PersonId == input.Person).ToListAsync(ct);
        db.ScopeGrants.RemoveRange(held);
        db.ScopeGrants.AddRange(entities.Select(id => new ScopeGrant { PersonId = input.Person, LegalEntityId = id }));
        db.ScopeGrants.AddRange(accounts.Select(id => new ScopeGrant { PersonId = input.Person, AccountId = id }));
        audit.Append(
            actor,
            "person.scope_set",
            $"person:{input.Person}",
            new
            {
                before = new
                {
                    entities = held.Select(grant => grant.LegalEntityId).OfType<int>(),
                    accounts = held.Select(grant => grant.AccountId).OfType<int>(),
                },
                after = new { entities, accounts },
            }
        );
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return default(Done);
    }
}

/// <summary>Disables a person (all sessions end at once) or enables one again.</summary>
public sealed class SetDisabled(PortalDbContext db, IAudit audit) : IUseCase<SetDisabled.Command, Done>
{
    public sealed record Command(Guid Person, bool IsDisabled);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        if (input.Person == actor.PersonId)
            return new Refusal("not_oneself");
        await using var write = await db.BeginWriteAsync(ct);
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        if (input.IsDisabled && await Administrators.IsLastAsync(db, input.Person, ct))
            return new Refusal("last_administrator");
        person.IsDisabled = input.IsDisabled;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        if (!input.IsDisabled)
            db.TryCounts.RemoveRange(await db.TryCounts.Where(count => count.PersonId == person.Id).ToListAsync(ct));
        audit.Append(actor, input.IsDisabled ? "person.disabled" : "person.enabled", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        await write.CommitAsync(ct);
        return default(Done);
    }
}

/// <summary>
/// For a person who lost phone and recovery codes: the second factor is set up anew at the next sign-in. Another administrator's act,
/// never one's own; sessions end, and the owner reads of it in the trail and must set up again.
/// </summary>
public sealed class ResetTotp(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<ResetTotp.Command, Done>
{
    public sealed record Command(Guid Person);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePeople))
            return Refusal.Forbidden;
        if (input.Person == actor.PersonId)
            return new Refusal("not_oneself");
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        person.TotpSecret = null;
        person.PendingTotpSecret = null;
        person.TotpResetAt = clock.GetUtcNow().UtcDateTime;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(code => code.PersonId == person.Id).ToListAsync(ct));
        audit.Append(actor, "totp.reset", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>Ends all sessions of a person: an administrator of anybody, everybody of themselves ("sign out everywhere").</summary>
public sealed class EndSessions(PortalDbContext db, IAudit audit) : IUseCase<EndSessions.Command, Done>
{
    public sealed record Command(Guid Person);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(input.Person == actor.PersonId ? Permission.OwnSettings : Permission.ManagePeople))
            return Refusal.Forbidden;
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == input.Person, ct);
        if (person is null)
            return Refusal.NotFound;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        audit.Append(actor, "sessions.ended", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

internal static class Administrators
{
    /// <summary>True when the person is an administrator and no other enabled one exists.</summary>
    public static async Task<bool> IsLastAsync(PortalDbContext db, Guid person, CancellationToken ct)
    {
        var administrators =
            from role in db.PersonRoles
            join holder in db.Users on role.PersonId equals holder.Id
            where role.Role == Role.Administrator && !holder.IsDisabled
            select holder.Id;
        return await administrators.ContainsAsync(person, ct) && !await administrators.AnyAsync(id => id != person, ct);
    }
}
