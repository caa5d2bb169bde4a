using System.Globalization;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>Every call of the settlement API by a client with each single right, on its own account, another's and none.</summary>
public sealed class RightsTests
{
    [Fact]
    public async Task Each_call_needs_its_right_and_another_s_account_is_as_if_it_were_not_there()
    {
        await using var host = await SettlementHost.StartAsync();
        var (mine, foreign, none) = (host.NorthCny.PublicId, host.SouthCny.PublicId, Guid.NewGuid());
        var wrong = new List<string>();
        var rows = 0;
        foreach (var right in Enum.GetValues<ApiPermission>())
        {
            var caller = await host.ClientAsync([right], host.North);
            foreach (var account in new[] { mine, foreign, none })
            foreach (var (needs, method, target, body, good, unseen) in Calls(account))
            {
                rows++;
                host.Later();
                var answer = await caller.SendAsync(method, target, body, d => d.IdempotencyKey = method is "POST" ? $"key-{rows}" : null);
                var expected =
                    needs != right ? "403 permission_denied"
                    : account == mine ? good
                    : unseen;
                if (!string.Equals(answer.Outcome, expected, StringComparison.Ordinal))
                    wrong.Add($"{right}: {method} {target}: {answer.Outcome}, not {expected}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(6 * 3 * 12, rows);
    }

    private static IEnumerable<(ApiPermission Needs, string Method, string Target, string? Body, string Good, string Unseen)> Calls(Guid id)
    {
        var account = id.ToString("D", CultureInfo.InvariantCulture);
        const string NoAccount = "404 account_not_found";
        const string NoPayment = "404 payment_not_found";
        const string NoWebhook = "404 webhook_not_found";
        var filing =
            $"{{\"accountId\":\"{account}\",\"payeeId\":\"{Guid.NewGuid():D}\",\"amount\":\"1.00\",\"currency\":\"CNY\",\"purpose\":\"x\",\"externalRef\":\"{account}\"}}";
        yield return (ApiPermission.ReadBalances, "GET", "/v1/accounts", null, "200", "200");
        yield return (ApiPermission.ReadBalances, "GET", $"/v1/account/balance?accountId={account}", null, "200", NoAccount);
        yield return (ApiPermission.ReadTransactions, "GET", $"/v1/accounts/{account}/transactions", null, "200", NoAccount);
        yield return (
            ApiPermission.ReadStatements,
            "GET",
            $"/v1/accounts/{account}/statement?from=2026-03-01&to=2026-03-01",
            null,
            "200",
            NoAccount
        );
        // There is no payee, so a filing comes no further than that.
        yield return (ApiPermission.FilePayments, "POST", "/v1/payments", filing, "400 parameter_invalid", NoAccount);
        yield return (ApiPermission.ReadPayments, "GET", $"/v1/payments/{account}", null, NoPayment, NoPayment);
        yield return (ApiPermission.ReadPayments, "GET", "/v1/payments?externalRef=x", null, NoPayment, NoPayment);
        yield return (ApiPermission.FilePayments, "POST", $"/v1/payments/{account}/cancel", "", NoPayment, NoPayment);
        yield return (ApiPermission.ManageWebhooks, "GET", "/v1/webhooks", null, "200", "200");
        yield return (ApiPermission.ManageWebhooks, "GET", $"/v1/webhooks/{account}", null, NoWebhook, NoWebhook);
        yield return (ApiPermission.ManageWebhooks, "DELETE", $"/v1/webhooks/{account}", null, NoWebhook, NoWebhook);
        // Nor may who reads no balances hear of them.
        yield return (
            ApiPermission.ManageWebhooks,
            "POST",
            "/v1/webhooks",
            $"{{\"url\":\"https://erp.example.com/h\",\"events\":\"balance.changed\",\"accountIds\":\"{account}\"}}",
            "403 permission_denied",
            "403 permission_denied"
        );
    }
}
