using System.Data.Common;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;

namespace FundPortal.Web.Host;

/// <summary>Which sign-in session this request or circuit belongs to, and from where; set once, when it begins.</summary>
public sealed class CurrentSession
{
    public Guid? SessionId { get; set; }

    public string? Address { get; set; }
}

/// <summary>
/// Where pages and endpoints hand their questions in. Every call gets a service scope (and so a database context) of its own and an actor
/// read afresh from the database, so a disabled person's open page gets <see cref="Refusal.SignedOut"/> at the next click.
/// </summary>
public sealed class Desk(IServiceScopeFactory scopes, CurrentSession session)
{
    /// <example><c>await Desk.AskAsync((ListAccounts u, Actor me, CancellationToken ct) => u.HandleAsync(query, me, ct), ct)</c></example>
    public async Task<Result<T>> AskAsync<TUseCase, T>(
        Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask,
        CancellationToken ct = default
    )
        where TUseCase : notnull
    {
        if (session.SessionId is not { } id)
            return Refusal.SignedOut;
        await using var scope = scopes.CreateAsyncScope();
        var actor = await scope.ServiceProvider.GetRequiredService<ActorLoader>().LoadAsync(id, session.Address, ct);
        if (actor is null)
            return Refusal.SignedOut;
        try
        {
            return await ask(scope.ServiceProvider.GetRequiredService<TUseCase>(), actor, ct);
        }
        catch (DbException error) when (ct.IsCancellationRequested)
        {
            // SQL Server tells of a cancelled command with an exception of its own.
            throw new OperationCanceledException(error.Message, error, ct);
        }
    }

    /// <summary>
    /// As <see cref="AskAsync"/>, away from the asking thread, which SQLite would hold as long as it reads: a circuit has but one. For what
    /// stands around a page, so that the page's own rows do not wait for it.
    /// </summary>
    public Task<Result<T>> AskAsideAsync<TUseCase, T>(
        Func<TUseCase, Actor, CancellationToken, Task<Result<T>>> ask,
        CancellationToken ct = default
    )
        where TUseCase : notnull => Task.Run(() => AskAsync(ask, ct), ct);
}
