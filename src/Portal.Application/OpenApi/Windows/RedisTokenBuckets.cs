using System.Diagnostics;
using System.Security.Cryptography;
using StackExchange.Redis;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>Token buckets that all nodes share: one script in Redis, by Redis' own clock, so that nodes' clocks do not matter.</summary>
public sealed class RedisTokenBuckets(IConnectionMultiplexer redis) : ITokenBuckets
{
    /// <summary>Milli-tokens throughout, since a script's numbers come back as whole ones. Answers 0, or the milliseconds to wait.</summary>
    private const string Script = """
        local perSecond, capacity, count = tonumber(ARGV[1]), tonumber(ARGV[2]) * 1000, tonumber(ARGV[3]) * 1000
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens, at = tonumber(bucket[1]) or capacity, tonumber(bucket[2]) or now
        tokens = math.min(capacity, tokens + math.max(0, now - at) * perSecond)
        local needed = math.max(count, 1000)
        if tokens < needed then
            return math.ceil((needed - tokens) / perSecond)
        end
        redis.call('HSET', KEYS[1], 'tokens', tokens - count, 'at', now)
        redis.call('PEXPIRE', KEYS[1], math.ceil(capacity / perSecond) + 1000)
        return 0
        """;

    /// <summary>The first node that asks makes it; who comes later gets the same.</summary>
    private const string SecretScript = """
        redis.call('SET', KEYS[1], ARGV[1], 'NX')
        return redis.call('GET', KEYS[1])
        """;

    /// <summary>A Redis that was started anew may have another one: by then all nodes have it.</summary>
    private static readonly TimeSpan SecretGoodFor = TimeSpan.FromMinutes(1);

    private sealed record Secret(byte[] Value, long ReadAt);

    private volatile Secret? secret;

    public async ValueTask<byte[]> SecretAsync(CancellationToken ct)
    {
        if (secret is { } known && Stopwatch.GetElapsedTime(known.ReadAt) < SecretGoodFor)
            return known.Value;
        var offered = Convert.ToHexString(RandomNumberGenerator.GetBytes(TokenBucket.SecretBytes));
        var shared = (string?)await SharedMemory.AskAsync(redis, SecretScript, "fundportal:buckets-secret", [offered], ct);
        var value = Convert.FromHexString(shared!);
        secret = new Secret(value, Stopwatch.GetTimestamp());
        return value;
    }

    public async ValueTask<TimeSpan?> TakeAsync(TokenBucket bucket, int count, CancellationToken ct)
    {
        var answer = await SharedMemory.AskAsync(
            redis,
            Script,
            $"fundportal:bucket:{bucket.Key}",
            [bucket.PerSecond, bucket.Capacity, count],
            ct
        );
        var wait = (long)answer;
        return wait == 0 ? null : TimeSpan.FromMilliseconds(wait);
    }
}
