using System.Text.Json.Serialization;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>The OpenAPI document of the settlement API and the page that shows it; for whoever is signed in.</summary>
internal static class ReferenceEndpoints
{
    public const string Document = "settlement-v1";
    public const string Page = "/api-reference";

    private const string DocumentRoute = "/openapi/{documentName}.json";

    public static void AddReference(this IServiceCollection services)
    {
        // Otherwise the document would say that whole numbers may also be texts.
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.AddOpenApi(
            Document,
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.ShouldInclude = call => call.ActionDescriptor.EndpointMetadata.OfType<CallRoute>().Any();
                options.AddOperationTransformer<ReferenceOperation>();
                options.AddDocumentTransformer<ReferenceDocument>();
            }
        );
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi(DocumentRoute);
        // Everything the page needs comes from the portal: no fonts, telemetry or helpers of others.
        routes
            .MapScalarApiReference(
                Page,
                (options, context) =>
                {
                    options.Title = "FundPortal API";
                    options.OpenApiRoutePattern = DocumentRoute;
                    options.Nonce = context.RequestServices.GetRequiredService<CspNonce>().Value;
                    options.AddDocument(Document);
                    options.DisableDefaultFonts();
                    options.DisableTelemetry();
                    options.DisableAgent();
                    options.DisableMcp();
                    // A browser cannot sign; the examples can.
                    options.HideTestRequestButton();
                    options.HideClientButton();
                    options.HideDeveloperTools();
                }
            )
            .WithMetadata(new WritesItsOwnStyles());
    }
}
