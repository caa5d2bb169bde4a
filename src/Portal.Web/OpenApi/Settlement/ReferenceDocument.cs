using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Localization;
using Microsoft.OpenApi;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>What holds for the whole API: how to sign, limits, problems.</summary>
internal sealed class ReferenceDocument(IStringLocalizer<ReferenceText> text) : IOpenApiDocumentTransformer
{
    public const string Scheme = "apiKey";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = text["Title"],
            Version = "1.0.0",
            Description = $"{text["Introduction"]}\n\n{text["Sandbox"]}",
        };
        document.AddComponent<IOpenApiSecurityScheme>(
            Scheme,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = text["Signing"],
            }
        );
        document.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "accounts", Description = text["tag_accounts"] },
            new() { Name = "payments", Description = text["tag_payments"] },
            new() { Name = "webhooks", Description = text["tag_webhooks"] },
        };
        return Task.CompletedTask;
    }
}
