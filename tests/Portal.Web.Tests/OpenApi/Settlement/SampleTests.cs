using System.Text.Json;
using FundPortal.Domain.OpenApi;
using FundPortal.Sdk.Tests;
using FundPortal.Web.Tests.Host;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>The programs that the reference shows are run as they stand, with a sandbox client; only the example's ids are put right.</summary>
public sealed class SampleTests
{
    private const string ExampleId = "0199aaaa-0000-7000-8000-000000000001";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_in_shell_Python_and_PHP_run_as_they_stand()
    {
        await using var host = await SettlementHost.StartAsync();
        var samples = await SamplesAsync();
        // The programs look at the machine's own clock.
        var clock = host.Portal.Database.Clock;
        clock.Advance(TimeProvider.System.GetUtcNow() - clock.GetUtcNow());
        var caller = await host.ClientAsync(environment: ApiEnvironment.Sandbox);
        clock.Advance(TimeProvider.System.GetUtcNow() - clock.GetUtcNow());
        var account = (await caller.GetAsync("/v1/accounts")).Json.GetProperty("accounts")[0].GetProperty("accountId").GetString()!;
        string[] calls =
        [
            "GET /v1/accounts",
            "GET /v1/account/balance",
            "GET /v1/accounts/{id}/transactions",
            "GET /v1/accounts/{id}/statement",
            "POST /v1/payments",
            "GET /v1/payments",
            "GET /v1/payments/{id}",
            "POST /v1/payments/{id}/cancel",
        ];
        var ran = 0;
        foreach (var language in new[] { "shell", "python", "php" })
        {
            var payment = account;
            foreach (var call in calls)
            {
                var isOfPayment = call.Contains("/payments/{id}", StringComparison.Ordinal);
                var source = samples[(call, language)]
                    .Replace(ExampleId, isOfPayment ? payment : account, StringComparison.Ordinal)
                    // Each language files a payment of its own, one that stays in approval.
                    .Replace("2026-118", "2026-118-" + language, StringComparison.Ordinal)
                    .Replace("1200.00", "1200.07", StringComparison.Ordinal)
                    .Replace("\"payOn\":\"2026-11-30\"", "\"payOn\":\"" + Day(clock) + "\"", StringComparison.Ordinal);
                var said = await RunAsync(language, source, caller);
                Assert.False(said.Contains("\"code\"", StringComparison.Ordinal), $"{language} {call}: {said}\n{source}");
                Assert.True(said.Trim().Length > 0, $"{language} {call} says nothing.");
                ran++;
                if (call is "POST /v1/payments")
                {
                    var filed = await caller.GetAsync($"/v1/payments?externalRef=INV-2026-118-{language}");
                    Assert.True(filed.Status == 200, $"{language}: {said}");
                    payment = filed.Json.GetProperty("paymentId").GetString()!;
                }
            }
            Assert.Equal("cancelled", (await caller.GetAsync($"/v1/payments/{payment}")).Json.GetProperty("state").GetString());
        }
        Assert.Equal(3 * calls.Length, ran);
    }

    private static string Day(TimeProvider clock) =>
        clock.GetUtcNow().AddHours(8).AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<string> RunAsync(string language, string source, Caller caller)
    {
        var file = Path.Combine(Path.GetTempPath(), $"fundportal-sample-{Guid.NewGuid():n}");
        await File.WriteAllTextAsync(file, source, Ct);
        try
        {
            (string, string)[] settings =
            [
                ("PORTAL", caller.Host.Portal.Address.GetLeftPart(UriPartial.Authority)),
                ("KEY", caller.Key),
                ("SECRET", caller.Secret),
                ("PYTHONPATH", Path.Combine(Language.Sdk, "python")),
            ];
            return language switch
            {
                "shell" => await Language.RunAsync("..", "bash", [file], settings),
                "python" => await Language.RunAsync("..", "python3", [file], settings),
                // The example names the library from the repository's root, which is where it runs.
                _ => await Language.RunAsync("..", "php", [file], settings),
            };
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<Dictionary<(string Call, string Language), string>> SamplesAsync()
    {
        await using var host = await PortalHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/settlement-v1.json");
        request.Headers.Add(HeaderSession.Header, HeaderSession.Of(await host.SignInAsync()));
        using var answer = await host.Client.SendAsync(request, Ct);
        var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement;
        return (
            from path in document.GetProperty("paths").EnumerateObject()
            from call in path.Value.EnumerateObject()
            from sample in call.Value.GetProperty("x-codeSamples").EnumerateArray()
            select (
                ($"{call.Name.ToUpperInvariant()} {path.Name}", sample.GetProperty("lang").GetString()!),
                sample.GetProperty("source").GetString()!
            )
        ).ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }
}
