using System.Text.RegularExpressions;

namespace FundPortal.Web.Tests.Host;

/// <summary>Row I5: what people type and what their browsers carry does not reach the log.</summary>
public sealed partial class LogTests
{
    private const string Password = "CANARY-password-7f3a";
    private const string Code = "CANARY-code-918273";
    private const string Cookie = "CANARYcookie5d1c";

    [Fact]
    public async Task I5_planted_passwords_codes_and_cookies_are_not_in_the_log_after_failures()
    {
        await using var host = await PortalHost.StartAsync();
        foreach (var page in new[] { "/sign-in", "/sign-in/code", "/sign-in/set-up", "/sign-in/recovery", "/set-up" })
        {
            using var form = await host.Client.GetAsync(page);
            var html = await form.Content.ReadAsStringAsync();
            foreach (var token in new[] { Token().Match(html).Groups["token"].Value, "broken" })
            {
                using var post = new HttpRequestMessage(HttpMethod.Post, $"{page}?code={Code}");
                var cookies = form.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(c => c.Split(';')[0]) : [];
                post.Headers.Add("Cookie", string.Join("; ", cookies.Append($"fundportal={Cookie}").Append($"fundportal-step={Cookie}")));
                post.Content = new FormUrlEncodedContent(
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["__RequestVerificationToken"] = token,
                        ["_handler"] = "sign-in",
                        ["Form.Name"] = "nobody",
                        ["Form.Password"] = Password,
                        ["Form.Code"] = Code,
                        ["Form.Token"] = Code,
                    }
                );
                using var answer = await host.Client.SendAsync(post);
                Assert.InRange((int)answer.StatusCode, 200, 499);
            }
        }
        // The settings the portal ships with decide what is written; the test's log takes everything that passes them.
        var written = host
            .Log.All.Where(line =>
                !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal)
            )
            .ToArray();
        Assert.Contains(written, line => line.Contains("POST /sign-in", StringComparison.Ordinal));
        Assert.DoesNotContain(written, line => line.Contains("CANARY", StringComparison.Ordinal));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Token();
}
