using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using FundPortal.Application.Data;
using FundPortal.Application.OpenApi.Calls;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Template;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>
/// Everything below <c>/v1</c>, from the first byte to the line in the call log. It stands before sessions, cookies, redirects and form
/// tokens, so none of them touches a call, and it runs the endpoint itself.
/// </summary>
internal sealed partial class SettlementPipeline(
    RequestDelegate next,
    CallGate gate,
    CallLog log,
    CallProblems problems,
    KeyRing keys,
    EndpointDataSource routes,
    TimeProvider clock,
    IHostEnvironment environment,
    ILogger<SettlementPipeline> logger
)
{
    private const string Root = "/v1";

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase) ? AnswerAsync(context) : next(context);

    private async Task AnswerAsync(HttpContext context)
    {
        var (at, start) = (clock.GetUtcNow().UtcDateTime, clock.GetTimestamp());
        var call = new SettlementCall(context);
        context.Features.Set(call);
        var target = RawTarget.Of(context);
        try
        {
            if (await AdmitAsync(call, target) is { } refusal)
                await problems.WriteAsync(call, refusal);
            else
                await context.GetEndpoint()!.RequestDelegate!(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            call.Code = "aborted";
        }
        catch (BadHttpRequestException error) when (!context.Response.HasStarted)
        {
            var isLarge = error.StatusCode == StatusCodes.Status413PayloadTooLarge;
            await problems.WriteAsync(call, isLarge ? CallRefusals.BodyTooLarge : CallRefusals.RequestInvalid);
        }
        catch (SharedMemoryAwayException error)
        {
            Failed(error, context.TraceIdentifier);
            await FailAsync(call, CallRefusals.Unavailable);
        }
        catch (Exception error)
        {
            Failed(error, context.TraceIdentifier);
            await FailAsync(call, CallRefusals.InternalError);
        }
        await LogAsync(CallLogLine.Of(call, target.Query, at, clock.GetElapsedTime(start)));
    }

    /// <returns>Null when the endpoint may run.</returns>
    private async Task<Refusal?> AdmitAsync(SettlementCall call, RawTarget target)
    {
        var context = call.Context;
        if (keys.HasLostKeys)
            return CallRefusals.Unavailable;
        // Behind a proxy this is what the proxy says of its own connection.
        if (!context.Request.IsHttps && !environment.IsDevelopment())
            return CallRefusals.HttpsRequired;
        var heads = await HeadsAsync(context, target);
        var caller = await gate.IdentifyAsync(heads, call.Ct);
        if (caller.Refusal is { } stranger)
            return stranger;
        call.Client = caller.Value.Client;
        if (!target.IsPlain)
            return Refusal.Invalid("path", "path_form");
        var body = await ReadBodyAsync(context);
        if (body is null)
            return CallRefusals.BodyTooLarge;
        var proven = await gate.ProveAsync(caller.Value, SHA256.HashData(body), call.Ct);
        if (proven.Refusal is { } unproven)
            return unproven;
        call.Proven = proven.Value;
        if (context.GetEndpoint()?.Metadata.GetMetadata<CallRoute>() is not { } route)
            return NoRoute(context);
        if (route.Permission is { } permission && !call.Client.May(permission))
            return CallRefusals.PermissionDenied;
        return TakeParameters(call, route, body);
    }

    private static Refusal? TakeParameters(SettlementCall call, CallRoute route, byte[] body)
    {
        foreach (var name in call.Proven!.Query.Values.Keys)
        {
            if (!route.Parameters.Any(known => string.Equals(known.Name, name, StringComparison.Ordinal)))
                return Refusal.Invalid(name, "parameter_unknown");
        }
        if (route.Fields is not { } fields)
            return body.Length == 0 ? null : Refusal.Invalid("body", "body_unexpected");
        var read = CallBody.Read(body, call.Context.Request.ContentType, fields);
        if (read.Refusal is { } wrong)
            return wrong;
        call.Fields = read.Value;
        return null;
    }

    /// <summary>Wrong method or wrong address: routing alone would take pages of the portal for an answer.</summary>
    private Refusal NoRoute(HttpContext context)
    {
        var methods = routes
            .Endpoints.OfType<RouteEndpoint>()
            .Where(known => known.Metadata.GetMetadata<CallRoute>() is not null && IsOf(known, context.Request.Path))
            .SelectMany(known => known.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .ToArray();
        if (methods.Length == 0)
            return CallRefusals.RouteUnknown;
        context.Response.Headers.Allow = methods;
        return CallRefusals.MethodNotAllowed;
    }

    private static bool IsOf(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(path, []);

    private async Task<CallHeads> HeadsAsync(HttpContext context, RawTarget target)
    {
        var headers = context.Request.Headers;
        string? One(string name) => headers[name] is [{ } value] ? value : null;
        return new CallHeads(
            context.Request.Method,
            target.Path,
            target.Query,
            context.Connection.RemoteIpAddress,
            await ClientCertificates.HashOfAsync(context, clock.GetUtcNow().UtcDateTime, context.RequestAborted),
            One("Authorization"),
            One("X-Timestamp"),
            headers.ContainsKey("X-Nonce") ? One("X-Nonce") ?? "" : null,
            One("X-Signature"),
            One("Idempotency-Key")
        );
    }

    /// <returns>Null when it is longer than a body may be.</returns>
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return [];
        if (context.Request.ContentLength > CallBody.MaxBytes)
            return null;
        // More than is read here: at its own limit the server would cut the connection, and the caller might never see the answer.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = 2 * CallBody.MaxBytes;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > CallBody.MaxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task FailAsync(SettlementCall call, Refusal why)
    {
        call.Code = why.Code;
        if (call.Context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            call.Context.Abort();
            return;
        }
        call.Context.Response.Clear();
        await problems.WriteAsync(call, why);
    }

    private async Task LogAsync(Domain.OpenApi.ApiCall line)
    {
        try
        {
            await log.WriteAsync(line, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            // The portal has stopped; the program's own log has the call.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A call of the settlement API failed, request {RequestId}.")]
    private partial void Failed(Exception error, string requestId);
}

/// <summary>The request line's target as it came over the wire.</summary>
/// <param name="Query">Without the question mark.</param>
internal sealed record RawTarget(string Path, string Query)
{
    private const string Plain = "/-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly System.Buffers.SearchValues<char> PlainSigns = System.Buffers.SearchValues.Create(Plain);

    /// <summary>No address of the API needs percent signs, dots or empty parts; with them one could mean two things.</summary>
    public bool IsPlain =>
        !Path.AsSpan().ContainsAnyExcept(PlainSigns) && !Path.Contains("//", StringComparison.Ordinal) && !Path.EndsWith('/');

    public static RawTarget Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? new(target, "") : new(target[..mark], target[(mark + 1)..]);
    }
}
