using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FundPortal.Web.Tests.Host;

/// <summary>Row C3: nothing is changed over HTTP without the form's token.</summary>
public sealed class FormGuardTests
{
    [Fact]
    public async Task C3_a_change_without_a_token_or_with_somebody_elses_is_refused_with_400()
    {
        await using var host = await PortalHost.StartAsync(map: Map);
        var (mine, other) = (HeaderSession.Of(await host.SignInAsync("mine")), HeaderSession.Of(await host.SignInAsync("other")));
        var (cookie, token) = await TokenAsync(host, mine);
        var (_, foreign) = await TokenAsync(host, other);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, mine, cookie, token));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, mine, cookie, token: null));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, mine, cookie: null, token));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, mine, cookie, foreign));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(host, mine, cookie, "CfDJ8broken"));
    }

    [Fact]
    public async Task B2_the_form_cookie_is_bound_to_the_host_and_cannot_be_read_by_scripts()
    {
        await using var host = await PortalHost.StartAsync("Production", map: Map);
        var (cookie, _) = await TokenAsync(host, HeaderSession.Of(await host.SignInAsync()), whole: true);
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/test/token", (HttpContext context, IAntiforgery forms) => forms.GetAndStoreTokens(context).RequestToken);
        app.MapPost("/test/change", () => "changed");
    }

    private static async Task<(string Cookie, string Token)> TokenAsync(PortalHost host, string session, bool whole = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/test/token");
        request.Headers.Add(HeaderSession.Header, session);
        using var answer = await host.Client.SendAsync(request);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        return (whole ? cookie : cookie.Split(';')[0], await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> PostAsync(PortalHost host, string session, string? cookie, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/test/change");
        request.Headers.Add(HeaderSession.Header, session);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        var fields = token is null ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { ["__RequestVerificationToken"] = token };
        request.Content = new FormUrlEncodedContent(fields);
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
