using System.Globalization;
using System.Text.Json;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>Transactions over HTTP.</summary>
public sealed class TransactionTests
{
    [Fact]
    public async Task Pages_are_newest_first_and_show_every_row_once()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BookAsync(
            host.NorthCny,
            [.. Enumerable.Range(1, 12).Select(i => (new DateOnly(2026, 2, 1 + (i / 3)), i * 100L, $"row {i}"))]
        );
        var caller = await host.ClientAsync();
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await caller.GetAsync(
                $"/v1/accounts/{host.NorthCny.PublicId}/transactions?limit=5" + (cursor is null ? "" : $"&cursor={cursor}")
            );
            Assert.Equal(200, page.Status);
            found.AddRange(Rows(page).Select(row => row.GetProperty("remark").GetString()!));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(
            Enumerable.Range(1, 12).Reverse().Select(i => string.Create(CultureInfo.InvariantCulture, $"row {i}")),
            found,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task A_row_tells_what_the_bank_told_in_the_contract_s_names()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BookAsync(host.NorthUsd, (new DateOnly(2026, 2, 1), -1_234_50, "租金 <rent> & \u0001"));
        var caller = await host.ClientAsync();
        var target = $"/v1/accounts/{host.NorthUsd.PublicId}/transactions";

        var row = Rows(await caller.GetAsync(target)).Single();

        Assert.Equal("-1234.50", row.GetProperty("amount").GetString());
        Assert.Equal("USD", row.GetProperty("currency").GetString());
        Assert.Equal("transfer", row.GetProperty("type").GetString());
        Assert.Equal("2026-01-31T16:00:00Z", row.GetProperty("bookedAt").GetString());
        Assert.Equal("2026-02-01", row.GetProperty("bookingDate").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("valueDate").ValueKind);
        Assert.Equal("租金 <rent> & \u0001", row.GetProperty("remark").GetString());
        var xml = await caller.GetAsync(target, d => d.Accept = "application/xml");
        Assert.Contains("<remark>租金 &lt;rent&gt; &amp; \ufffd</remark>", xml.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_join_and_wrong_ones_are_refused()
    {
        await using var host = await SettlementHost.StartAsync();
        var day = new DateOnly(2026, 2, 1);
        await host.BookAsync(host.NorthCny, (day, 100, "a"), (day, -200, "b"), (day.AddDays(1), 300, "c b"), (day.AddDays(2), -400, "d"));
        var caller = await host.ClientAsync(change: c => c.CallsPerSecond = 100);
        async Task<string> AskAsync(string query)
        {
            var answer = await caller.GetAsync($"/v1/accounts/{host.NorthCny.PublicId}/transactions?{query}");
            return answer.Status == 200
                ? string.Join(' ', Rows(answer).Select(row => row.GetProperty("remark").GetString()))
                : answer.Outcome;
        }
        Assert.Equal("d b", await AskAsync("type=expense"));
        Assert.Equal("c b", await AskAsync("type=income&from=2026-02-02"));
        Assert.Equal("b a", await AskAsync("to=2026-02-01"));
        Assert.Equal("d c b b", await AskAsync("minAmount=1.01"));
        Assert.Equal("c b b", await AskAsync("q=b&type=transfer"));
        Assert.Equal("b", await AskAsync("minAmount=2&maxAmount=2.00"));
        foreach (
            var wrong in new[]
            {
                "type=TRANSFER",
                "type=2",
                "from=2024-02-30",
                "from=2026-2-1",
                "from=0001-01-01",
                "to=9999-12-31",
                "to=20260201",
                "from=2026-02-02&to=2026-02-01",
                "minAmount=1e2",
                "minAmount=-1",
                "minAmount=%EF%BC%91",
                "maxAmount=1.00001",
                "maxAmount=99999999999999999999",
                "limit=501",
                "limit=0",
                "cursor=AAAA",
                "q=" + new string('x', 101),
                "offset=1",
            }
        )
            Assert.Equal("400 parameter_invalid", await AskAsync(wrong));
    }

    [Fact]
    public async Task An_account_out_of_scope_or_of_no_form_is_not_found()
    {
        await using var host = await SettlementHost.StartAsync();
        var south = await host.ClientAsync(scope: host.South);
        foreach (var id in new[] { host.NorthCny.PublicId.ToString(), host.NorthCny.PublicId.ToString("N"), "1", Guid.Empty.ToString() })
            Assert.Equal("404 account_not_found", (await south.GetAsync($"/v1/accounts/{id}/transactions")).Outcome);
        var blind = await host.ClientAsync([ApiPermission.ReadBalances]);
        Assert.Equal("403 permission_denied", (await blind.GetAsync($"/v1/accounts/{host.NorthCny.PublicId}/transactions")).Outcome);
    }

    private static JsonElement[] Rows(Answer answer) => [.. answer.Json.GetProperty("transactions").EnumerateArray()];
}
