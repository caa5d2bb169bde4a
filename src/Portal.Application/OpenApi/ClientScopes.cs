using System.Collections.Concurrent;
using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.OpenApi;

/// <summary>An account that a client sees, as answers tell it.</summary>
/// <param name="Text">The public id as both APIs write it.</param>
public sealed record ScopeAccount(
    int Id,
    Guid PublicId,
    string Text,
    string Number,
    string Name,
    AccountType Type,
    string? ShopCode,
    Currency Currency
);

/// <summary>All accounts in a client's data scope, by public id.</summary>
public sealed record ClientScope(IReadOnlyDictionary<Guid, ScopeAccount> Accounts)
{
    public IReadOnlyDictionary<int, ScopeAccount> ById { get; } = Accounts.Values.ToDictionary(account => account.Id);
}

/// <summary>
/// Data scopes of clients, read again in the database when they are a second old, like the clients themselves: a call costs no query for
/// it, and an account taken away is out within a second on every node.
/// </summary>
public sealed class ClientScopes(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Guid, (long ReadAt, Task<ClientScope> Scope)> known = new();

    public async ValueTask<ClientScope> OfAsync(Actor actor, CancellationToken ct)
    {
        if (known.TryGetValue(actor.PersonId, out var entry) && clock.GetElapsedTime(entry.ReadAt) < GoodFor && !entry.Scope.IsFaulted)
            return await entry.Scope.WaitAsync(ct);
        // Not the caller's token: others wait for the same reading.
        var reading = ReadAsync(actor);
        known[actor.PersonId] = (clock.GetTimestamp(), reading);
        return await reading.WaitAsync(ct);
    }

    private async Task<ClientScope> ReadAsync(Actor actor)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var accounts = await db.AccountsVisibleTo(actor).AsNoTracking().ToListAsync(CancellationToken.None);
        return new ClientScope(
            accounts
                .Select(a => new ScopeAccount(a.Id, a.PublicId, a.PublicId.ToString("D"), a.Number, a.Name, a.Type, a.ShopCode, a.Currency))
                .ToDictionary(a => a.PublicId)
        );
    }
}
