using System.Text.Json.Nodes;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Web.Layout;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Localization;
using Microsoft.OpenApi;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>Tells of one call what its endpoint does not show by itself: headers, parameters, body, problems, examples.</summary>
internal sealed class ReferenceOperation(IStringLocalizer<ReferenceText> text, IStringLocalizer<CommonText> words)
    : IOpenApiOperationTransformer
{
    private const string ProblemType = "application/problem+json";
    private const string ProblemXmlType = "application/problem+xml";

    private static readonly string Types = string.Join(", ", TransactionEndpoints.Types.Skip(2));

    private static readonly string[] AlwaysPossible =
    [
        "request_invalid",
        CallProblems.ParameterInvalid,
        "key_unknown",
        "certificate_required",
        "timestamp_expired",
        "nonce_invalid",
        "nonce_reused",
        "signature_invalid",
        "client_disabled",
        "address_not_allowed",
        "permission_denied",
        "https_required",
        "not_acceptable",
        "rate_limited",
        "internal_error",
        "service_unavailable",
    ];

    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var description = context.Description;
        var route = description.ActionDescriptor.EndpointMetadata.OfType<CallRoute>().Single();
        var isChange = description.HttpMethod is not "GET";
        operation.Summary = text[$"{route.Name}_summary"];
        operation.Description = text[$"{route.Name}_text"];
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tag(description.RelativePath!), context.Document) };
        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ReferenceDocument.Scheme, context.Document)] = [] },
        ];
        operation.Parameters = [.. Parameters(route, description.RelativePath!, isChange)];
        if (route.Fields is { } fields)
            operation.RequestBody = Body(fields);
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemAnswer), null, cancellationToken);
        context.Document!.AddComponent("Problem", problem);
        TellFiles(operation);
        AddProblems(operation, context.Document, route);
        operation.AddExtension(
            "x-codeSamples",
            new JsonNodeExtension(ReferenceSamples.Of(description.HttpMethod!, "/" + description.RelativePath, route))
        );
    }

    private IEnumerable<IOpenApiParameter> Parameters(CallRoute route, string path, bool isChange)
    {
        if (path.Contains("{id}", StringComparison.Ordinal))
            yield return Parameter(
                ParameterLocation.Path,
                new("id", "uuid", "0199aaaa-0000-7000-8000-000000000001", IsRequired: true),
                "id"
            );
        foreach (var parameter in route.Parameters)
            yield return Parameter(ParameterLocation.Query, parameter, parameter.Name);
        yield return Parameter(ParameterLocation.Header, new("X-Timestamp", null, "1772416802", IsRequired: true), "timestamp");
        yield return Parameter(ParameterLocation.Header, new("X-Nonce", null, "0123456789abcdef0123456789abcdef", isChange), "nonce");
        yield return Parameter(
            ParameterLocation.Header,
            new("X-Signature", null, "0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f", IsRequired: true),
            "signature"
        );
        if (route.IsIdempotent)
            yield return Parameter(
                ParameterLocation.Header,
                new("Idempotency-Key", null, "order-2026-118", IsRequired: true),
                "idempotencyKey"
            );
    }

    private OpenApiParameter Parameter(ParameterLocation place, CallParameter parameter, string key)
    {
        var isNumber = parameter.Format is "integer";
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = place,
            Required = parameter.IsRequired,
            Description = text["parameter_" + key, Types],
            Schema = new OpenApiSchema
            {
                Type = isNumber ? JsonSchemaType.Integer : JsonSchemaType.String,
                Format = isNumber ? "int32" : parameter.Format,
            },
            Example = isNumber
                ? JsonValue.Create(int.Parse(parameter.Example, System.Globalization.CultureInfo.InvariantCulture))
                : JsonValue.Create(parameter.Example),
        };
    }

    private OpenApiRequestBody Body(IReadOnlyList<CallField> fields)
    {
        var example = new JsonObject();
        foreach (var field in fields.Where(field => field.IsInExample))
            example[field.Name] = field.Example;
        OpenApiMediaType Form(JsonNode? shown) =>
            new()
            {
                Example = shown,
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalPropertiesAllowed = false,
                    Xml = new OpenApiXml { Name = "request" },
                    Required = fields.Where(field => field.IsRequired).Select(field => field.Name).ToHashSet(StringComparer.Ordinal),
                    Properties = fields.ToDictionary(
                        field => field.Name,
                        IOpenApiSchema (field) =>
                            new OpenApiSchema
                            {
                                Type = JsonSchemaType.String,
                                MaxLength = field.MaxLength,
                                Description = text["field_" + field.Name],
                                Examples = [JsonValue.Create(field.Example)],
                            },
                        StringComparer.Ordinal
                    ),
                },
            };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = Form(example),
                ["application/xml"] = Form(null),
            },
        };
    }

    private void AddProblems(OpenApiOperation operation, OpenApiDocument document, CallRoute route)
    {
        var codes = AlwaysPossible.Concat(route.Problems);
        if (route.Fields is not null)
            codes = codes.Concat(["body_malformed", "body_too_large", "media_type_unsupported"]);
        operation.Responses ??= [];
        foreach (
            var group in codes
                .GroupBy(code => CallProblems.Statuses.GetValueOrDefault(code, StatusCodes.Status409Conflict))
                .OrderBy(group => group.Key)
        )
        {
            var response = new OpenApiResponse
            {
                Description = string.Join("\n", group.Select(code => $"- `{code}`: {Words(code)}")),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [ProblemType] = new()
                    {
                        Schema = new OpenApiSchemaReference("Problem", document),
                        Example = new JsonObject
                        {
                            ["type"] = "urn:fundportal:problem:" + group.First(),
                            ["title"] = Words(group.First()),
                            ["status"] = group.Key,
                            ["detail"] = Words(group.First()),
                            ["code"] = group.First(),
                            ["requestId"] = "0HNQ9JR6CU5C5:00000001",
                        },
                    },
                    [ProblemXmlType] = new() { Schema = new OpenApiSchemaReference("Problem", document) },
                },
            };
            if (group.Key == StatusCodes.Status429TooManyRequests)
                response.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    ["Retry-After"] = new OpenApiHeader
                    {
                        Description = text["retryAfter"],
                        Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                    },
                };
            operation.Responses[group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)] = response;
        }
    }

    private string Words(string code) => words["Refusal_" + code, code is "body_too_large" ? CallBody.MaxBytes : "n"];

    /// <summary>Files have no schema.</summary>
    private static void TellFiles(OpenApiOperation operation)
    {
        foreach (
            var content in operation.Responses!.Values.Select(response => response.Content).OfType<IDictionary<string, OpenApiMediaType>>()
        )
        {
            foreach (var form in content.Keys.Where(form => form is not ("application/json" or "application/xml")).ToArray())
                content[form] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                };
        }
    }

    private static string Tag(string path) => path.Split('/')[1] is var part && part is "account" ? "accounts" : part;
}
