using Microsoft.AspNetCore.StaticAssets;

namespace FundPortal.Web.Host;

/// <summary>
/// One line for each request: method, path, status, time, id. Never the query, a header or a body, where secrets can be; and the path as
/// it was encoded on the wire, so that it stays one line.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, TimeProvider clock, ILogger<RequestLog> log)
{
    private const int LongestPath = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        var start = clock.GetTimestamp();
        // Errors are handled inside; later steps may rewrite the path.
        var path = context.Request.Path.ToUriComponent();
        await next(context);
        var metadata = context.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<StaticAssetDescriptor>() is not null || metadata?.GetMetadata<HasCallLog>() is not null)
            return;
        log.LogInformation(
            "{Method} {Path} {Status} in {Milliseconds:0} ms, request {RequestId}",
            context.Request.Method,
            path.Length > LongestPath ? path[..LongestPath] : path,
            context.Response.StatusCode,
            clock.GetElapsedTime(start).TotalMilliseconds,
            context.TraceIdentifier
        );
    }
}

/// <summary>Metadata of endpoints whose calls stand in the call log, one by one.</summary>
internal sealed class HasCallLog;
