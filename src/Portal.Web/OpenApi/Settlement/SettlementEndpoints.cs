using FundPortal.Application.OpenApi.Windows;
using FundPortal.Domain;
using FundPortal.Domain.OpenApi;
using FundPortal.Web.Host;
using FundPortal.Web.OpenApi.Webhooks;
using Microsoft.Net.Http.Headers;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>The settlement API, version 1.</summary>
internal static class SettlementEndpoints
{
    public static void AddSettlementApi(this IServiceCollection services)
    {
        services.AddSingleton<CallProblems>();
        services.AddReference();
    }

    /// <summary>Called where everything that belongs to sessions comes after.</summary>
    public static void MapSettlementApi(this WebApplication app)
    {
        // Made now: it refuses what was signed before it was there.
        _ = app.Services.GetRequiredService<IReplayWindow>();
        app.UseMiddleware<SettlementPipeline>();
        AccountEndpoints.Map(app);
        TransactionEndpoints.Map(app);
        StatementEndpoints.Map(app);
        PaymentEndpoints.Map(app);
        WebhookEndpoints.Map(app);
        ReferenceEndpoints.Map(app);
    }

    /// <summary>One call of the API: who may make it, what it takes, and what answers it.</summary>
    /// <typeparam name="T">What the answer holds.</typeparam>
    /// <param name="answer">Answers, or says why not.</param>
    /// <param name="forms">Of the answer, where they are others than JSON and XML.</param>
    public static RouteHandlerBuilder MapCall<T>(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        CallRoute route,
        Func<SettlementCall, Task<Refusal?>> answer,
        IReadOnlyList<MediaTypeHeaderValue>? forms = null
    )
    {
        async Task AnswerAsync(HttpContext context)
        {
            var call = SettlementCall.Of(context);
            if (await answer(call) is { } refusal)
                await context.RequestServices.GetRequiredService<CallProblems>().WriteAsync(call, refusal);
        }
        var endpoint = routes.MapMethods(path, [method], (Delegate)AnswerAsync).WithMetadata(route, new HasCallLog()).WithName(route.Name);
        return route.Status == StatusCodes.Status204NoContent
            ? endpoint.Produces(route.Status)
            : endpoint.Produces<T>(
                route.Status,
                AnswerForms.Json.ToString(),
                [.. (forms ?? AnswerForms.Usual).Skip(1).Select(form => form.ToString())]
            );
    }
}
