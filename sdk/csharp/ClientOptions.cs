namespace FundPortal.Sdk;

/// <summary>How calls are made.</summary>
public sealed record ClientOptions
{
    /// <summary>Of one attempt, the answer's body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a read or a payment is tried.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Another way to send, such as through a proxy. It must verify certificates and follow no redirect.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Clock of timestamps and waiting.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
