using System.Security.Cryptography;
using System.Threading.RateLimiting;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>The framework's token buckets, one for each key; those that are full again are forgotten.</summary>
public sealed class MemoryTokenBuckets : ITokenBuckets, IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(TokenBucket.SecretBytes);

    private readonly PartitionedRateLimiter<TokenBucket> limiter = PartitionedRateLimiter.Create<TokenBucket, TokenBucket>(bucket =>
        RateLimitPartition.GetTokenBucketLimiter(
            bucket,
            static b => new TokenBucketRateLimiterOptions
            {
                TokenLimit = b.Capacity,
                TokensPerPeriod = b.PerSecond,
                ReplenishmentPeriod = Second,
                QueueLimit = 0,
            }
        )
    );

    public ValueTask<byte[]> SecretAsync(CancellationToken ct) => ValueTask.FromResult(secret);

    public ValueTask<TimeSpan?> TakeAsync(TokenBucket bucket, int count, CancellationToken ct)
    {
        // Asking the limiter for none would be granted by the first part of a token.
        if (count == 0)
            return ValueTask.FromResult<TimeSpan?>(limiter.GetStatistics(bucket)?.CurrentAvailablePermits < 1 ? Second : null);
        using var lease = limiter.AttemptAcquire(bucket, count);
        if (lease.IsAcquired)
            return ValueTask.FromResult<TimeSpan?>(null);
        return ValueTask.FromResult<TimeSpan?>(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Second);
    }

    public void Dispose() => limiter.Dispose();
}
