using System.Net;

namespace FundPortal.Sdk;

/// <summary>Everything that can go wrong with a call.</summary>
public sealed class FundPortalException : Exception
{
    internal FundPortalException(
        string code,
        string message,
        HttpStatusCode? status = null,
        string? requestId = null,
        TimeSpan? retryAfter = null,
        Exception? inner = null
    )
        : base($"{code}: {message}", inner)
    {
        Code = code;
        Status = status;
        RequestId = requestId;
        RetryAfter = retryAfter;
    }

    /// <summary>
    /// The API's own (<c>1003</c>, <c>signature_invalid</c>), or <c>timeout</c>, <c>network</c> or <c>http_502</c> when the API said
    /// nothing itself.
    /// </summary>
    public string Code { get; }

    /// <summary>Null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>Stands in the portal's call log.</summary>
    public string? RequestId { get; }

    /// <summary>When the server told it.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Of a payment; file it again with this key, never with a new one.</summary>
    public string? IdempotencyKey { get; internal set; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool MayPass =>
        Code is "timeout" or "network" or "429" or "500"
        || Status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.InternalServerError
                or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.GatewayTimeout;
}
