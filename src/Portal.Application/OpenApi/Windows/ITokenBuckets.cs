namespace FundPortal.Application.OpenApi.Windows;

/// <summary>A bucket of tokens that fills by itself.</summary>
/// <param name="Key">Whose it is. Of a bounded number of values: never what a stranger may choose.</param>
/// <param name="PerSecond">Tokens that come back each second.</param>
/// <param name="Capacity">The most that it holds, and what it holds at first.</param>
public sealed record TokenBucket(string Key, int PerSecond, int Capacity)
{
    /// <summary>Of <see cref="ITokenBuckets.SecretAsync"/>.</summary>
    public const int SecretBytes = 32;
}

public interface ITokenBuckets
{
    /// <summary>
    /// 32 random bytes that everybody who shares these buckets knows and nobody else: what a stranger sends is hashed with them, so that he
    /// cannot look for something that falls into another's bucket.
    /// </summary>
    ValueTask<byte[]> SecretAsync(CancellationToken ct);

    /// <summary>Takes tokens.</summary>
    /// <param name="count">0 asks whether there is one, and takes none.</param>
    /// <returns>Null when they were there; otherwise how long to wait for the next.</returns>
    ValueTask<TimeSpan?> TakeAsync(TokenBucket bucket, int count, CancellationToken ct);
}
