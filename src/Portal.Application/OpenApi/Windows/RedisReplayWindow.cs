using StackExchange.Redis;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>
/// For several nodes: <c>SET NX</c> with expiry. What was signed before Redis started is refused, since a Redis that was started anew has
/// forgotten all or, from a snapshot, the latest. When Redis is away no call passes, for nobody could tell a repeated one.
/// </summary>
public sealed class RedisReplayWindow(IConnectionMultiplexer redis, TimeProvider clock) : IForgetfulWindow
{
    /// <summary>So much the clocks of two nodes may differ: one must not accept what another let Redis forget.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Answers for how many seconds Redis has been running; -1 when the token was used.</summary>
    private const string Script = """
        if redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[1]) then
            return tonumber(string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)'))
        end
        return -1
        """;

    private const long Used = -1;

    /// <summary>Its uptime is whole seconds, and clocks are set: less than that between two answers is no new start.</summary>
    private static readonly TimeSpan Jitter = TimeSpan.FromSeconds(2);

    private long sinceTicks = DateTime.MinValue.Ticks;

    public DateTime RemembersSince => new(Interlocked.Read(ref sinceTicks), DateTimeKind.Utc);

    public async ValueTask<Spending> SpendAsync(Guid client, string token, DateTime signedAt, DateTime goodUntil, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (now > goodUntil)
            return Spending.TooOld;
        var key = $"fundportal:spent:{ReplayToken.Of(client, token):x32}";
        var keep = (long)(goodUntil - now + Margin).TotalMilliseconds;
        var seconds = (long)await SharedMemory.AskAsync(redis, Script, key, [keep], ct);
        if (seconds == Used)
            return Spending.UsedBefore;
        var startedAt = now.AddSeconds(-seconds);
        if (startedAt - RemembersSince > Jitter)
            Interlocked.Exchange(ref sinceTicks, startedAt.Ticks);
        return signedAt <= startedAt ? Spending.SignedBeforeStart : Spending.First;
    }
}
