using System.Collections.Frozen;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>Where a request comes from, for the session table, the audit trail and the count of wrong tries.</summary>
/// <param name="Device">The random name of a browser in which somebody signed in before, from its cookie; null when it has none.</param>
public sealed record Visitor(string? Address, string? UserAgent, string? Device = null);

/// <summary>What comes after a right password.</summary>
public enum NextFactor
{
    Code,
    SetUp,
}

/// <summary>
/// The way in: password, then a code (or set-up of it), then, where asked, a password of one's own, then a session.
/// Unknown, wrong, disabled and locked people get one answer, after the same work.
/// </summary>
public sealed class SignIn(
    PortalDbContext db,
    IAudit audit,
    PasswordHashing passwords,
    TotpSecrets secrets,
    TotpVerifier totp,
    RecoveryCodes recovery,
    TimeProvider clock
)
{
    /// <summary>Name or password is wrong, or the person is locked out or disabled: which, is nobody's business.</summary>
    public static readonly Refusal Refused = new("sign_in_refused");

    public static readonly Refusal Busy = new("sign_in_busy");

    public static readonly Refusal WrongCode = new("code_refused");

    private readonly TryCounter tries = new(db, clock);

    /// <param name="ResetAt">When an administrator took an earlier second factor away, which the owner must hear of.</param>
    public sealed record SetUpShown(string Base32, string Uri, DateTime? ResetAt);

    /// <param name="Language">What the person chose; empty when nothing yet.</param>
    public sealed record Started(Guid Session, string Language);

    /// <summary>What the ticket between the pages of sign-in says.</summary>
    /// <param name="LastEntry">
    /// Set once the second factor is proven too: when the person had signed in last (ticks, 0 for never). A session that begins moves
    /// that on, so a ticket is good for one session.
    /// </param>
    public sealed record Passed(Guid PersonId, string SecurityStamp, NextFactor Next, long? LastEntry = null);

    public async Task<Result<Passed>> CheckPasswordAsync(string name, string password, Visitor visitor, CancellationToken ct)
    {
        var normalized = (name ?? "").Trim().ToUpperInvariant();
        var person = await db.Users.AsNoTracking().SingleOrDefaultAsync(p => p.NormalizedUserName == normalized, ct);
        var tried = await tries.BeginPasswordAsync(person?.Id ?? Guid.Empty, visitor, ct);
        var isRight = await passwords.VerifyAsync(person, password ?? "", ct);
        if (isRight is null)
        {
            if (tried is not null)
                await tries.TakeBackAsync(tried, ct);
            return Busy;
        }
        if (tried is null)
            return await RefuseAsync(person, "locked", visitor, ct);
        // A password typed into the name's field must not end up in the trail: a name that nobody has is not kept.
        if (person is null)
            return await RefuseAsync(null, "unknown", visitor, ct);
        // A disabled person's right password is treated, and costs, as a wrong one.
        if (isRight is false || person.IsDisabled)
            return await FailAsync(person, tried, person.IsDisabled ? "disabled" : "password", visitor, ct);
        await tries.SucceedAsync(tried, ct);
        return new Passed(person.Id, person.SecurityStamp!, person.TotpSecret is null ? NextFactor.SetUp : NextFactor.Code);
    }

    /// <summary>The second factor. <paramref name="passed"/> is what the password-only ticket says.</summary>
    public async Task<Result<Done>> CheckCodeAsync(Passed passed, string? code, Visitor visitor, CancellationToken ct)
    {
        if (await FindAsync(passed, ct) is not { TotpSecret: { } secret } person)
            return Refusal.SignedOut;
        if (await tries.BeginAsync(person.Id, [TrySource.Code], ct) is not { } tried)
            return await RefuseCodeAsync(person, "locked", visitor, ct);
        if (await totp.ConsumeAsync(person.Id, secret, code, ct) is null)
            return await FailCodeAsync(person, tried, "code", visitor, ct);
        await tries.SucceedAsync(tried, ct);
        return default(Done);
    }

    public async Task<Result<Done>> CheckRecoveryCodeAsync(Passed passed, string? code, Visitor visitor, CancellationToken ct)
    {
        if (await FindAsync(passed, ct) is not { TotpSecret: not null } person)
            return Refusal.SignedOut;
        if (await tries.BeginAsync(person.Id, [TrySource.Code], ct) is not { } tried)
            return await RefuseCodeAsync(person, "locked", visitor, ct);
        if (!await recovery.ConsumeAsync(person.Id, code, ct))
            return await FailCodeAsync(person, tried, "recovery_code", visitor, ct);
        await tries.SucceedAsync(tried, ct);
        var left = await db.RecoveryCodes.CountAsync(row => row.PersonId == person.Id && row.UsedAt == null, ct);
        audit.Append(ActorOf(person, visitor), "recovery_code.used", Subject(person), new { left });
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    /// <summary>What the set-up page shows. A page shown twice shows the same secret, so that a reload does not spoil the scanned one.</summary>
    public async Task<Result<SetUpShown>> ShowSetUpAsync(Passed passed, CancellationToken ct)
    {
        if (await FindAsync(passed, ct, tracking: true) is not { TotpSecret: null } person)
            return Refusal.SignedOut;
        if (person.PendingTotpSecret is null)
        {
            person.PendingTotpSecret = secrets.Make();
            await db.SaveChangesAsync(ct);
        }
        return new SetUpShown(
            secrets.Base32(person.PendingTotpSecret),
            secrets.Uri(person.PendingTotpSecret, person.UserName!),
            person.TotpResetAt
        );
    }

    /// <returns>The ten recovery codes, shown this once.</returns>
    public async Task<Result<IReadOnlyList<string>>> FinishSetUpAsync(Passed passed, string? code, Visitor visitor, CancellationToken ct)
    {
        if (await FindAsync(passed, ct, tracking: true) is not { TotpSecret: null, PendingTotpSecret: { } pending } person)
            return Refusal.SignedOut;
        if (await tries.BeginAsync(person.Id, [TrySource.Code], ct) is not { } tried)
            return (await RefuseCodeAsync(person, "locked", visitor, ct)).Refusal!;
        if (await totp.ConsumeAsync(person.Id, pending, code, ct) is null)
            return (await FailCodeAsync(person, tried, "code", visitor, ct)).Refusal!;
        await tries.SucceedAsync(tried, ct);
        await db.Entry(person).ReloadAsync(ct);
        if (person.TotpSecret is not null)
            return Refusal.SignedOut;
        person.TotpSecret = pending;
        person.PendingTotpSecret = null;
        person.TotpResetAt = null;
        var codes = await recovery.ReplaceAsync(person.Id, ct);
        audit.Append(ActorOf(person, visitor), "totp.set_up", Subject(person), new { });
        await db.SaveChangesAsync(ct);
        return codes.ToArray();
    }

    /// <summary>The ticket after the second factor, for the pages that stand between it and the session.</summary>
    public async Task<Passed> WithCodeAsync(Passed passed, CancellationToken ct) =>
        await FindAsync(passed, ct) is { } person ? passed with { LastEntry = EntryOf(person) } : passed;

    /// <summary>Both factors are proven: a new session begins. Its id is new each time.</summary>
    /// <returns>Null when the person must choose a password first.</returns>
    public async Task<Result<Started?>> StartSessionAsync(Passed passed, Visitor visitor, CancellationToken ct)
    {
        if (await FindAsync(passed, ct, tracking: true) is not { } person)
            return Refusal.SignedOut;
        if (passed.LastEntry is { } last && last != EntryOf(person))
            return Refusal.SignedOut;
        if (person.MustChangePassword)
            return default(Started);
        var now = clock.GetUtcNow().UtcDateTime;
        var session = new SignInSession
        {
            Id = Guid.NewGuid(),
            PersonId = person.Id,
            SecurityStamp = person.SecurityStamp!,
            StartedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + SessionLimits.Absolute,
            Address = visitor.Address,
            UserAgent = visitor.UserAgent is { Length: > 300 } long300 ? long300[..300] : visitor.UserAgent,
        };
        await EndOldestAsync(person.Id, now, ct);
        db.SignInSessions.Add(session);
        if (visitor.Device is { } device)
            await tries.RememberDeviceAsync(person.Id, device, ct);
        person.LastSignInAt = now;
        audit.Append(ActorOf(person, visitor), "session.started", Subject(person), new { session = session.Id });
        await db.SaveChangesAsync(ct);
        return new Started(session.Id, person.Language);
    }

    /// <summary>The first password of one's own, between the second factor and the session.</summary>
    /// <returns>The ticket with the person's new stamp.</returns>
    public async Task<Result<Passed>> ChooseFirstPasswordAsync(Passed passed, string password, Visitor visitor, CancellationToken ct)
    {
        if (await FindAsync(passed, ct, tracking: true) is not { MustChangePassword: true } person)
            return Refusal.SignedOut;
        if (PasswordRules.Check(password, person.UserName!, person.DisplayName) is { } weak)
            return weak;
        if (await passwords.VerifyAsync(person, password, ct) is not false)
            return Refusal.Invalid("password", "password_same");
        person.PasswordHash = passwords.Hash(person, password);
        person.MustChangePassword = false;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        audit.Append(ActorOf(person, visitor), "password.changed", Subject(person), new { });
        await db.SaveChangesAsync(ct);
        return passed with { SecurityStamp = person.SecurityStamp };
    }

    public async Task EndSessionAsync(Guid sessionId, Visitor visitor, CancellationToken ct)
    {
        var session = await db.SignInSessions.SingleOrDefaultAsync(s => s.Id == sessionId && s.EndedAt == null, ct);
        if (session is null)
            return;
        var person = await db.Users.SingleAsync(p => p.Id == session.PersonId, ct);
        session.EndedAt = clock.GetUtcNow().UtcDateTime;
        audit.Append(ActorOf(person, visitor), "session.ended", Subject(person), new { session = session.Id });
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Beyond <see cref="SessionRow.Most"/> parallel sessions the oldest make room.</summary>
    private async Task EndOldestAsync(Guid person, DateTime now, CancellationToken ct)
    {
        var open = await db
            .SignInSessions.Where(s => s.PersonId == person && s.EndedAt == null)
            .OrderByDescending(s => s.StartedAt)
            .Skip(SessionRow.Most - 1)
            .ToListAsync(ct);
        foreach (var session in open)
            session.EndedAt = now;
    }

    private async Task<Person?> FindAsync(Passed passed, CancellationToken ct, bool tracking = false) =>
        await (tracking ? db.Users : db.Users.AsNoTracking()).SingleOrDefaultAsync(
            p => p.Id == passed.PersonId && p.SecurityStamp == passed.SecurityStamp && !p.IsDisabled,
            ct
        );

    private async Task<Refusal> FailAsync(Person person, TryCounter.Counted tried, string what, Visitor visitor, CancellationToken ct)
    {
        if (tried.LockedUntil is { } until)
            audit.Append(ActorOf(person, visitor), "person.locked_out", Subject(person), new { until });
        return await RefuseAsync(person, what, visitor, ct);
    }

    private async Task<Refusal> RefuseAsync(Person? person, string why, Visitor visitor, CancellationToken ct)
    {
        var actor = person is null ? Actor.System with { Address = visitor.Address, Name = "?" } : ActorOf(person, visitor);
        audit.Append(actor, "sign_in.refused", person is null ? "person:?" : Subject(person), new { why });
        await db.SaveChangesAsync(ct);
        return Refused;
    }

    private async Task<Result<Done>> FailCodeAsync(
        Person person,
        TryCounter.Counted tried,
        string what,
        Visitor visitor,
        CancellationToken ct
    )
    {
        await FailAsync(person, tried, what, visitor, ct);
        return WrongCode;
    }

    private async Task<Result<Done>> RefuseCodeAsync(Person person, string why, Visitor visitor, CancellationToken ct)
    {
        await RefuseAsync(person, why, visitor, ct);
        return WrongCode;
    }

    private static Actor ActorOf(Person person, Visitor visitor) =>
        new(person.Id, person.DisplayName, FrozenSet<Role>.Empty, visitor.Address, null);

    private static long EntryOf(Person person) => person.LastSignInAt?.Ticks ?? 0;

    private static string Subject(Person person) => $"person:{person.Id}";
}
