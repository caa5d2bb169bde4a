using System.Net;

namespace FundPortal.Sdk.Tests;

public class CSharpTests
{
    private static readonly Payment Rent = new()
    {
        AccountId = "A",
        Amount = 12.00m,
        Purpose = "rent",
    };

    private static readonly Dictionary<string, string> Call = new(StringComparer.Ordinal)
    {
        ["flag"] = "erp01",
        ["method"] = "finance.getAccountBalance",
        ["ver"] = "1",
        ["charset"] = "utf-8",
        ["type"] = "json",
        ["timestamp"] = "20240101100000",
        ["account_id"] = "ACC001",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Bill_calls_are_signed_as_the_contract_says()
    {
        Assert.Equal(
            "01696DCB432B9ECFCF1DA05E28EBE76AA67AFE196ED99FF25FEF5CD298559476",
            Signing.Bill("s3cr3t", Call, BillScheme.HmacSha256)
        );
        Assert.Equal("C3D7E7510DB06D547D674136F4C4BE6B", Signing.Bill("s3cr3t", Call, BillScheme.OmsMd5));
        var more = new Dictionary<string, string>(Call, StringComparer.Ordinal)
        {
            ["method"] = "finance.getTransactionList",
            ["start_time"] = "2024-01-01 00:00:00",
            ["remark"] = "采购付款",
        };
        Assert.Equal(
            "9F2150B6C742FDCE6DBD47464B9A73E1A9C3BF73DA4D857F2ACEBAC34775502B",
            Signing.Bill("s3cr3t", more, BillScheme.HmacSha256)
        );
    }

    [Fact]
    public void Settlement_calls_are_signed_as_the_contract_says()
    {
        KeyValuePair<string, string>[] query = [new("to", "2026-11-23"), new("limit", "500"), new("from", "2026-11-23")];
        Assert.Equal(
            "0e1502d29c8599f1efb015c57e06a558037286450fcbcffe07f1e48735349e3f",
            Signing.Full("s3cr3t", "GET", "/v1/accounts/A%2F1/transactions", query, "1700000000", "0123456789abcdef", "", [])
        );
        Assert.Equal(
            "40242777594242d5e1f95f4fb453307fa40ed74cf5658db5c5f0046df5114b8e",
            Signing.Basic("s3cr3t", "1700000000", "sk_test_1")
        );
    }

    [Fact]
    public async Task All_pages_of_bills_come_without_a_row_twice()
    {
        static string Row(int number) =>
            $$"""{"trans_id":"T{{number}}","account_id":"A","account_name":"a","trans_type":"income","amount":1.10,"balance":null,"trans_time":"2024-01-01 10:00:00","remark":""}""";
        // T3 came in between: T2 moved to the second page.
        using var server = new Server()
            .Says(HttpStatusCode.OK, $$"""{"count":3,"lists":[{{Row(2)}},{{Row(1)}}] }""")
            .Says(HttpStatusCode.OK, $$$"""{"response":{"count":4,"lists":[{{{Row(1)}}},{{{Row(0)}}}]}}""");
        using var bill = server.Bill();
        var rows = await bill.TransactionsAsync(new() { PageSize = 2 }, Ct).ToListAsync(Ct);
        Assert.Equal(["T2", "T1", "T0"], rows.Select(row => row.TransId), StringComparer.Ordinal);
        Assert.Equal(1.10m, rows[0].Amount);
        Assert.Contains("&page_no=2&", server.Bodies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_error_tells_code_message_and_request()
    {
        using var server = new Server().Says(
            HttpStatusCode.OK,
            """{"error_response":{"code":"1003","msg":"签名错误","sub_msg":"sign","request_id":"r1"}}"""
        );
        using var bill = server.Bill();
        var error = await Assert.ThrowsAsync<FundPortalException>(() => bill.BalancesAsync(ct: Ct));
        Assert.Equal(("1003", "1003: 签名错误 sign", "r1"), (error.Code, error.Message, error.RequestId));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Too_many_requests_are_waited_out()
    {
        using var server = new Server()
            .Says(HttpStatusCode.OK, """{"error_response":{"code":"429","msg":"","sub_msg":""}}""", TimeSpan.FromSeconds(7))
            .Says(HttpStatusCode.OK, """{"accounts":[]}""");
        using var bill = server.Bill();
        Assert.Empty(await bill.BalancesAsync(ct: Ct));
        Assert.Equal([TimeSpan.FromSeconds(7)], server.Clock.Waits);
    }

    [Fact]
    public async Task All_pages_of_the_settlement_API_come()
    {
        using var server = new Server()
            .Says(HttpStatusCode.OK, """{"transactions":[{"transactionId":"2","amount":"-12.00"}],"nextCursor":"a&b"}""")
            .Says(HttpStatusCode.OK, """{"transactions":[{"transactionId":"1","amount":"90071992547409.93"}],"nextCursor":null}""");
        using var settlement = server.Settlement();
        var rows = await settlement.TransactionsAsync("A/1", new() { From = new(2026, 11, 23) }, Ct).ToListAsync(Ct);
        Assert.Equal([-12.00m, 90071992547409.93m], rows.Select(row => row.Amount));
        Assert.Equal(
            "https://portal.test/v1/accounts/A%2F1/transactions?cursor=a%26b&from=2026-11-23&limit=500",
            server.Calls[1].RequestUri!.AbsoluteUri
        );
    }

    [Fact]
    public async Task A_payment_is_repeated_with_its_own_key_and_a_new_nonce()
    {
        using var server = new Server()
            .Breaks()
            .Says(HttpStatusCode.ServiceUnavailable, "<html>")
            .Says(HttpStatusCode.Created, """{"paymentId":"p","state":"inApproval"}""");
        using var settlement = server.Settlement();
        Assert.Equal("p", (await settlement.PayAsync(Rent, "order-1", Ct)).PaymentId);
        Assert.Equal(["order-1"], server.Heads("Idempotency-Key").Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(3, server.Heads("X-Nonce").Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            ["""{"accountId":"A","amount":"12.00","purpose":"rent"}"""],
            server.Bodies.Distinct(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_payment_whose_end_is_unknown_tells_its_key()
    {
        using var server = new Server().Breaks().Breaks().Breaks();
        using var settlement = server.Settlement();
        var error = await Assert.ThrowsAsync<FundPortalException>(() => settlement.PayAsync(Rent, ct: Ct));
        Assert.Equal([error.IdempotencyKey!], server.Heads("Idempotency-Key").Distinct(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Cancelling_is_not_repeated()
    {
        using var server = new Server().Breaks();
        using var settlement = server.Settlement();
        await Assert.ThrowsAsync<FundPortalException>(() => settlement.CancelAsync("p", Ct));
        Assert.Single(server.Calls);
    }

    [Fact]
    public async Task Problem_details_become_the_error()
    {
        using var server = new Server().Says(
            HttpStatusCode.Conflict,
            """{"title":"t","detail":"d","code":"idempotency_conflict","requestId":"r2"}"""
        );
        using var settlement = server.Settlement();
        var error = await Assert.ThrowsAsync<FundPortalException>(() => settlement.PayAsync(Rent, "k", Ct));
        Assert.Equal(
            ("idempotency_conflict", HttpStatusCode.Conflict, "r2", "k"),
            (error.Code, error.Status, error.RequestId, error.IdempotencyKey)
        );
    }

    [Fact]
    public void Plain_http_goes_to_this_machine_only()
    {
        Assert.Throws<ArgumentException>(() => new FinanceBill(new Uri("http://portal.test"), "f", "s"));
        new FinanceBill(new Uri("http://127.0.0.1:5000"), "f", "s").Dispose();
    }

    [Fact]
    public async Task No_server_is_an_error_of_the_same_type()
    {
        using var settlement = new Settlement(new Uri("http://127.0.0.1:1"), "k", "s", options: new() { Attempts = 1 });
        var error = await Assert.ThrowsAsync<FundPortalException>(() => settlement.BalanceAsync("A", Ct));
        Assert.Equal("network", error.Code);
    }
}
