using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Clients;

/// <summary>All clients of the APIs. Not paged: a company has dozens.</summary>
public sealed class ListApiClients(PortalDbContext db, TimeProvider clock)
    : IUseCase<ListApiClients.Query, IReadOnlyList<ListApiClients.Row>>
{
    private const int Most = 1_000;

    public sealed record Query;

    /// <param name="Handle">The flag, or the first signs of the key.</param>
    /// <param name="LastCallAt">UTC, of a call that was signed right; null: never yet.</param>
    public sealed record Row(
        Guid Id,
        string Name,
        SignatureScheme Scheme,
        ApiEnvironment Environment,
        string Handle,
        string Owner,
        bool IsDisabled,
        bool IsExpired,
        bool HasTwoSecrets,
        DateTime? LastCallAt
    );

    public async Task<Result<IReadOnlyList<Row>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        var now = clock.GetUtcNow().UtcDateTime;
        return await db
            .ApiClients.AsNoTracking()
            .OrderBy(client => client.Name)
            .Take(Most)
            .Select(client => new Row(
                client.Id,
                client.Name,
                client.Scheme,
                client.Environment,
                client.Flag ?? client.KeyHint ?? "",
                db.Users.Where(person => person.Id == client.OwnerId).Select(person => person.DisplayName).FirstOrDefault() ?? "",
                client.IsDisabled,
                client.ExpiresAt != null && client.ExpiresAt <= now,
                client.Secrets.Count(secret => secret.EndsAt == null || secret.EndsAt > now) > 1,
                db.ApiCalls.Where(call => call.ClientId == client.Id)
                    .OrderByDescending(call => call.At)
                    .Select(call => (DateTime?)call.At)
                    .FirstOrDefault()
            ))
            .ToListAsync(ct);
    }
}

/// <summary>One client with all its settings; secrets are not among them.</summary>
public sealed class ShowApiClient(PortalDbContext db) : IUseCase<ShowApiClient.Query, ShowApiClient.Details>
{
    public sealed record Query(Guid Client);

    /// <param name="Holders">Everybody who ever saw a secret of it: they never sign what it files.</param>
    public sealed record Details(
        Guid Id,
        ApiEnvironment Environment,
        string? Flag,
        string? KeyHint,
        bool IsDisabled,
        DateTime CreatedAt,
        string CreatedBy,
        ClientSettings Settings,
        IReadOnlyList<Secret> Secrets,
        IReadOnlyList<string> Holders,
        int Version
    );

    /// <param name="EndsAt">UTC, exclusive; null: the one in use.</param>
    public sealed record Secret(int Id, DateTime CreatedAt, DateTime? EndsAt);

    public async Task<Result<Details>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManageApiClients))
            return Refusal.Forbidden;
        var client = await db
            .ApiClients.AsNoTracking()
            .Include(c => c.Secrets)
            .Include(c => c.Holders)
            .AsSplitQuery()
            .SingleOrDefaultAsync(c => c.Id == input.Client, ct);
        if (client is null)
            return Refusal.NotFound;
        var grants = db.ScopeGrants.Where(grant => grant.PersonId == client.Id);
        var entities = await db.LegalEntities.Where(e => grants.Any(g => g.LegalEntityId == e.Id)).Select(e => e.PublicId).ToListAsync(ct);
        var accounts = await db.Accounts.Where(a => grants.Any(g => g.AccountId == a.Id)).Select(a => a.PublicId).ToListAsync(ct);
        Guid[] people = [client.CreatedBy, .. client.Holders.Select(holder => holder.PersonId)];
        var names = await db.Users.Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
        return new Details(
            client.Id,
            client.Environment,
            client.Flag,
            client.KeyHint,
            client.IsDisabled,
            client.CreatedAt,
            names.GetValueOrDefault(client.CreatedBy, Actor.System.Name),
            new ClientSettings(
                client.Name,
                client.Scheme,
                client.OwnerId,
                client.Permissions,
                entities,
                accounts,
                [.. client.Addresses.Select(a => a.ToString())],
                client.WindowSeconds,
                client.CallsPerSecond,
                client.ExpiresAt is { } end ? ChinaTime.DayOf(end).AddDays(-1) : null,
                client.Language,
                client.WrapsAnswers,
                client.CertificateHash is null ? "" : Convert.ToHexStringLower(client.CertificateHash)
            ),
            [.. client.Secrets.OrderByDescending(s => s.Id).Select(s => new Secret(s.Id, s.CreatedAt, s.EndsAt))],
            [.. client.Holders.Select(h => names.GetValueOrDefault(h.PersonId, Actor.System.Name)).Order(StringComparer.Ordinal)],
            client.Version
        );
    }
}
