using System.Collections.Concurrent;
using System.Globalization;
using FundPortal.Application.Notices;

namespace FundPortal.Web.Notices;

/// <summary>
/// Tells open pages that their person's notices changed, within <see cref="Period"/>, whichever node or process wrote them. It asks the
/// database only while pages are open, and hands out no notice: a page that is told asks for them in its own person's name, and a session
/// that has ended gets nothing.
/// </summary>
public sealed class NoticeWatch(IServiceScopeFactory scopes, TimeProvider clock, ILogger<NoticeWatch> log) : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>People asked about in one question.</summary>
    private const int Batch = 500;

    private readonly ConcurrentDictionary<Listener, byte> listeners = [];

    /// <summary>Calls back whenever the number or the newest of the person's unread notices changes, until it is disposed.</summary>
    public IDisposable Listen(Guid person, Func<Task> changed)
    {
        var listener = new Listener(person, changed, CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture, this);
        listeners.TryAdd(listener, 0);
        return listener;
    }

    /// <summary>One look for everybody who listens.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var listening = listeners.Keys.ToLookup(listener => listener.Person);
        foreach (var people in listening.Select(person => person.Key).Chunk(Batch))
        {
            await using var scope = scopes.CreateAsyncScope();
            var found = await scope.ServiceProvider.GetRequiredService<UnreadNotices>().OfAsync(people, ct);
            await Task.WhenAll(
                people.SelectMany(person => listening[person].Select(l => TellAsync(l, found.GetValueOrDefault(person) ?? Nothing)))
            );
        }
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
                    log.LogWarning("Nobody could be told of new notices; the next look follows: {Reason}", error.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The portal stops.
        }
    }

    private static readonly UnreadNotices.State Nothing = new(0, 0);

    /// <summary>A page that is just closing must not keep the others from being told.</summary>
    private async Task TellAsync(Listener listener, UnreadNotices.State state)
    {
        if (listener.Told == state)
            return;
        listener.Told = state;
        try
        {
            // The page renders in the language it was opened in, not in that of whoever calls it.
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (listener.Culture, listener.Language);
            await listener.Changed();
        }
        catch (Exception error)
        {
            log.LogDebug(error, "A page could not be told of its notices");
        }
    }

    private sealed class Listener(Guid person, Func<Task> changed, CultureInfo culture, CultureInfo language, NoticeWatch watch)
        : IDisposable
    {
        public Guid Person => person;

        public CultureInfo Culture => culture;

        public CultureInfo Language => language;

        public Func<Task> Changed => changed;

        public UnreadNotices.State? Told { get; set; }

        public void Dispose() => watch.listeners.TryRemove(this, out _);
    }
}

internal static class NoticeComposition
{
    public static void AddNoticeWatch(this IServiceCollection services)
    {
        services.AddSingleton<NoticeWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<NoticeWatch>());
    }
}
