using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Clients;

/// <summary>Changes a client's settings; good on every node within a second. Needs a fresh code, since it may widen what the client can do.</summary>
public sealed class ChangeApiClient(PortalDbContext db, Proof proof, Noticeboard board, IAudit audit, TimeProvider clock)
    : IUseCase<ChangeApiClient.Command, Done>
{
    public sealed record Command(Guid Client, ClientSettings Settings, int Version, string? Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        var known = await db.ApiClients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == input.Client, ct);
        if (known is null)
            return Refusal.NotFound;
        if ((await SettingsReader.ReadAsync(db, input.Settings, known, actor, ct)).Refusal is { } wrong)
            return wrong;
        if ((await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var client = await db.ApiClients.SingleAsync(c => c.Id == input.Client, ct);
        if (client.Version != input.Version)
            return Refusal.Conflict;
        var read = await SettingsReader.ReadAsync(db, input.Settings, client, actor, ct);
        if (read.Refusal is { } refusal)
            return refusal;
        var held = await db.ScopeGrants.Where(grant => grant.PersonId == client.Id).ToListAsync(ct);
        var (before, formerOwner) = (Told(client, held), client.OwnerId);
        if (read.Value.ApplyTo(client, clock.GetUtcNow().UtcDateTime).Refusal is { } weak)
            return weak;
        foreach (var owner in new[] { formerOwner, client.OwnerId }.Distinct())
            board.Add(owner, NoticeKinds.ApiClientYours, "/api-doctor", client.Name, actor.Name);
        db.ScopeGrants.RemoveRange(held);
        read.Value.GrantScope(db, client.Id);
        // Also when only the scope is another one: nodes look at the version.
        db.Entry(client).State = EntityState.Modified;
        (await db.Users.IgnoreQueryFilters().SingleAsync(p => p.Id == client.Id, ct)).DisplayName = client.Name;
        audit.Append(actor, "api_client.changed", $"api_client:{client.Id}", new { before, after = read.Value.ToTold() });
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : default(Done);
    }

    private static object Told(ApiClient client, List<ScopeGrant> held) =>
        new
        {
            name = client.Name,
            scheme = client.Scheme,
            owner = client.OwnerId,
            permissions = client.Permissions,
            entities = held.Select(grant => grant.LegalEntityId).OfType<int>(),
            accounts = held.Select(grant => grant.AccountId).OfType<int>(),
            addresses = client.Addresses.Select(a => a.ToString()),
            windowSeconds = client.WindowSeconds,
            callsPerSecond = client.CallsPerSecond,
            expiresAt = client.ExpiresAt,
            language = client.Language,
            wrapsAnswers = client.WrapsAnswers,
            certificate = client.CertificateHash is null ? null : Convert.ToHexStringLower(client.CertificateHash),
        };
}

/// <summary>Disables a client, at once and without a code; enabling it again needs one.</summary>
public sealed class SetApiClientDisabled(PortalDbContext db, Proof proof, IAudit audit) : IUseCase<SetApiClientDisabled.Command, Done>
{
    public sealed record Command(Guid Client, bool IsDisabled, string? Code);

    public async Task<Result<Done>> HandleAsync(Command input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        if (!input.IsDisabled && (await proof.SpendCodeAsync(actor, input.Code, ct)).Refusal is { } wrongCode)
            return wrongCode;
        await using var write = await db.BeginWriteAsync(ct);
        var client = await db.ApiClients.SingleOrDefaultAsync(c => c.Id == input.Client, ct);
        if (client is null)
            return Refusal.NotFound;
        client.IsDisabled = input.IsDisabled;
        audit.Append(actor, input.IsDisabled ? "api_client.disabled" : "api_client.enabled", $"api_client:{client.Id}", new { });
        return await db.TrySaveAsync(write, ct) is { } conflict ? conflict : default(Done);
    }
}
