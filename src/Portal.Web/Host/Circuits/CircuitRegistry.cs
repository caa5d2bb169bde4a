using System.Collections.Concurrent;

namespace FundPortal.Web.Host.Circuits;

/// <summary>What is open in this node: connections and the circuits behind them. Its counts are the caps, and sign-out ends circuits through it.</summary>
public sealed class CircuitRegistry
{
    /// <summary>Tabs of one person in this node.</summary>
    public const int MaxPerPerson = 10;

    /// <summary>Measured: a circuit of this portal takes 2.6 MB, so the node stays below 3 GB.</summary>
    public const int MaxPerNode = 1000;

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, OpenSocket> sockets = [];
    private readonly ConcurrentDictionary<CircuitGuard, byte> guards = [];

    /// <summary>Ends every circuit of a session now, in this node; other nodes notice at the next input, or within a minute.</summary>
    public async Task EndSessionAsync(Guid sessionId)
    {
        foreach (var guard in guards.Keys.Where(guard => guard.SessionId == sessionId))
            await guard.EndAsync("signed_out");
        Cut(sessionId);
    }

    /// <returns>False when the person or the node has as many as it may.</returns>
    internal bool TryAdd(OpenSocket socket)
    {
        lock (gate)
        {
            if (sockets.Count >= MaxPerNode || sockets.Values.Count(open => open.PersonId == socket.PersonId) >= MaxPerPerson)
                return false;
            sockets.Add(socket.Id, socket);
            return true;
        }
    }

    internal void Remove(OpenSocket socket)
    {
        lock (gate)
            sockets.Remove(socket.Id);
    }

    internal OpenSocket? Find(Guid socketId)
    {
        lock (gate)
            return sockets.GetValueOrDefault(socketId);
    }

    internal OpenSocket[] Sockets()
    {
        lock (gate)
            return [.. sockets.Values];
    }

    internal void Add(CircuitGuard guard) => guards.TryAdd(guard, 0);

    internal void Remove(CircuitGuard guard) => guards.TryRemove(guard, out _);

    internal ICollection<CircuitGuard> Guards() => guards.Keys;

    /// <summary>The page has a moment to leave by itself; then its connection is gone whether it did or not.</summary>
    internal void Cut(Guid sessionId)
    {
        foreach (var socket in Sockets().Where(socket => socket.SessionId == sessionId))
            CutSoon(socket);
    }

    internal static void CutSoon(OpenSocket socket) =>
        _ = Task.Delay(Farewell)
            .ContinueWith(_ => socket.Abort(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
}
