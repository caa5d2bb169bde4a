using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Identity;

/// <summary>
/// Password or code again, inside a session: before anything that a stolen open browser must not do. Counted like at sign-in; a wrong one
/// is in the audit trail.
/// </summary>
public sealed class Proof(PortalDbContext db, PasswordHashing passwords, TotpVerifier totp, IAudit audit, TimeProvider clock)
{
    private readonly TryCounter tries = new(db, clock);

    /// <returns>Null when it is right.</returns>
    public async Task<Refusal?> PasswordAsync(Person person, string? password, Actor actor, CancellationToken ct)
    {
        var tried = await tries.BeginAsync(person.Id, [TrySource.OpenSession], ct);
        var isRight = await passwords.VerifyAsync(person, password ?? "", ct);
        if (tried is not null && isRight is true)
        {
            await tries.SucceedAsync(tried, ct);
            return null;
        }
        if (isRight is null)
        {
            if (tried is not null)
                await tries.TakeBackAsync(tried, ct);
            return SignIn.Busy;
        }
        return await RefuseAsync(tried, "password", SignIn.Refused, actor, ct);
    }

    /// <param name="secret">The protected secret to check against.</param>
    /// <returns>Null when it is right; then it is spent, for every purpose.</returns>
    public async Task<Refusal?> CodeAsync(Guid person, byte[] secret, string? code, Actor actor, CancellationToken ct) =>
        (await SpendAsync(person, secret, code, actor, ct)).Refusal;

    /// <summary>The actor's own code, for a decision that it stands behind. Ask before the write begins.</summary>
    /// <returns>The RFC 6238 step that was spent, to be kept with the decision.</returns>
    public async Task<Result<long>> SpendCodeAsync(Actor actor, string? code, CancellationToken ct)
    {
        var secret = await db
            .Users.Where(person => person.Id == actor.PersonId)
            .Select(person => person.TotpSecret)
            .SingleOrDefaultAsync(ct);
        return secret is null ? SignIn.WrongCode : await SpendAsync(actor.PersonId, secret, code, actor, ct);
    }

    private async Task<Result<long>> SpendAsync(Guid person, byte[] secret, string? code, Actor actor, CancellationToken ct)
    {
        var tried = await tries.BeginAsync(person, [TrySource.Code], ct);
        if (tried is null || await totp.ConsumeAsync(person, secret, code, ct) is not { } step)
            return await RefuseAsync(tried, "code", SignIn.WrongCode, actor, ct);
        await tries.SucceedAsync(tried, ct);
        return step;
    }

    private async Task<Refusal> RefuseAsync(TryCounter.Counted? tried, string what, Refusal refusal, Actor actor, CancellationToken ct)
    {
        var subject = $"person:{actor.PersonId}";
        if (tried?.LockedUntil is { } until)
            audit.Append(actor, "person.locked_out", subject, new { until });
        audit.Append(actor, "proof.refused", subject, new { why = tried is null ? "locked" : what });
        await db.SaveChangesAsync(ct);
        return refusal;
    }
}
