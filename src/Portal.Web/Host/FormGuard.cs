using FundPortal.Web.Host.Circuits;
using Microsoft.AspNetCore.Antiforgery;

namespace FundPortal.Web.Host;

/// <summary>
/// Whoever changes something over HTTP shows the form's token. ASP.NET Core asks for it only where it binds a form, and leaves it to the
/// endpoint what to do without; here it is asked for at every endpoint that does not say otherwise, and without it comes the same bad
/// request everywhere. The hub has its own door (<see cref="CircuitGate"/>).
/// </summary>
internal static class FormGuard
{
    public static void UseFormGuard(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var method = context.Request.Method;
                var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
                if (
                    isSafe
                    || context.GetEndpoint() is not { } endpoint
                    || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
                    || await ShowsTokenAsync(context, endpoint)
                )
                    await next(context);
                else
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
        );

    private static async Task<bool> ShowsTokenAsync(HttpContext context, Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>() switch
        {
            null => await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context),
            { RequiresValidation: true } => context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false },
            // The page that says what was wrong wants none: it is asked with the very request that was refused.
            _ => true,
        };
}
