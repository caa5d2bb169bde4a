namespace FundPortal.Application.OpenApi.Windows;

/// <summary>
/// For one node: what was used, forgotten a second of signing at a time when nothing of it is good any more. What was signed before the node started is
/// refused, since it may have been used in its former life.
/// </summary>
public sealed class MemoryReplayWindow : IForgetfulWindow
{
    /// <summary>About 100 MB. A busy client (5,000 calls a second) fills it in 400 seconds, longer than the usual window.</summary>
    private const int DefaultMaxRemembered = 2_000_000;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly int maxRemembered;
    private readonly DateTime startedAt;
    private readonly Lock gate = new();

    private readonly HashSet<UInt128> used = [];

    /// <summary>By the second of signing.</summary>
    private readonly SortedDictionary<DateTime, Second> seconds = [];
    private DateTime nextSweep;
    private int remembered;

    private sealed class Second
    {
        public List<UInt128> Tokens { get; } = [];

        public DateTime GoodUntil { get; set; }
    }

    public MemoryReplayWindow(TimeProvider clock, int maxRemembered = DefaultMaxRemembered)
    {
        (this.clock, this.maxRemembered) = (clock, maxRemembered);
        // Timestamps are whole seconds: the second in which the node started belongs to its former life.
        startedAt = clock.GetUtcNow().UtcDateTime;
    }

    public DateTime RemembersSince => startedAt;

    public int Remembered => Volatile.Read(ref remembered);

    public ValueTask<Spending> SpendAsync(Guid client, string token, DateTime signedAt, DateTime goodUntil, CancellationToken ct)
    {
        if (signedAt <= startedAt)
            return ValueTask.FromResult(Spending.SignedBeforeStart);
        var key = ReplayToken.Of(client, token);
        lock (gate)
        {
            // Before anything is forgotten: a call that took its time on the way must not find its copy gone.
            if (clock.GetUtcNow().UtcDateTime > goodUntil)
                return ValueTask.FromResult(Spending.TooOld);
            Sweep();
            // Also when it comes signed anew in another second: a nonce is good once.
            if (used.Contains(key))
                return ValueTask.FromResult(Spending.UsedBefore);
            if (remembered >= maxRemembered)
                return ValueTask.FromResult(Spending.Full);
            if (!seconds.TryGetValue(signedAt, out var second))
                seconds.Add(signedAt, second = new Second());
            used.Add(key);
            second.Tokens.Add(key);
            remembered = used.Count;
            if (goodUntil > second.GoodUntil)
                second.GoodUntil = goodUntil;
            return ValueTask.FromResult(Spending.First);
        }
    }

    private void Sweep()
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now < nextSweep)
            return;
        nextSweep = now + Margin;
        foreach (var (at, second) in seconds.Where(s => s.Value.GoodUntil + Margin < now).ToArray())
        {
            seconds.Remove(at);
            used.ExceptWith(second.Tokens);
            remembered = used.Count;
        }
    }
}
