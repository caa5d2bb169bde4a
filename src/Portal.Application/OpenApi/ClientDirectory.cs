using System.Collections.Frozen;
using System.Security.Cryptography;
using FundPortal.Application.Data;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FundPortal.Application.OpenApi;

/// <summary>
/// The clients by flag or key, in memory. Looked at again in the database before the first call of each second, so that a client
/// disabled on one node is out on all within a second; an unknown flag costs no query.
/// </summary>
public sealed partial class ClientDirectory(
    IServiceScopeFactory scopes,
    ApiSecrets secrets,
    TimeProvider clock,
    ILogger<ClientDirectory> log
) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private Snapshot? current;

    private sealed record Snapshot(
        long ReadAt,
        int Count,
        long Versions,
        FrozenDictionary<string, KnownClient> ByFlag,
        FrozenDictionary<string, KnownClient> ByKey,
        FrozenDictionary<Guid, KnownClient> ById
    );

    /// <summary>A client of the finance bill API.</summary>
    public async ValueTask<KnownClient?> ByFlagAsync(string flag, CancellationToken ct) =>
        (await CurrentAsync(ct)).ByFlag.GetValueOrDefault(flag);

    /// <summary>A client of the settlement API, by its whole key.</summary>
    public async ValueTask<KnownClient?> ByKeyAsync(string key, CancellationToken ct) =>
        (await CurrentAsync(ct)).ByKey.GetValueOrDefault(Convert.ToHexString(ApiSecrets.HashOf(key)));

    public async ValueTask<KnownClient?> ByIdAsync(Guid id, CancellationToken ct) => (await CurrentAsync(ct)).ById.GetValueOrDefault(id);

    public void Dispose() => gate.Dispose();

    private async ValueTask<Snapshot> CurrentAsync(CancellationToken ct)
    {
        if (Fresh() is { } fresh)
            return fresh;
        await gate.WaitAsync(ct);
        try
        {
            return Fresh() ?? (current = await ReadAsync(ct));
        }
        finally
        {
            gate.Release();
        }
    }

    private Snapshot? Fresh() => Volatile.Read(ref current) is { } known && clock.GetElapsedTime(known.ReadAt) < GoodFor ? known : null;

    private async Task<Snapshot> ReadAsync(CancellationToken ct)
    {
        // Taken before the query: what changes while it runs is seen a second later.
        var now = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        // Clients are never removed and each change raises one's version: the sum tells whether anything changed.
        var count = await db.ApiClients.CountAsync(ct);
        var versions = await db.ApiClients.SumAsync(client => (long)client.Version, ct);
        if (current is { } known && known.Count == count && known.Versions == versions)
            return known with { ReadAt = now };
        var clients = await db.ApiClients.AsNoTracking().Include(client => client.Secrets).AsSplitQuery().ToListAsync(ct);
        var found = clients.Select(client => (Stored: client, Known: Read(client))).ToArray();
        return new Snapshot(
            now,
            count,
            versions,
            found.Where(c => c.Stored.Flag is not null).ToFrozenDictionary(c => c.Stored.Flag!, c => c.Known, StringComparer.Ordinal),
            found
                .Where(c => c.Stored.KeyHash is not null)
                .ToFrozenDictionary(c => Convert.ToHexString(c.Stored.KeyHash!), c => c.Known, StringComparer.Ordinal),
            found.ToFrozenDictionary(c => c.Known.Id, c => c.Known)
        );
    }

    private KnownClient Read(ApiClient client) =>
        new(
            client.Id,
            client.Name,
            client.Scheme,
            client.Environment,
            client.IsDisabled,
            client.ExpiresAt,
            TimeSpan.FromSeconds(client.WindowSeconds),
            client.CallsPerSecond,
            client.Language,
            client.WrapsAnswers,
            client.Addresses,
            client.CertificateHash,
            client.KeyHash,
            client.WindowWidenedAt,
            client.Permissions.ToFrozenSet(),
            [.. client.Secrets.OrderByDescending(secret => secret.Id).Select(secret => Read(client, secret)).OfType<KnownSecret>()]
        );

    private KnownSecret? Read(ApiClient client, ApiSecret secret)
    {
        try
        {
            return new KnownSecret(secret.Id, secrets.Read(secret.Value), secret.EndsAt);
        }
        catch (CryptographicException)
        {
            // A database without its keys: this client cannot call, the others can.
            Unreadable(client.Name);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The key ring cannot read a secret of API client {Client}: its calls are refused.")]
    private partial void Unreadable(string client);
}
