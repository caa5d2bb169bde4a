using System.Security.Claims;

namespace FundPortal.Web.Host.Circuits;

/// <summary>
/// The door of <c>/_blazor</c>: only from our own pages (403), only with a session that has its second factor (401), only so many (429),
/// and only over WebSockets, so that a connection is something that can be counted and cut.
/// </summary>
internal sealed class CircuitGate(RequestDelegate next, CircuitRegistry registry, TimeProvider clock)
{
    /// <summary>Claims of this connection alone, for <see cref="CircuitGuard"/>: a circuit must not ask an HttpContext later.</summary>
    internal const string SocketClaim = "portal:socket";

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase, out var rest))
        {
            await next(context);
            return;
        }
        var isSocket = context.WebSockets.IsWebSocketRequest;
        if (!IsOwnOrigin(context.Request, mustBeNamed: isSocket))
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "foreign origin");
        else if (context.User.SessionId() is not { } session || context.User.PersonId() is not { } person)
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "sign in first");
        else if (isSocket)
            await HoldAsync(context, session, person);
        else if (!rest.HasValue)
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "WebSocket wanted");
        else
            await next(context);
    }

    private async Task HoldAsync(HttpContext context, Guid session, Guid person)
    {
        var socket = new OpenSocket(session, person, context.Connection.RemoteIpAddress?.ToString(), context.Abort, clock.GetUtcNow());
        if (!registry.TryAdd(socket))
        {
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests, "too many open pages");
            return;
        }
        try
        {
            context.Items[typeof(OpenSocket)] = socket;
            context.User.AddIdentity(new ClaimsIdentity([new Claim(SocketClaim, socket.Id.ToString("D"))]));
            await next(context);
        }
        finally
        {
            registry.Remove(socket);
        }
    }

    /// <summary>Browsers name the origin of every WebSocket and every POST; a page of another site cannot forge it.</summary>
    private static bool IsOwnOrigin(HttpRequest request, bool mustBeNamed)
    {
        var named = request.Headers.Origin;
        return named.Count == 0
            ? !mustBeNamed
            : named.Count == 1 && string.Equals(named[0], $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}
