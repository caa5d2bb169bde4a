using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FundPortal.Web.Host;

/// <summary>What people see when there is no page or something broke: the same plain page everywhere, with an id to quote, no details.</summary>
internal static class Problems
{
    private const string Path = "/problem";

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
    }

    public static void MapProblems(this WebApplication app) =>
        app.Map($"{Path}/{{status:int}}", (HttpContext context) => Answer(context))
            .AllowAnonymous()
            // It shows and changes nothing, and must also answer for a form without a token.
            .DisableAntiforgery();

    private static RazorComponentResult<ProblemPage> Answer(HttpContext context)
    {
        var isReExecuted =
            context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
        if (!isReExecuted)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        return new(new { Status = context.Response.StatusCode, RequestId = context.TraceIdentifier })
        {
            StatusCode = context.Response.StatusCode,
            PreventStreamingRendering = true,
        };
    }

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
