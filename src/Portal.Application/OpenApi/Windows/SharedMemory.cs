using StackExchange.Redis;

namespace FundPortal.Application.OpenApi.Windows;

/// <summary>The memory that nodes share cannot be asked: the call is refused, since nobody knows whether it may pass.</summary>
public sealed class SharedMemoryAwayException : Exception
{
    public SharedMemoryAwayException() { }

    public SharedMemoryAwayException(string message)
        : base(message) { }

    public SharedMemoryAwayException(string message, Exception inner)
        : base(message, inner) { }
}

/// <summary>Redis, as all nodes of a portal share it.</summary>
internal static class SharedMemory
{
    /// <summary>Not longer than a caller waits gladly.</summary>
    private const int AnswerMilliseconds = 2_000;

    private const int RetryMilliseconds = 1_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(2 * AnswerMilliseconds);

    /// <param name="connection">As StackExchange.Redis writes it: <c>host:6379,password=…,ssl=true</c>.</param>
    public static ConnectionMultiplexer Connect(string connection)
    {
        var options = ConfigurationOptions.Parse(connection);
        // A Redis that is away at the start must not keep the portal from starting; calls are refused until it is back.
        options.AbortOnConnectFail = false;
        // And at once: calls that wait for it would pile up.
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.AsyncTimeout = AnswerMilliseconds;
        options.ReconnectRetryPolicy = new LinearRetry(RetryMilliseconds);
        return ConnectionMultiplexer.Connect(options);
    }

    /// <exception cref="SharedMemoryAwayException">No answer, or none of use.</exception>
    public static async Task<RedisResult> AskAsync(
        IConnectionMultiplexer redis,
        string script,
        RedisKey key,
        RedisValue[] values,
        CancellationToken ct
    )
    {
        try
        {
            // The driver's own limit counts what it has sent; this one holds whatever becomes of its connection.
            return await redis.GetDatabase().ScriptEvaluateAsync(script, [key], values).WaitAsync(LongestWait, ct);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw new SharedMemoryAwayException("Redis does not answer: no call of the APIs passes.", error);
        }
    }
}
