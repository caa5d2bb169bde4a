using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Clients;

/// <summary>
/// A new secret beside the one in use, which stays good for some hours so that the client can change over; one that was ending already ends
/// now. Needs a fresh code; who is shown the secret never signs what the client files.
/// </summary>
public sealed class RotateApiSecret(PortalDbContext db, ApiSecrets secrets, Proof proof, IAudit audit, TimeProvider clock)
    : IUseCase<RotateApiSecret.Command, ShownCredentials>
{
    public const int MaxHours = 168;

    /// <param name="KeepHours">How long the old secret stays good: 0 to <see cref="MaxHours"/>; 0 when it leaked.</param>
    public sealed record Command(Guid Client, int KeepHours, string? Code);

    public async Task<Result<ShownCredentials>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        if (input.KeepHours is < 0 or > MaxHours)
            return Refusal.Invalid("keepHours", "range", 0, MaxHours);
        if (!await db.ApiClients.AnyAsync(c => c.Id == input.Client, ct))
            return Refusal.NotFound;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var client = await db
            .ApiClients.Include(c => c.Secrets)
            .Include(c => c.Holders)
            .AsSplitQuery()
            .SingleAsync(c => c.Id == input.Client, ct);
        var now = clock.GetUtcNow().UtcDateTime;
        var secret = ApiSecrets.NewSecret();
        client.AddSecret(secrets.Protect(secret), actor.PersonId, now, now.AddHours(input.KeepHours));
        // Nodes look at the client's version.
        db.Entry(client).State = EntityState.Modified;
        audit.Append(actor, "api_client.secret_rotated", $"api_client:{client.Id}", new { keepHours = input.KeepHours });
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : new ShownCredentials(client.Id, client.Flag, null, secret);
    }
}

/// <summary>Ends the older of two good secrets now: the client has changed over, or the old one leaked.</summary>
public sealed class EndOldApiSecret(PortalDbContext db, IAudit audit, TimeProvider clock) : IUseCase<EndOldApiSecret.Command, Done>
{
    public sealed record Command(Guid Client);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        await using var write = await db.BeginWriteAsync(ct);
        var client = await db.ApiClients.Include(c => c.Secrets).SingleOrDefaultAsync(c => c.Id == input.Client, ct);
        if (client is null)
            return Refusal.NotFound;
        var now = clock.GetUtcNow().UtcDateTime;
        foreach (var secret in client.Secrets.Where(s => s.EndsAt is not null && s.IsGood(now)))
            secret.EndsAt = now;
        db.Entry(client).State = EntityState.Modified;
        audit.Append(actor, "api_client.old_secret_ended", $"api_client:{client.Id}", new { });
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : default(Done);
    }
}
