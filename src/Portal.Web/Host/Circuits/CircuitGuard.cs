using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace FundPortal.Web.Host.Circuits;

/// <summary>
/// Stands before everything that comes into one circuit. A circuit belongs to the session that opened it, for its whole life: when that
/// session no longer holds, or a reconnecting tab brings another cookie (ASP.NET Core takes over the new identity silently, its issue
/// 65272), nothing runs any more, the page is led to sign-in, and the connection is cut.
/// </summary>
internal sealed class CircuitGuard(
    CircuitRegistry registry,
    CurrentSession current,
    AuthenticationStateProvider authentication,
    NavigationManager navigation,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger<CircuitGuard> log
) : CircuitHandler, IDisposable
{
    /// <summary>How long a look at the database counts: a burst of events is one question. Use cases ask again in any case.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim asking = new(1, 1);
    private DateTimeOffset askedAt = DateTimeOffset.MinValue;
    private bool isBound;
    private Guid socketId;

    public Guid? SessionId { get; private set; }

    public bool HasEnded { get; private set; }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next
    ) =>
        async context =>
        {
            if (await HoldsAsync())
                await next(context);
        };

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        HasEnded = true;
        authentication.AuthenticationStateChanged -= OnReconnected;
        registry.Remove(this);
        return Task.CompletedTask;
    }

    public void Dispose() => asking.Dispose();

    /// <summary>Whether the circuit's session still holds; ends the circuit when not.</summary>
    public async Task<bool> HoldsAsync()
    {
        if (HasEnded)
            return false;
        await asking.WaitAsync();
        try
        {
            if (HasEnded)
                return false;
            if (!await IsSamePersonAsync())
            {
                await EndAsync("identity_changed");
                return false;
            }
            var now = clock.GetUtcNow();
            if (now - askedAt < Fresh)
                return true;
            if (SessionId is not { } session || await ActorAsync(session) is null)
            {
                await EndAsync("signed_out");
                return false;
            }
            askedAt = now;
            return true;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <summary>From here on nothing runs in this circuit.</summary>
    public async Task EndAsync(string reason)
    {
        if (HasEnded)
            return;
        HasEnded = true;
        current.SessionId = null;
        registry.Remove(this);
        log.LogInformation("Circuit of session {Session} ended: {Reason}", SessionId, reason);
        if (string.Equals(reason, "identity_changed", StringComparison.Ordinal))
            await ReportForeignCookieAsync();
        try
        {
            navigation.NavigateTo("/sign-in", forceLoad: true);
        }
        catch (Exception error)
        {
            // Nobody is connected, so there is no page to lead away.
            log.LogDebug(error, "The page could not be led to sign-in");
        }
        if (registry.Find(socketId) is { } socket)
            CircuitRegistry.CutSoon(socket);
    }

    /// <summary>Binds the circuit at its first activity, then compares.</summary>
    private async Task<bool> IsSamePersonAsync()
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;
        var session = user.SessionId();
        socketId = PortalClaims.GuidOf(user, CircuitGate.SocketClaim) ?? socketId;
        if (isBound)
            return session == SessionId;
        isBound = true;
        SessionId = session;
        current.SessionId = session;
        current.Address = registry.Find(socketId)?.Address;
        registry.Add(this);
        authentication.AuthenticationStateChanged += OnReconnected;
        return session is not null;
    }

    /// <summary>A reconnection hands over whatever cookie the browser has by now: looked at before the page gets anything.</summary>
    private void OnReconnected(Task<AuthenticationState> state) => _ = HoldsAsync();

    private async Task<Actor?> ActorAsync(Guid session)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ActorLoader>().LoadAsync(session, current.Address, CancellationToken.None);
    }

    private async Task ReportForeignCookieAsync()
    {
        var met = (await authentication.GetAuthenticationStateAsync()).User.SessionId();
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<SessionWatch>()
            .ReportForeignCookieAsync(SessionId, met, current.Address, CancellationToken.None);
    }
}
