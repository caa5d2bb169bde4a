using FundPortal.Web.Host.Circuits;
using Microsoft.AspNetCore.Antiforgery;

namespace FundPortal.Web.Host;

/// <summary>
/// Whoever changes something over HTTP shows the form's token. ASP.NET Core asks for it only where it binds a form, and leaves it to the
/// endpoint what to do without; here it is asked for at every endpoint that does not say otherwise, and a wrong one is a bad request
/// everywhere. The hub has its own door (<see cref="CircuitGate"/>).
/// </summary>
internal static class FormGuard
{
    public static void UseFormGuard(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                var method = context.Request.Method;
                var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
                var asksByItself = context.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>() is not null;
                var isWrong = context.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false };
                if (
                    isSafe
                    || (asksByItself && !isWrong)
                    || context.GetEndpoint() is null
                    || context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
                    || (!isWrong && await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
                )
                    await next(context);
                else
                    context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
        );
}
