using System.Text.Json;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>Payment requests over HTTP: once per key, into the approval route, never past it.</summary>
public sealed class PaymentTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Body(SettlementHost host, string amount = "12.00", string reference = "INV-1") =>
        JsonSerializer.Serialize(
            new
            {
                accountId = host.NorthCny.PublicId,
                payeeId = host.Payee.PublicId,
                amount,
                currency = "CNY",
                purpose = "货款",
                externalRef = reference,
            }
        );

    [Fact]
    public async Task A_payment_is_filed_once_per_key_shown_and_taken_back()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var caller = await host.ClientAsync();
        Task<Answer> FileAsync(string key, string body) => caller.PostAsync("/v1/payments", body, d => d.IdempotencyKey = key);

        var filed = await FileAsync("K1", Body(host));

        Assert.True(filed.Status == 201, filed.Text);
        Assert.Equal("inApproval", filed.Json.GetProperty("state").GetString());
        var id = filed.Json.GetProperty("paymentId").GetString();
        Assert.Equal($"/v1/payments/{id}", filed.Headers.Location!.ToString());
        // The same again: the same answer, byte by byte. Another body: a conflict. Another key with the reference: refused.
        Assert.Equal(filed.Text, (await FileAsync("K1", Body(host))).Text);
        Assert.Equal("409 idempotency_conflict", (await FileAsync("K1", Body(host, "12.01"))).Outcome);
        var used = await FileAsync("K2", Body(host));
        Assert.Equal(("400 parameter_invalid", "externalRef"), (used.Outcome, used.Json.GetProperty("parameter").GetString()));

        var shown = await caller.GetAsync($"/v1/payments/{id}");
        Assert.Equal("12.00", shown.Json.GetProperty("amount").GetString());
        Assert.Equal("entered", shown.Json.GetProperty("timeline")[0].GetProperty("step").GetString());
        Assert.Equal(shown.Text, (await caller.GetAsync("/v1/payments?externalRef=INV-1")).Text);
        Assert.Contains(
            "<timeline><item><step>entered</step>",
            (await caller.GetAsync($"/v1/payments/{id}", d => d.Accept = "application/xml")).Text,
            StringComparison.Ordinal
        );

        var other = await host.ClientAsync();
        Assert.Equal("404 payment_not_found", (await other.GetAsync($"/v1/payments/{id}")).Outcome);
        Assert.Equal("404 payment_not_found", (await other.GetAsync("/v1/payments?externalRef=INV-1")).Outcome);
        Assert.Equal("404 payment_not_found", (await other.PostAsync($"/v1/payments/{id}/cancel", "")).Outcome);

        var cancelled = await caller.PostAsync($"/v1/payments/{id}/cancel", "");
        Assert.Equal("cancelled", cancelled.Json.GetProperty("state").GetString());
        Assert.Equal(409, (await caller.PostAsync($"/v1/payments/{id}/cancel", "")).Status);
        Assert.Equal(1, await host.Portal.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
    }

    [Fact]
    public async Task F1_fifty_copies_with_one_key_make_one_payment()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 100);
        var body = Body(host);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => caller.PostAsync("/v1/payments", body, d => d.IdempotencyKey = "K1"))
        );
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text).Distinct(StringComparer.Ordinal));
        Assert.Equal(1, await host.Portal.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
        // One signed request, sent fifty times: carried out once, and the others are told so.
        var copies = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    caller.PostAsync(
                        "/v1/payments",
                        Body(host, "13.00", "INV-2"),
                        d => (d.IdempotencyKey, d.Nonce) = ("K2", "nonce-of-one-request")
                    )
                )
        );
        Assert.Single(copies, answer => answer.Status == 201);
        Assert.Equal(49, copies.Count(answer => answer.Outcome is "401 nonce_reused"));
    }

    [Fact]
    public async Task An_XML_body_files_the_same_payment()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var caller = await host.ClientAsync();
        var body =
            $"<request><accountId>{host.NorthCny.PublicId}</accountId><payeeId>{host.Payee.PublicId}</payeeId><amount>12.00</amount>"
            + "<currency>CNY</currency><purpose>货款</purpose><externalRef>INV-1</externalRef></request>";
        var filed = await caller.PostAsync(
            "/v1/payments",
            body,
            d => (d.IdempotencyKey, d.ContentType, d.Accept) = ("K1", "application/xml; charset=UTF-8", "application/xml")
        );
        Assert.Equal(201, filed.Status);
        Assert.Contains("<state>inApproval</state>", filed.Text, StringComparison.Ordinal);
        Assert.Equal(201, (await caller.PostAsync("/v1/payments", Body(host), d => d.IdempotencyKey = "K1")).Status);
        Assert.Equal(1, await host.Portal.Database.UseAsync(db => db.Payments.CountAsync(Ct)));
    }

    public static TheoryData<string, string, string> Bodies =>
        new()
        {
            { "[]", "application/json", "400 body_malformed" },
            { "{", "application/json", "400 body_malformed" },
            { "", "application/json", "415 media_type_unsupported" },
            { "{}", "text/plain", "415 media_type_unsupported" },
            { "{}", "application/json; charset=gbk", "415 media_type_unsupported" },
            { "{}", "application/json", "400 parameter_invalid" },
            { """{"amount":12}""", "application/json", "400 parameter_invalid" },
            { """{"amount":"12","amount":"13"}""", "application/json", "400 parameter_invalid" },
            { """{"skipApproval":"true"}""", "application/json", "400 parameter_invalid" },
            { "<!DOCTYPE request><request/>", "application/xml", "400 body_malformed" },
            { "<request><amount>&x;</amount></request>", "application/xml", "400 body_malformed" },
            {
                """{"accountId":"0199aaaa-0000-7000-8000-000000000001","payeeId":"0199aaaa-0000-7000-8000-000000000001","amount":"1","purpose":"x"}""",
                "application/json",
                "404 account_not_found"
            },
            {
                """{"accountId":"0199aaaa-0000-7000-8000-000000000001","payOn":"2024-02-30"}""",
                "application/json",
                "400 parameter_invalid"
            },
        };

    [Fact]
    public async Task A_body_that_is_not_right_is_refused_and_keeps_no_key()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 100);
        foreach (var (body, type, outcome) in Bodies.Select(row => row.Data))
        {
            var answer = await caller.PostAsync("/v1/payments", body, d => (d.IdempotencyKey, d.ContentType) = ("K1", type));
            Assert.True(string.Equals(answer.Outcome, outcome, StringComparison.Ordinal), $"{body}: {answer.Outcome}");
        }
        foreach (var key in new[] { null, "", "K 1", new string('k', 101) })
        {
            var answer = await caller.PostAsync("/v1/payments", Body(host), d => d.IdempotencyKey = key);
            Assert.Equal(("400 parameter_invalid", "Idempotency-Key"), (answer.Outcome, answer.Json.GetProperty("parameter").GetString()));
        }
        foreach (var amount in new[] { "0", "-1", "1.001", "1e2", "1,5", "１２", "99999999999999999999", "NaN" })
        {
            var answer = await caller.PostAsync("/v1/payments", Body(host, amount), d => d.IdempotencyKey = "K1");
            Assert.Equal(("400 parameter_invalid", "amount"), (answer.Outcome, answer.Json.GetProperty("parameter").GetString()));
        }
        Assert.DoesNotContain(host.Portal.Log.All, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_above_one_megabyte_is_refused_whether_it_tells_its_length_or_not()
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        var large = "{\"purpose\":\"" + new string('x', 1024 * 1024) + "\"}";
        Assert.Equal("413 body_too_large", await HeardAsync(() => caller.PostAsync("/v1/payments", large)));
        Assert.Equal(
            "413 body_too_large",
            await HeardAsync(() => caller.PostAsync("/v1/payments", large, d => d.More.Add(("Transfer-Encoding", "chunked"))))
        );
        Assert.Equal(
            "401 key_unknown",
            await HeardAsync(() => caller.PostAsync("/v1/payments", large, d => d.Authorization = "Bearer nobody"))
        );
        // 200 KB are more than a form of the portal may have, and no matter here.
        var medium = "{\"purpose\":\"" + new string('x', 200 * 1024) + "\"}";
        Assert.Equal("400 parameter_invalid", (await caller.PostAsync("/v1/payments", medium)).Outcome);

        // The server answers and closes before it has read all: a client that is still writing sometimes sees only that, and asks again.
        static async Task<string> HeardAsync(Func<Task<Answer>> ask)
        {
            for (var more = 10; ; more--)
            {
                try
                {
                    return (await ask()).Outcome;
                }
                catch (HttpRequestException) when (more > 0)
                {
                    await Task.Delay(50, TestContext.Current.CancellationToken);
                }
            }
        }
    }

    [Fact]
    public async Task Who_may_only_read_files_and_cancels_nothing()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var reader = await host.ClientAsync([ApiPermission.ReadPayments]);
        Assert.Equal("403 permission_denied", (await reader.PostAsync("/v1/payments", Body(host), d => d.IdempotencyKey = "K1")).Outcome);
        Assert.Equal("403 permission_denied", (await reader.PostAsync($"/v1/payments/{Guid.NewGuid()}/cancel", "")).Outcome);
        Assert.Equal("400 parameter_invalid", (await reader.GetAsync("/v1/payments")).Outcome);
        Assert.Equal("404 payment_not_found", (await reader.GetAsync("/v1/payments/1")).Outcome);
    }

    [Fact]
    public async Task The_log_tells_what_was_asked_with_the_payee_s_account_masked()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.AddPayingAsync();
        var caller = await host.ClientAsync();
        var body = JsonSerializer.Serialize(
            new
            {
                accountId = host.NorthCny.PublicId,
                payeeName = "Shanghai Mould Ltd",
                payeeAccount = "6222021001116245702",
                amount = "12.00",
                purpose = "a&b c",
            }
        );
        var filed = await caller.PostAsync("/v1/payments", body, d => d.IdempotencyKey = "K1");
        Assert.Equal(201, filed.Status);
        var line = (await host.CallsAsync(1)).Single();
        Assert.Equal(
            ("POST /v1/payments", 201, PaymentState.InApproval),
            (line.Method, line.Status, (await host.Portal.Database.UseAsync(db => db.Payments.SingleAsync(Ct))).State)
        );
        Assert.Contains("payeeAccount=%2A%2A%2A5702", line.Parameters, StringComparison.Ordinal);
        Assert.Contains("purpose=a%26b", line.Parameters, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key=K1", line.Parameters, StringComparison.Ordinal);
        Assert.DoesNotContain("6222021001116245702", line.Parameters, StringComparison.Ordinal);
    }
}
