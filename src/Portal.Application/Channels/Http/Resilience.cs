using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Retry;

namespace FundPortal.Application.Channels.Http;

/// <summary>How calls to a bank are repeated, and when they are not tried at all.</summary>
internal static class Resilience
{
    /// <summary>What the CMB dialect allows a user; no bank that we know allows less.</summary>
    private const int AtOnce = 20;

    /// <summary>Reads: three more tries with growing, scattered pauses when the line or the server failed.</summary>
    public static ResiliencePipeline<T> Reads<T>(Func<T, ChannelFault?> faultOf) =>
        new ResiliencePipelineBuilder<T>()
            .AddConcurrencyLimiter(AtOnce / 2, queueLimit: 1_000)
            .AddRetry(
                new RetryStrategyOptions<T>
                {
                    MaxRetryAttempts = 3,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = TimeSpan.FromMilliseconds(300),
                    UseJitter = true,
                    ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } result && IsPassing(faultOf(result))),
                }
            )
            .AddCircuitBreaker(Breaker(faultOf))
            .Build();

    /// <summary>Payments: never a second try.</summary>
    public static ResiliencePipeline<T> Sends<T>(Func<T, ChannelFault?> faultOf) =>
        new ResiliencePipelineBuilder<T>().AddConcurrencyLimiter(AtOnce / 2, queueLimit: 1_000).AddCircuitBreaker(Breaker(faultOf)).Build();

    public static ChannelFault FaultOf(ExecutionRejectedException rejected) =>
        rejected is RateLimiterRejectedException
            ? new(ChannelFaultKind.Refused, "too_many_calls", "Too many calls wait already.")
            : new(ChannelFaultKind.CircuitOpen, "circuit_open", "The last calls failed; the next try follows in a while.");

    private static CircuitBreakerStrategyOptions<T> Breaker<T>(Func<T, ChannelFault?> faultOf) =>
        new()
        {
            FailureRatio = 0.8,
            MinimumThroughput = 8,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(10),
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } result && IsPassing(faultOf(result))),
        };

    /// <summary>What may be over with the next try.</summary>
    private static bool IsPassing(ChannelFault? fault) =>
        fault?.Kind is ChannelFaultKind.Unreachable or ChannelFaultKind.TimedOut or ChannelFaultKind.ServerFault;
}
