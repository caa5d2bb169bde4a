using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Host;

/// <summary>Every route the host knows, with a sample value in each place.</summary>
internal static class Routes
{
    public static IEnumerable<string> Of(IEndpointRouteBuilder app) => Endpoints(app).Select(Sample).Distinct(StringComparer.Ordinal);

    public static IEnumerable<RouteEndpoint> Endpoints(IEndpointRouteBuilder app) =>
        app.ServiceProvider.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public static string Sample(RouteEndpoint endpoint) =>
        "/"
        + string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part =>
                        part switch
                        {
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
                            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => Value(parameter),
                            _ => "x",
                        }
                    )
                )
            )
        );

    private static string Value(Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter) =>
        parameter.ParameterPolicies.Any(policy => string.Equals(policy.Content, "guid", StringComparison.OrdinalIgnoreCase))
            ? "0199aaaa-0000-7000-8000-000000000001"
            : "404";
}
