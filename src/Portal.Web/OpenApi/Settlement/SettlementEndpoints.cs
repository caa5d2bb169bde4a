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
    public static IEndpointConventionBuilder MapCall<T>(
        this IEndpointRouteBuilder routes,
        string method,
        string path,
        CallRoute route,
        Func<SettlementCall, Task<Refusal?>> answer,
        IReadOnlyList<MediaTypeHeaderValue>? forms = null
    )
    {
        RequestDelegate handle = async context =>
        {
            var call = SettlementCall.Of(context);
            if (await answer(call) is { } refusal)
                await context.RequestServices.GetRequiredService<CallProblems>().WriteAsync(call, refusal);
        };
        var answers =
            route.Status == StatusCodes.Status204NoContent
                ? new ProducesResponseTypeMetadata(route.Status, typeof(void))
                : new ProducesResponseTypeMetadata(
                    route.Status,
                    typeof(T),
                    [AnswerForms.Json.ToString(), .. (forms ?? AnswerForms.Usual).Skip(1).Select(form => form.ToString())]
                );
        // The document lists endpoints that name their method.
        return routes.MapMethods(path, [method], handle).WithName(route.Name).WithMetadata(route, new HasCallLog(), answers, handle.Method);
    }
}
