using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>My open sessions.</summary>
public sealed class ListMySessions(PortalDbContext db, TimeProvider clock) : IUseCase<ListMySessions.Query, IReadOnlyList<SessionRow>>
{
    public sealed record Query;

    public async Task<Result<IReadOnlyList<SessionRow>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        return person is null ? Refusal.NotFound : (await SessionRow.OfAsync(db, person, clock, ct)).ToArray();
    }
}

/// <summary>Ends one of my sessions.</summary>
public sealed class EndMySession(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<EndMySession.Command, Done>
{
    public sealed record Command(Guid Session);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var session = await db.SignInSessions.SingleOrDefaultAsync(
            s => s.Id == input.Session && s.PersonId == actor.PersonId && s.EndedAt == null,
            ct
        );
        if (session is null)
            return Refusal.NotFound;
        session.EndedAt = clock.GetUtcNow().UtcDateTime;
        audit.Append(actor, "session.ended", $"person:{actor.PersonId}", new { session = session.Id });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>My password. Needs the old one; every other session ends, and this one too: sign in again with the new one.</summary>
public sealed class ChangeMyPassword(PortalDbContext db, Proof proof, PasswordHashing passwords, IAudit audit)
    : IUseCase<ChangeMyPassword.Command, Done>
{
    public sealed record Command(string Old, string New);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is null)
            return Refusal.NotFound;
        if (await proof.PasswordAsync(person, input.Old, actor, ct) is { } wrong)
            return wrong;
        if (PasswordRules.Check(input.New ?? "", person.UserName!, person.DisplayName) is { } weak)
            return weak;
        await db.Entry(person).ReloadAsync(ct);
        person.PasswordHash = passwords.Hash(person, input.New!);
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        audit.Append(actor, "password.changed", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>Ten new recovery codes; the old ones are void. Needs a fresh code.</summary>
public sealed class RegenerateRecoveryCodes(PortalDbContext db, Proof proof, RecoveryCodes recovery, IAudit audit)
    : IUseCase<RegenerateRecoveryCodes.Command, IReadOnlyList<string>>
{
    public sealed record Command(string Code);

    public async Task<Result<IReadOnlyList<string>>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is not { TotpSecret: { } secret })
            return Refusal.NotFound;
        if (await proof.CodeAsync(person.Id, secret, input.Code, actor, ct) is { } wrong)
            return wrong;
        var codes = await recovery.ReplaceAsync(person.Id, ct);
        audit.Append(actor, "recovery_codes.replaced", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return codes.ToArray();
    }
}

/// <summary>
/// A new phone, first half: after password and a fresh old code a new secret is made and shown. The old one stays good until
/// <see cref="FinishReenrolment"/>, so leaving the page changes nothing.
/// </summary>
public sealed class BeginReenrolment(PortalDbContext db, Proof proof, TotpSecrets secrets, IAudit audit)
    : IUseCase<BeginReenrolment.Command, BeginReenrolment.Shown>
{
    public sealed record Command(string Password, string Code);

    public sealed record Shown(string Base32, string Uri);

    public async Task<Result<Shown>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is not { TotpSecret: { } secret })
            return Refusal.NotFound;
        if (await proof.PasswordAsync(person, input.Password, actor, ct) is { } wrongPassword)
            return wrongPassword;
        if (await proof.CodeAsync(person.Id, secret, input.Code, actor, ct) is { } wrongCode)
            return wrongCode;
        await db.Entry(person).ReloadAsync(ct);
        person.PendingTotpSecret = secrets.Make();
        audit.Append(actor, "totp.reenrolment_begun", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return new Shown(secrets.Base32(person.PendingTotpSecret), secrets.Uri(person.PendingTotpSecret, person.UserName!));
    }
}

/// <summary>A new phone, second half: a right code of the new secret makes it the one that counts.</summary>
public sealed class FinishReenrolment(PortalDbContext db, Proof proof, IAudit audit) : IUseCase<FinishReenrolment.Command, Done>
{
    public sealed record Command(string Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is not { PendingTotpSecret: { } pending })
            return Refusal.NotFound;
        if (await proof.CodeAsync(person.Id, pending, input.Code, actor, ct) is { } wrong)
            return wrong;
        await db.Entry(person).ReloadAsync(ct);
        person.TotpSecret = pending;
        person.PendingTotpSecret = null;
        audit.Append(actor, "totp.reenrolled", $"person:{person.Id}", new { });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>The language of my pages.</summary>
public sealed class SetMyLanguage(PortalDbContext db, IAudit audit) : IUseCase<SetMyLanguage.Command, Done>
{
    public sealed record Command(string Language);

    public static readonly string[] Languages = ["zh-CN", "en"];

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.OwnSettings))
            return Refusal.Forbidden;
        if (!Languages.Contains(input.Language, StringComparer.Ordinal))
            return Refusal.Invalid("language", "unknown");
        var person = await db.Users.SingleOrDefaultAsync(p => p.Id == actor.PersonId, ct);
        if (person is null)
            return Refusal.NotFound;
        audit.Append(actor, "person.language_set", $"person:{person.Id}", new { before = person.Language, after = input.Language });
        person.Language = input.Language;
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
