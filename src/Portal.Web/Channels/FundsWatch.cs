using System.Collections.Concurrent;
using System.Globalization;
using FundPortal.Application.Channels;

namespace FundPortal.Web.Channels;

/// <summary>
/// Tells open pages that balances or transactions changed, within <see cref="Period"/>, whichever node or process wrote them. It asks the
/// database only while pages are open, and hands out no figure: a page that is told asks again in its own person's name and scope.
/// </summary>
public sealed class FundsWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FundsWatch> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Listener, byte> listeners = [];
    private volatile Look? last;

    /// <summary>
    /// Calls back after every change, until it is disposed. Who listens asks for its figures after that, so it need not be told what the
    /// last look saw; the first call may still come for a later change that the page knows already.
    /// </summary>
    public IDisposable Listen(Func<Task> changed)
    {
        var listener = new Listener(changed, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, this) { Told = last?.Stamp };
        listeners.TryAdd(listener, 0);
        return listener;
    }

    /// <summary>One look for all that listen.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (listeners.IsEmpty)
            return;
        await using var scope = scopes.CreateAsyncScope();
        var stamp = await scope.ServiceProvider.GetRequiredService<FundsStamp>().ReadAsync(ct);
        last = new Look(stamp);
        foreach (var listener in listeners.Keys)
            _ = TellAsync(listener, stamp);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested)
                {
                    log.LogWarning("Nobody could be told of new figures; the next look follows: {Reason}", error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    /// <summary>A page that is slow, or just closing, keeps no other from being told; one that still asks is told at the next look.</summary>
    private async Task TellAsync(Listener listener, FundsStamp.Stamp stamp)
    {
        if (listener.Told == stamp || !listener.TryBegin())
            return;
        listener.Told = stamp;
        try
        {
            // The page renders in the language it was opened in, not in that of whoever calls it.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (listener.Culture, listener.Language);
            await listener.Changed();
        }
        catch (Exception error)
        {
            log.LogDebug(error, "A page could not be told of new figures");
        }
        finally
        {
            listener.End();
        }
    }

    private sealed record Look(FundsStamp.Stamp Stamp);

    private sealed class Listener(Func<Task> changed, CultureInfo culture, CultureInfo language, FundsWatch watch) : IDisposable
    {
        private int busy;

        public CultureInfo Culture => culture;

        public CultureInfo Language => language;

        public Func<Task> Changed => changed;

        public FundsStamp.Stamp? Told { get; set; }

        public bool TryBegin() => Interlocked.Exchange(ref busy, 1) == 0;

        public void End() => Volatile.Write(ref busy, 0);

        public void Dispose() => watch.listeners.TryRemove(this, out _);
    }
}

internal static class FundsComposition
{
    public static void AddFundsWatch(this IServiceCollection services)
    {
        services.AddSingleton<FundsWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<FundsWatch>());
    }
}
