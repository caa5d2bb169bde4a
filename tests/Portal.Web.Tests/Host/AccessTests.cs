using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace FundPortal.Web.Tests.Host;

/// <summary>Row A8: nothing before the second factor.</summary>
public sealed class AccessTests
{
    /// <summary>What may be open to everybody, apart from static files; whoever adds one says so here.</summary>
    private static readonly string[] Open =
    [
        "health",
        "health/ready",
        "problem/{status:int}",
        "sign-in",
        "language",
        "set-up",
        "openapi/rpc",
        "index.php/openapi/rpc",
        // The reference's program, the same for everybody; the page and the document are not open.
        "api-reference/scalar.js",
        "api-reference/scalar.aspnetcore.js",
        "api-reference/favicon.svg",
    ];

    [Fact]
    public async Task A8_no_route_answers_without_a_session_or_with_a_password_alone()
    {
        await using var host = await PortalHost.StartAsync();
        var closed = Routes.Endpoints(host.App).Where(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null).ToArray();
        Assert.NotEmpty(closed);
        foreach (var path in closed.Select(Routes.Sample).Distinct(StringComparer.Ordinal))
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                foreach (var ticket in new[] { null, $"password-only {Guid.NewGuid():D}" })
                {
                    using var answer = await AskAsync(host, method, path, ticket);
                    Assert.True(
                        answer.StatusCode
                            is HttpStatusCode.Unauthorized
                                or HttpStatusCode.Forbidden
                                or HttpStatusCode.Redirect
                                or HttpStatusCode.MethodNotAllowed,
                        $"{method} {path} answered {(int)answer.StatusCode} to {ticket ?? "nobody"}"
                    );
                }
            }
        }
    }

    /// <summary>The APIs let an address guess only so often; then they are asked again when they say so.</summary>
    private static async Task<HttpResponseMessage> AskAsync(PortalHost host, HttpMethod method, string path, string? ticket)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(method, path);
            if (ticket is not null)
                request.Headers.Add(HeaderSession.Header, ticket);
            var answer = await host.Client.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                return answer;
            var pause = answer.Headers.RetryAfter!.Delta!.Value;
            answer.Dispose();
            await Task.Delay(pause);
        }
    }

    [Fact]
    public async Task A8_only_named_routes_and_static_files_are_open_to_everybody()
    {
        await using var host = await PortalHost.StartAsync();
        var open = Routes
            .Endpoints(host.App)
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .Select(e => e.RoutePattern.RawText!.Trim('/'))
            .Where(route =>
                !Open.Any(named =>
                    string.Equals(route, named, StringComparison.Ordinal) || route.StartsWith(named + "/", StringComparison.Ordinal)
                )
            )
            .ToArray();
        Assert.Empty(open);
    }

    [Fact]
    public async Task A_session_passes()
    {
        await using var host = await PortalHost.StartAsync(map: app => app.MapGet("/test/inside", () => "inside"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/inside");
        request.Headers.Add(HeaderSession.Header, HeaderSession.Of(await host.SignInAsync()));
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal("inside", await answer.Content.ReadAsStringAsync());
    }
}
