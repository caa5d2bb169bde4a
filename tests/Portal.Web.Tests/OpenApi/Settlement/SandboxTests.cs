using System.Text.Json;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.OpenApi.Sandbox;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>The sandbox over HTTP: all calls of the API, and nothing of it touches a real account or payment.</summary>
public sealed class SandboxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<(Caller Caller, JsonElement[] Accounts)> EnterAsync(SettlementHost host)
    {
        var caller = await host.ClientAsync(environment: ApiEnvironment.Sandbox);
        var page = await caller.GetAsync("/v1/accounts");
        Assert.True(page.Status == 200, page.Text);
        return (caller, [.. page.Json.GetProperty("accounts").EnumerateArray()]);
    }

    private static string Id(JsonElement account) => account.GetProperty("accountId").GetString()!;

    private static string Body(string account, string amount, string? reference = null) =>
        JsonSerializer.Serialize(
            new
            {
                accountId = account,
                payeeName = "Acme Ltd",
                payeeAccount = "6222021001116245702",
                amount,
                purpose = "trial",
                externalRef = reference,
            },
            JsonOptions
        );

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    [Fact]
    public async Task A_sandbox_client_sees_accounts_of_its_own_that_add_up_and_nobody_elses()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BookAsync(host.NorthCny, (new(2026, 2, 2), 500L, "real"));
        var (caller, accounts) = await EnterAsync(host);
        Assert.Equal("CNY USD JPY", string.Join(' ', accounts.Select(a => a.GetProperty("currency").GetString())));

        foreach (var account in accounts)
        {
            var id = Id(account);
            var balance = (await caller.GetAsync($"/v1/account/balance?accountId={id}&days=5")).Json;
            Assert.Equal(account.GetProperty("balance").GetString(), balance.GetProperty("balance").GetString());
            Assert.Equal(5, balance.GetProperty("history").GetArrayLength());
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = (
                    await caller.GetAsync($"/v1/accounts/{id}/transactions?limit=200" + (cursor is null ? "" : $"&cursor={cursor}"))
                ).Json;
                seen.AddRange(page.GetProperty("transactions").EnumerateArray().Select(t => t.GetProperty("transactionId").GetString()!));
                cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
            } while (cursor is not null);
            Assert.True(seen.Count > 200);
            Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
            var statement = (await caller.GetAsync($"/v1/accounts/{id}/statement?from=2025-01-01&to=2026-03-02")).Json;
            Assert.Equal(seen.Count, statement.GetProperty("entryCount").GetInt32());
            Assert.Equal(account.GetProperty("balance").GetString(), statement.GetProperty("closingBalance").GetString());
            foreach (
                var (accept, name) in new[] { ("application/xml;profile=camt.053.001.08", "s.xml"), ("text/plain;profile=mt940", "s.sta") }
            )
            {
                var file = await caller.GetAsync($"/v1/accounts/{id}/statement?from=2026-01-01&to=2026-03-02", d => d.Accept = accept);
                Assert.True(file.Status == 200, file.Text);
                Assert.Equal(0, Assert.Single(Assert.Single(FileReader.Read(file.Bytes, name)).Statements).DifferenceMinor);
            }
        }

        // Narrowed as the real list is.
        var first = Id(accounts[0]);
        foreach (
            var query in new[]
            {
                "type=income",
                "type=sale&minAmount=100.00",
                "q=%E5%BC%A0%E4%BC%9F",
                "from=2026-02-01&to=2026-02-03",
                "maxAmount=50",
            }
        )
        {
            var rows = (await caller.GetAsync($"/v1/accounts/{first}/transactions?{query}")).Json.GetProperty("transactions");
            Assert.NotEqual(0, rows.GetArrayLength());
        }

        // Neither real accounts for the sandbox, nor sandbox accounts for others.
        var real = host.NorthCny.PublicId;
        var other = await host.ClientAsync(environment: ApiEnvironment.Sandbox);
        var production = await host.ClientAsync();
        foreach (var (who, id) in new[] { (caller, real.ToString()), (other, first), (production, first) })
        foreach (
            var target in new[]
            {
                $"/v1/account/balance?accountId={id}",
                $"/v1/accounts/{id}/transactions",
                $"/v1/accounts/{id}/statement?from=2026-01-01&to=2026-03-02",
            }
        )
            Assert.Equal("404 account_not_found", (await who.GetAsync(target)).Outcome);
        Assert.DoesNotContain(real.ToString(), (await caller.GetAsync("/v1/accounts")).Text, StringComparison.Ordinal);
        Assert.Equal(3, (await production.GetAsync("/v1/accounts")).Json.GetProperty("accounts").GetArrayLength());
    }

    [Theory]
    [InlineData("1200.00", "settled", null)]
    [InlineData("1200.01", "rejected", null)]
    [InlineData("1200.02", "failed", "PAYEE_ACCOUNT_CLOSED")]
    [InlineData("1200.03", "settled", null)]
    [InlineData("1200.04", "failed", "INSUFFICIENT_FUNDS")]
    [InlineData("1200.05", "returned", "PAYEE_ACCOUNT_CLOSED")]
    [InlineData("1200.06", "accepted", null)]
    [InlineData("1200.07", "inApproval", null)]
    [InlineData("99999999999.00", "failed", "INSUFFICIENT_FUNDS")]
    public async Task The_last_digits_of_an_amount_say_what_becomes_of_a_payment(string amount, string end, string? code)
    {
        await using var host = await SettlementHost.StartAsync();
        var (caller, accounts) = await EnterAsync(host);
        var account = Id(accounts[0]);
        var before = decimal.Parse(accounts[0].GetProperty("balance").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var filed = await caller.PostAsync("/v1/payments", Body(account, amount, "R1"), d => d.IdempotencyKey = "K1");
        Assert.True(filed.Status == 201, filed.Text);
        Assert.Equal("inApproval", filed.Json.GetProperty("state").GetString());
        var id = filed.Json.GetProperty("paymentId").GetString();

        host.Later(5);
        if (amount is "1200.03")
            Assert.Equal("unknown", (await caller.GetAsync($"/v1/payments/{id}")).Json.GetProperty("state").GetString());
        host.Later(20);
        var shown = (await caller.GetAsync("/v1/payments?externalRef=R1")).Json;

        Assert.Equal((id, end), (shown.GetProperty("paymentId").GetString(), shown.GetProperty("state").GetString()));
        var steps = shown.GetProperty("timeline").EnumerateArray().ToArray();
        Assert.Equal(code, steps[^1].TryGetProperty("bankCode", out var told) ? told.GetString() : null);
        var balance = (await caller.GetAsync("/v1/accounts")).Json.GetProperty("accounts")[0].GetProperty("balance").GetString()!;
        var moved = decimal.Parse(balance, System.Globalization.CultureInfo.InvariantCulture) - before;
        Assert.Equal(end is "settled" ? -decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture) : 0m, moved);
        var rows = (await caller.GetAsync($"/v1/accounts/{account}/transactions?q=trial")).Json.GetProperty("transactions");
        Assert.Equal(
            end switch
            {
                "settled" => 1,
                "returned" => 2,
                _ => 0,
            },
            rows.GetArrayLength()
        );
        // The company's own payments, approvals and accounts know nothing of it.
        Assert.Equal(0, await host.Portal.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
        Assert.Equal(0, await host.Portal.Database.UseAsync(db => db.Transactions.CountAsync(Ct)));
    }

    [Fact]
    public async Task Keys_references_and_nonces_are_good_once_and_a_payment_can_be_taken_back_while_no_bank_has_it()
    {
        await using var host = await SettlementHost.StartAsync();
        var (caller, accounts) = await EnterAsync(host);
        var account = Id(accounts[0]);
        Task<Answer> FileAsync(string key, string body, string? nonce = null) =>
            caller.PostAsync(
                "/v1/payments",
                body,
                d =>
                {
                    d.IdempotencyKey = key;
                    d.Nonce = nonce ?? d.Nonce;
                }
            );
        var filed = await FileAsync("K1", Body(account, "10.07", "R1"));
        Assert.Equal(filed.Text, (await FileAsync("K1", Body(account, "10.07", "R1"))).Text);
        Assert.Equal("409 idempotency_conflict", (await FileAsync("K1", Body(account, "10.08", "R1"))).Outcome);
        Assert.Equal("400 parameter_invalid", (await FileAsync("K2", Body(account, "10.08", "R1"))).Outcome);
        Assert.Equal("404 account_not_found", (await FileAsync("K3", Body(host.NorthCny.PublicId.ToString(), "10.08"))).Outcome);
        Assert.Equal("400 parameter_invalid", (await FileAsync("K4", Body(account, "10.001"))).Outcome);
        Assert.Equal("400 parameter_invalid", (await FileAsync("K5", Body(account, "0.00"))).Outcome);
        var copies = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => FileAsync("K6", Body(account, "10.00"))));
        Assert.Single(copies.Select(copy => copy.Text).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, await host.Portal.Database.UseAsync(db => db.SandboxPayments.CountAsync(Ct)));

        var id = filed.Json.GetProperty("paymentId").GetString();
        var other = await host.ClientAsync(environment: ApiEnvironment.Sandbox);
        Assert.Equal("404 payment_not_found", (await other.GetAsync($"/v1/payments/{id}")).Outcome);
        Assert.Equal("404 payment_not_found", (await other.PostAsync($"/v1/payments/{id}/cancel", "")).Outcome);
        Assert.Equal("404 payment_not_found", (await (await host.ClientAsync()).GetAsync($"/v1/payments/{id}")).Outcome);
        Assert.Equal("cancelled", (await caller.PostAsync($"/v1/payments/{id}/cancel", "")).Json.GetProperty("state").GetString());
        Assert.Equal("409 conflict", (await caller.PostAsync($"/v1/payments/{id}/cancel", "")).Outcome);
        host.Later(30);
        var settled = copies[0].Json.GetProperty("paymentId").GetString();
        Assert.Equal("409 conflict", (await caller.PostAsync($"/v1/payments/{settled}/cancel", "")).Outcome);
    }

    [Fact]
    public async Task Webhooks_of_a_sandbox_client_hear_of_the_sandbox_and_of_nothing_real()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var (caller, accounts) = await EnterAsync(host);
        WebhookSubscription Hook(Guid client) =>
            new()
            {
                ClientId = client,
                Url = "https://erp.example.com/hooks",
                EventList = WebhookSubscription.WriteEvents(Enum.GetValues<WebhookEvent>()),
                AccountList = "",
                Secret = host.Protect("a-secret"),
                CreatedAt = host.Portal.Database.Clock.GetUtcNow().UtcDateTime,
            };
        var own = await host.AddAsync(Hook(caller.Id));
        var production = await host.ClientAsync();
        var others = await host.AddAsync(Hook(production.Id));

        await caller.PostAsync("/v1/payments", Body(Id(accounts[0]), "10.00", "R1"), d => d.IdempotencyKey = "K1");
        host.Later(30);
        await using (var scope = host.Portal.App.Services.CreateAsyncScope())
        {
            var moved = await scope.ServiceProvider.GetRequiredService<MoveSandboxPayments>().HandleAsync(new(), Actor.System, Ct);
            Assert.Equal(1, moved.Value);
        }
        await host.BalanceAsync(host.NorthCny, 5);

        var told = await host.Portal.Database.UseAsync(db => db.WebhookDeliveries.AsNoTracking().OrderBy(d => d.Id).ToListAsync(Ct));
        var heard = told.Where(d => d.SubscriptionId == own.Id).Select(d => d.Event).ToArray();
        Assert.Equal(5, heard.Count(e => e == WebhookEvent.PaymentStateChanged));
        Assert.Equal(1, heard.Count(e => e == WebhookEvent.TransactionBooked));
        Assert.Equal(1, heard.Count(e => e == WebhookEvent.BalanceChanged));
        Assert.Equal([WebhookEvent.BalanceChanged], told.Where(d => d.SubscriptionId == others.Id).Select(d => d.Event));
    }

    [Fact]
    public async Task Rights_count_in_the_sandbox_too()
    {
        await using var host = await SettlementHost.StartAsync();
        var blind = await host.ClientAsync([ApiPermission.ReadPayments], environment: ApiEnvironment.Sandbox);
        Assert.Equal("403 permission_denied", (await blind.GetAsync("/v1/accounts")).Outcome);
        Assert.Equal("403 permission_denied", (await blind.PostAsync("/v1/payments", "{}", d => d.IdempotencyKey = "K")).Outcome);
        Assert.Equal("404 payment_not_found", (await blind.GetAsync($"/v1/payments/{Guid.NewGuid()}")).Outcome);
    }
}
