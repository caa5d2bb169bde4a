using System.Net;
using System.Text;
using FundPortal.Application.Data;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Host;

/// <summary>What the host makes of requests that are wrong, large or forged.</summary>
public sealed class RequestTests
{
    [Theory]
    [InlineData("a=1%00")]
    [InlineData("a%00b=1")]
    [InlineData("a=%FF%FE")]
    [InlineData("many")]
    [InlineData("long")]
    public async Task A_form_that_cannot_be_read_is_the_senders_mistake_and_never_an_error_of_ours(string form)
    {
        var body = form switch
        {
            "many" => string.Join('&', Enumerable.Range(0, 2000).Select(i => $"k{i}=v")),
            "long" => "a=" + new string('x', 20_000),
            _ => form,
        };
        await using var host = await PortalHost.StartAsync(map: Map);
        using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await host.Client.PostAsync("/test/form", content);
        Assert.InRange((int)answer.StatusCode, 200, 499);
        Assert.DoesNotContain(host.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_with_413()
    {
        await using var host = await PortalHost.StartAsync(map: Map);
        using var content = new StringContent("a=" + new string('x', 70_000), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await host.Client.PostAsync("/test/form", content);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task TRACE_is_off_and_the_server_has_no_name()
    {
        await using var host = await PortalHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Trace, "/health");
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("zh-CN", "系统出错")]
    [InlineData("en", "Something broke")]
    public async Task An_error_shows_its_id_and_no_details_in_the_persons_language(string language, string title)
    {
        await using var host = await PortalHost.StartAsync(map: Map);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/boom");
        request.Headers.Add("Accept-Language", language);
        using var answer = await host.Client.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.DoesNotContain("secret inside", page, StringComparison.Ordinal);
        Assert.Contains(answer.Headers.GetValues("X-Request-Id").Single(), page, StringComparison.Ordinal);
        Assert.Contains(title, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains(host.Log.All, line => line.Contains("secret inside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_does_not_exist_is_404_for_people_who_are_signed_in_and_sign_in_for_others()
    {
        await using var host = await PortalHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/no-such-page");
        request.Headers.Add(HeaderSession.Header, HeaderSession.Of(await host.SignInAsync()));
        using var known = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, known.StatusCode);
        Assert.Contains("404", await known.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await host.Client.GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [Fact]
    public async Task Forwarded_headers_count_only_from_configured_proxies()
    {
        await using var open = await PortalHost.StartAsync(map: Map);
        Assert.Equal("http 127.0.0.1", await SeenAsync(open));
        await using var behind = await PortalHost.StartAsync(
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Proxy:KnownProxies"] = "127.0.0.1" },
            map: Map
        );
        Assert.Equal("https 203.0.113.9", await SeenAsync(behind));
        await using var elsewhere = await PortalHost.StartAsync(
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["Proxy:KnownNetworks"] = "10.0.0.0/8" },
            map: Map
        );
        Assert.Equal("http 127.0.0.1", await SeenAsync(elsewhere));

        static async Task<string> SeenAsync(PortalHost host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/test/seen");
            request.Headers.Add("X-Forwarded-For", "203.0.113.9");
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await host.Client.SendAsync(request);
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task I5_the_request_log_has_no_query_and_no_second_line()
    {
        await using var host = await PortalHost.StartAsync();
        using var answer = await host.Client.GetAsync("/x%0d%0aforged%1b[31m?code=CANARY-QUERY");
        Assert.DoesNotContain(
            host.Log.All,
            line =>
                line.Contains("CANARY-QUERY", StringComparison.Ordinal)
                && !line.StartsWith("Trace", StringComparison.Ordinal)
                && !line.StartsWith("Debug", StringComparison.Ordinal)
                && !line.Contains("Hosting.Diagnostics", StringComparison.Ordinal)
        );
        var own = Assert.Single(host.Log.All, line => line.Contains("RequestLog", StringComparison.Ordinal));
        Assert.DoesNotContain(own, char.IsControl);
    }

    [Fact]
    public async Task Health_says_ok_while_the_database_answers_and_nothing_more_when_it_does_not()
    {
        await using var host = await PortalHost.StartAsync();
        Assert.Equal("ok", await host.Client.GetStringAsync("/health"));
        Assert.Equal("ok", await host.Client.GetStringAsync("/health/ready"));
        await host.Database.UseAsync(async db =>
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(
                db.Database,
                "DROP TABLE \"AuditHead\""
            );
            return 0;
        });
        await Task.Delay(1100);
        using var answer = await host.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("unavailable", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_that_breaks_while_it_is_rendered_still_gives_the_error_page()
    {
        await using var host = await PortalHost.StartAsync(map: Map);
        using var answer = await host.Client.GetAsync("/test/broken-page");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("系统出错", WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A1_without_the_keys_every_page_names_what_is_missing_and_health_says_not_ready()
    {
        await using var host = await PortalHost.StartAsync();
        await host.Database.UseAsync(async db =>
        {
            var key = db.DataProtectionKeys.Single();
            key.Xml = key.Xml!.Replace("<value>", "<value>AAAA", StringComparison.Ordinal);
            return await db.SaveChangesAsync();
        });
        await using var restored = PortalHost.BuildOn(host.Database);
        Assert.False(restored.Services.GetRequiredService<KeyRing>().Open());
        await restored.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(restored.Urls.First()) };
        using var page = await client.GetAsync("/sign-in");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("keys_unreadable", WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal("ok", await client.GetStringAsync("/health"));
        using var ready = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Fact]
    public async Task C1_an_interactive_page_may_have_inline_styles_but_scripts_only_with_the_nonce()
    {
        await using var host = await PortalHost.StartAsync(map: Map);
        using var answer = await host.Client.GetAsync("/test/interactive");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.EndsWith("style-src 'self' 'unsafe-inline'", policy, StringComparison.Ordinal);
        Assert.Matches("script-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='; style", policy);
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/test/form", async (HttpContext context) => (await context.Request.ReadFormAsync()).Count)
            .AllowAnonymous()
            .DisableAntiforgery();
        app.MapGet("/test/broken-page", () => new RazorComponentResult<BrokenPage>()).AllowAnonymous();
        app.MapGet("/test/interactive", () => "page").AllowAnonymous().WithMetadata(new ComponentTypeMetadata(typeof(BrokenPage)));
        app.MapGet("/test/boom", string () => throw new InvalidOperationException("secret inside")).AllowAnonymous();
        app.MapGet("/test/seen", (HttpContext context) => $"{context.Request.Scheme} {context.Connection.RemoteIpAddress}")
            .AllowAnonymous();
    }

    private sealed class BrokenPage : ComponentBase
    {
        [Inject]
        public NavigationManager Navigation { get; set; } = null!;

        protected override void OnInitialized() => throw new InvalidOperationException(Navigation.Uri);
    }
}
