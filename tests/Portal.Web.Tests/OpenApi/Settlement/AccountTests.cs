using System.Xml;
using FundPortal.Domain.Accounts;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>Accounts and balances over HTTP.</summary>
public sealed class AccountTests
{
    [Fact]
    public async Task Accounts_come_page_by_page_each_once_with_their_balances()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BalanceAsync(host.NorthUsd, -1_234_50);
        await host.BalanceAsync(host.NorthUsd, 7_00, BalanceKind.Frozen);
        var caller = await host.ClientAsync();
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await caller.GetAsync("/v1/accounts?limit=2" + (cursor is null ? "" : "&cursor=" + cursor));
            foreach (var row in page.Json.GetProperty("accounts").EnumerateArray())
                found.Add(
                    $"{row.GetProperty("accountNumber").GetString()} {row.GetProperty("currency").GetString()} "
                        + $"{row.GetProperty("balance").GetString()} {row.GetProperty("frozen").GetString()} {row.GetProperty("available").GetString()}"
                );
            cursor = page.Json.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(["1001 CNY   ", "1002 USD -1234.50 7.00 ", "2001 CNY   "], found);
    }

    [Fact]
    public async Task A_client_sees_its_scope_and_nothing_of_the_rest_exists_for_it()
    {
        await using var host = await SettlementHost.StartAsync();
        var south = await host.ClientAsync(scope: host.South);
        var list = await south.GetAsync("/v1/accounts");
        Assert.Equal("2001", list.Json.GetProperty("accounts").EnumerateArray().Single().GetProperty("accountNumber").GetString());
        Assert.Equal(200, (await south.GetAsync($"/v1/account/balance?accountId={host.SouthCny.PublicId}")).Status);
        Assert.Equal("404 account_not_found", (await south.GetAsync($"/v1/account/balance?accountId={host.NorthCny.PublicId}")).Outcome);
    }

    [Fact]
    public async Task The_same_answer_comes_as_XML_with_the_same_names()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BalanceAsync(host.NorthCny, 100_00);
        var caller = await host.ClientAsync();
        var answer = await caller.GetAsync($"/v1/account/balance?accountId={host.NorthCny.PublicId}", d => d.Accept = "application/xml");
        Assert.Equal("application/xml", answer.Type!.MediaType);
        using var xml = XmlReader.Create(new MemoryStream(answer.Bytes));
        xml.MoveToContent();
        Assert.Equal("response", xml.LocalName);
        Assert.True(xml.ReadToDescendant("balance"));
        Assert.Equal("100.00", xml.ReadElementContentAsString());
        Assert.DoesNotContain("<available", answer.Text, StringComparison.Ordinal);
        var list = await caller.GetAsync("/v1/accounts", d => d.Accept = "application/xml;q=0.9, text/html");
        Assert.Contains("<accounts><item><accountId>", list.Text, StringComparison.Ordinal);
    }
}
