namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>G4: what could be read in two ways is refused, with a code, and never with an error of ours.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string> Targets =>
        new()
        {
            { "/v1/accounts?limit=1&limit=2", "400 parameter_invalid" },
            { "/v1/accounts?limit=1&LIMIT=2", "400 parameter_invalid" },
            { "/v1/accounts?Limit=1", "400 parameter_invalid" },
            { "/v1/accounts?unknown=1", "400 parameter_invalid" },
            { "/v1/accounts?limit=", "400 parameter_invalid" },
            { "/v1/accounts?=1", "400 parameter_invalid" },
            { "/v1/accounts?limit", "400 parameter_invalid" },
            { "/v1/accounts?limit=1&", "400 parameter_invalid" },
            { "/v1/accounts?limit=1%00", "400 parameter_invalid" },
            { "/v1/accounts?limit=%FF", "400 parameter_invalid" },
            { "/v1/accounts?limit=%C0%80", "400 parameter_invalid" },
            { "/v1/accounts?limit=%ED%A0%80", "400 parameter_invalid" },
            { "/v1/accounts?limit=%", "400 parameter_invalid" },
            { "/v1/accounts?limit=%4", "400 parameter_invalid" },
            { "/v1/accounts?limit=%4G", "400 parameter_invalid" },
            { "/v1/accounts?limit=%u0031", "400 parameter_invalid" },
            { "/v1/accounts?limit=+1", "400 parameter_invalid" },
            { "/v1/accounts?limit=%2B1", "400 parameter_invalid" },
            { "/v1/accounts?limit=%201", "400 parameter_invalid" },
            { "/v1/accounts?limit=1.0", "400 parameter_invalid" },
            { "/v1/accounts?limit=1e1", "400 parameter_invalid" },
            { "/v1/accounts?limit=0x1", "400 parameter_invalid" },
            { "/v1/accounts?limit=%EF%BC%91", "400 parameter_invalid" },
            { "/v1/accounts?limit=0", "400 parameter_invalid" },
            { "/v1/accounts?limit=501", "400 parameter_invalid" },
            { "/v1/accounts?limit=99999999999999999999", "400 parameter_invalid" },
            { "/v1/accounts?cursor=x", "400 parameter_invalid" },
            { "/v1/accounts?cursor=AAAAAAAAAA%3D", "400 parameter_invalid" },
            { "/v1/accounts?%6Cimit=1", "200" },
            { "/v1/accounts?limit=%31", "200" },
            { "/v1/account/balance", "400 parameter_invalid" },
            { "/v1/account/balance?accountId=1", "400 parameter_invalid" },
            { "/v1/account/balance?accountId=%7B0199aaaa-0000-7000-8000-000000000001%7D", "400 parameter_invalid" },
            { "/v1/account/balance?accountId=0199aaaa-0000-7000-8000-000000000001", "404 account_not_found" },
            { "/v1/account/balance?accountId=0199aaaa-0000-7000-8000-000000000001&days=366", "400 parameter_invalid" },
            { "/v1/accounts/", "400 parameter_invalid" },
            { "/v1//accounts", "400 parameter_invalid" },
            { "/v1/%61ccounts", "400 parameter_invalid" },
            { "/v1/account%2Fbalance?accountId=0199aaaa-0000-7000-8000-000000000001", "400 parameter_invalid" },
            { "/v1/accounts/..%2f..%2fhealth", "400 parameter_invalid" },
            { "/v1/x/../accounts", "400 parameter_invalid" },
            { "/v1/accounts%00", "4" },
            { "/v1/accounts;a=b", "400 parameter_invalid" },
            { "/v1", "404 route_unknown" },
            { "/v1/nothing", "404 route_unknown" },
            { "/v1/accounts?" + new string('a', 5_000) + "=1", "400 parameter_invalid" },
        };

    [Fact]
    public async Task G4_every_odd_target_has_its_answer()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 1_000);
        var wrong = new List<string>();
        foreach (var (target, outcome) in Targets.Select(row => (row.Data.Item1, row.Data.Item2)))
        {
            var answer = await caller.GetAsync(target);
            if (!string.Equals(answer.Outcome, outcome, StringComparison.Ordinal) && !(outcome is "4" && answer.Status is >= 400 and < 500))
                wrong.Add($"{target}: {answer.Outcome}, not {outcome}");
        }
        Assert.Empty(wrong);
        var many = "/v1/accounts?" + string.Join('&', Enumerable.Range(0, 500).Select(i => $"k{i}=v"));
        Assert.Equal("400 parameter_invalid", (await caller.GetAsync(many)).Outcome);
        Assert.DoesNotContain(host.Portal.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_method_that_an_address_does_not_take_is_405_with_those_that_it_does()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        Assert.Equal("405 method_not_allowed", (await caller.SendAsync("DELETE", "/v1/accounts", null)).Outcome);
        Assert.Equal("405 method_not_allowed", (await caller.SendAsync("PUT", "/v1/accounts", "{}")).Outcome);
        Assert.Equal("400 parameter_invalid", (await caller.SendAsync("GET", "/v1/accounts", "{}")).Outcome);
    }

    [Fact]
    public async Task Headers_that_stand_twice_count_as_none()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        foreach (
            var (name, outcome) in new[]
            {
                ("X-Timestamp", "401 timestamp_expired"),
                ("X-Nonce", "400 nonce_invalid"),
                ("X-Signature", "401 signature_invalid"),
                ("Authorization", "401 key_unknown"),
            }
        )
            Assert.Equal(outcome, (await caller.GetAsync("/v1/accounts", d => d.More.Add((name, "1")))).Outcome);
    }
}
