using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Host;

/// <summary>Rows C1, C2, C4: the headers of every answer.</summary>
public sealed partial class HeaderTests
{
    [Fact]
    public async Task C2_every_route_answers_with_all_security_headers_also_404_500_static_and_refusals()
    {
        await using var host = await PortalHost.StartAsync("Production", map: app => app.MapGet("/test/boom", Boom).AllowAnonymous());
        var session = HeaderSession.Of(await host.SignInAsync());
        foreach (var path in Routes.Of(host.App).Append("/no-such-page").Append("/test/boom").Append("/_blazor"))
        {
            foreach (var header in new[] { null, session })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (header is not null)
                    request.Headers.Add(HeaderSession.Header, header);
                using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                Assert.True(Missing(answer).Count == 0, $"{path} ({(int)answer.StatusCode}) lacks {string.Join(", ", Missing(answer))}");
            }
        }
    }

    [Fact]
    public async Task C1_a_page_has_the_verified_policy_with_a_new_nonce_each_time_and_static_answers_a_strict_one()
    {
        await using var host = await PortalHost.StartAsync();
        var strict = Policy(await host.Client.GetAsync("/health"));
        Assert.False(strict.Contains("unsafe", StringComparison.Ordinal));
        Assert.Contains("frame-ancestors 'none'", strict, StringComparison.Ordinal);
        var nonces = new[] { strict, Policy(await host.Client.GetAsync("/health")) }
            .Select(policy => Nonce().Match(policy).Groups["nonce"].Value)
            .ToArray();
        Assert.Distinct(nonces, StringComparer.Ordinal);
        Assert.All(nonces, nonce => Assert.Equal(24, nonce.Length));
    }

    [Fact]
    public async Task C2_http_has_no_hsts_and_development_neither()
    {
        await using var host = await PortalHost.StartAsync();
        using var answer = await host.Client.GetAsync("/health");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task C2_files_may_be_kept_and_everything_else_may_not()
    {
        await using var host = await PortalHost.StartAsync();
        using var file = await host.Client.GetAsync("/problem.css");
        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.False(file.Headers.CacheControl?.NoStore);
        using var missing = await host.Client.GetAsync("/no-such.css");
        Assert.Equal("no-store", missing.Headers.CacheControl?.ToString());
    }

    private static string Boom() => throw new InvalidOperationException("secret inside");

    private static List<string> Missing(HttpResponseMessage answer)
    {
        var wanted = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal)
        {
            ["Content-Security-Policy"] = v =>
                // Answers of the APIs run nothing at all; everything else runs what has the nonce.
                v.Contains("frame-ancestors 'none'", StringComparison.Ordinal)
                && (v.Contains("'nonce-", StringComparison.Ordinal) || v.StartsWith("default-src 'none';", StringComparison.Ordinal)),
            ["X-Content-Type-Options"] = v => v is "nosniff",
            ["Referrer-Policy"] = v => v.Length > 0,
            ["Cross-Origin-Opener-Policy"] = v => v is "same-origin",
            ["Permissions-Policy"] = v => v.Length > 0,
            ["Strict-Transport-Security"] = v => v.Contains("includeSubDomains", StringComparison.Ordinal),
            ["X-Request-Id"] = v => v.Length > 0,
            ["Cache-Control"] = v => v.Length > 0,
        };
        var missing = wanted
            .Where(w => !answer.Headers.TryGetValues(w.Key, out var values) || !w.Value(values.First()))
            .Select(w => w.Key)
            .ToList();
        if (answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By"))
            missing.Add("no Server");
        return missing;
    }

    private static string Policy(HttpResponseMessage answer) => Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.NonBacktracking)]
    private static partial Regex Nonce();
}
