using System.Net;
using System.Text.Json;
using FundPortal.Web.Tests.Host;
using Microsoft.AspNetCore.Routing;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>The OpenAPI document tells what is served, all of it and nothing else, and its page works without the internet.</summary>
public sealed class ReferenceTests
{
    private const string Document = "/openapi/settlement-v1.json";

    [Fact]
    public async Task Every_route_stands_in_the_document_and_the_other_way_round()
    {
        await using var host = await PortalHost.StartAsync();
        var told = (await ReadAsync(host, Document, "en"))
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(call => $"{call.Name.ToUpperInvariant()} {path.Name}"))
            .Order(StringComparer.Ordinal);
        var mapped = Routes
            .Endpoints(host.App)
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}")
            )
            .Order(StringComparer.Ordinal);
        Assert.Equal(mapped, told);
        Assert.Contains("GET /v1/accounts/{id}/transactions", told, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("en", "Settlement API")]
    [InlineData("zh-CN", "资金结算 API")]
    public async Task The_document_is_OpenAPI_3_1_complete_and_in_the_reader_s_language(string language, string title)
    {
        await using var host = await PortalHost.StartAsync();
        var document = await ReadAsync(host, Document, language);
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal(title, document.GetProperty("info").GetProperty("title").GetString());
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject())
            {
                var (name, what) = ($"{call.Name} {path.Name}", call.Value);
                Assert.True(Words(what, "summary") && Words(what, "description"), name);
                var parameters = what.GetProperty("parameters").EnumerateArray().ToArray();
                Assert.All(parameters, parameter => Assert.True(Words(parameter, "description"), $"{name}: {parameter}"));
                Assert.Contains(parameters, parameter => parameter.GetProperty("name").GetString() is "X-Signature");
                var responses = what.GetProperty("responses");
                foreach (var status in new[] { "400", "401", "403", "406", "429", "500", "503" })
                    Assert.True(responses.TryGetProperty(status, out _), $"{name}: {status}");
                Assert.True(responses.GetProperty("429").GetProperty("headers").TryGetProperty("Retry-After", out _));
                if (responses.EnumerateObject().First(r => r.Name[0] == '2') is { Name: not "204" } good)
                    Assert.True(good.Value.GetProperty("content").TryGetProperty("application/xml", out _), name);
                var samples = what.GetProperty("x-codeSamples")
                    .EnumerateArray()
                    .Select(sample => sample.GetProperty("lang").GetString()!)
                    .ToArray();
                // Subscriptions are made once, by hand.
                string[] expected = path.Name.Contains("webhooks", StringComparison.Ordinal)
                    ? ["shell"]
                    : ["shell", "python", "php", "java", "csharp"];
                Assert.Equal(expected, samples, StringComparer.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_page_and_all_it_loads_come_from_the_portal_and_only_to_people_who_are_signed_in()
    {
        await using var host = await PortalHost.StartAsync();
        foreach (var path in new[] { "/api-reference", Document })
        {
            using var stranger = await host.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        }
        var (page, policy) = await TextAsync(host, "/api-reference/", "en");
        Assert.Contains("script-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.Contains("settlement-v1", page, StringComparison.Ordinal);
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        Assert.Contains($"nonce=\"{nonce}\"", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    private static bool Words(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && value.GetString() is { Length: > 1 } text
        && !text.StartsWith("parameter_", StringComparison.Ordinal)
        && !text.EndsWith("_summary", StringComparison.Ordinal)
        && !text.EndsWith("_text", StringComparison.Ordinal);

    private static async Task<JsonElement> ReadAsync(PortalHost host, string path, string language) =>
        JsonDocument.Parse((await TextAsync(host, path, language)).Text).RootElement;

    private static async Task<(string Text, string Policy)> TextAsync(PortalHost host, string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(HeaderSession.Header, HeaderSession.Of(await host.SignInAsync()));
        request.Headers.Add("Accept-Language", language);
        using var answer = await host.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{answer.StatusCode} {text}");
        return (text, answer.Headers.GetValues("Content-Security-Policy").First());
    }
}
