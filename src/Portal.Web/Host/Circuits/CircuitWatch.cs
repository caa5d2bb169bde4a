using FundPortal.Application.Identity;

namespace FundPortal.Web.Host.Circuits;

/// <summary>
/// Looks after circuits in which nothing happens: a session that fell idle, reached its absolute limit, was ended elsewhere, or whose
/// person was disabled loses its pages within <see cref="Period"/>. Also tells the session table who was active.
/// </summary>
internal sealed class CircuitWatch(CircuitRegistry registry, IServiceScopeFactory scopes, TimeProvider clock, ILogger<CircuitWatch> log)
    : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    private DateTimeOffset lookedAt = DateTimeOffset.MinValue;

    /// <summary>One look at all circuits of this node.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var since = lookedAt;
        lookedAt = clock.GetUtcNow();
        var active = registry.Sockets().Where(socket => socket.LastInput >= since).Select(socket => socket.SessionId).Distinct().ToArray();
        if (active.Length > 0)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<SessionWatch>().TouchAsync(active, ct);
        }
        foreach (var guard in registry.Guards())
        {
            try
            {
                await guard.HoldsAsync();
            }
            catch (ObjectDisposedException)
            {
                // The page closed in this moment.
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(error, "Circuits could not be looked after; the next look follows");
            }
        }
    }
}
