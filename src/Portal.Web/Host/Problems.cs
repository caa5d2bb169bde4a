using FundPortal.Application.Data;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FundPortal.Web.Host;

/// <summary>What people see when there is no page or something broke: the same plain page everywhere, with an id to quote, no details.</summary>
internal static class Problems
{
    private const string Path = "/problem";

    /// <summary>What <see cref="ProblemPage"/> says instead of the status alone.</summary>
    private const string KeysUnreadable = "KeysUnreadable";

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = $"{Path}/500",
                StatusCodeSelector = StatusOf,
                // A bad request is the sender's mistake, not an error of ours.
                SuppressDiagnosticsCallback = failed => StatusOf(failed.Exception) < StatusCodes.Status500InternalServerError,
                AllowStatusCode404Response = true,
                // What failed has used the request's services: a page cannot be rendered with them a second time.
                CreateScopeForErrors = true,
            }
        );
        app.UseStatusCodePagesWithReExecute($"{Path}/{{0}}", createScopeForStatusCodePages: true);
        app.Use(RefuseWithoutKeysAsync);
    }

    public static void MapProblems(this WebApplication app) =>
        app.Map($"{Path}/{{status:int}}", context => Answer(context).ExecuteAsync(context))
            .AllowAnonymous()
            // It shows and changes nothing, and must also answer for a form without a token.
            .DisableAntiforgery()
            .WithMetadata(new WorksWithoutKeys());

    private static RazorComponentResult<ProblemPage> Answer(HttpContext context)
    {
        var isReExecuted =
            context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        if (!isReExecuted)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        var special = HasLostKeys(context) ? KeysUnreadable : null;
        return new(
            new
            {
                Status = context.Response.StatusCode,
                RequestId = context.TraceIdentifier,
                Special = special,
            }
        )
        {
            StatusCode = context.Response.StatusCode,
            PreventStreamingRendering = true,
        };
    }

    /// <summary>A database restored without its keys: nobody can sign in, so the one thing to show is what is missing.</summary>
    private static Task RefuseWithoutKeysAsync(HttpContext context, RequestDelegate next)
    {
        if (!HasLostKeys(context) || context.GetEndpoint()?.Metadata.GetMetadata<WorksWithoutKeys>() is not null)
            return next(context);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static bool HasLostKeys(HttpContext context) => context.RequestServices.GetRequiredService<KeyRing>().HasLostKeys;

    /// <summary>A form that cannot be read (NUL, too many or too long fields) arrives as one of these exceptions, which are the sender's.</summary>
    private static int StatusOf(Exception error) =>
        error switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            InvalidDataException or AntiforgeryValidationException => StatusCodes.Status400BadRequest,
            { InnerException: { } inner } => StatusOf(inner),
            _ => StatusCodes.Status500InternalServerError,
        };
}

/// <summary>Metadata of endpoints that answer even when the key ring cannot be read.</summary>
internal sealed class WorksWithoutKeys;
