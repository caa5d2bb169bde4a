using System.Xml;
using ClosedXML.Excel;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.Tests.OpenApi.Settlement;

/// <summary>Statements over HTTP in each form.</summary>
public sealed class StatementTests
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    [Fact]
    public async Task A_statement_leads_from_the_opening_over_each_entry_to_the_closing()
    {
        await using var host = await SettlementHost.StartAsync();
        var (caller, target) = await FilledAsync(host);

        var statement = (await caller.GetAsync(target)).Json;

        Assert.Equal("10.00", statement.GetProperty("openingBalance").GetString());
        Assert.Equal(
            "15.00 12.00",
            string.Join(' ', statement.GetProperty("entries").EnumerateArray().Select(e => e.GetProperty("balance").GetString()))
        );
        Assert.Equal("12.00", statement.GetProperty("closingBalance").GetString());
        Assert.Equal(
            ("5.00", "3.00", 2),
            (
                statement.GetProperty("totalIn").GetString(),
                statement.GetProperty("totalOut").GetString(),
                statement.GetProperty("entryCount").GetInt32()
            )
        );
    }

    [Fact]
    public async Task Accept_chooses_the_form_and_files_are_those_of_the_portal_itself()
    {
        await using var host = await SettlementHost.StartAsync();
        var (caller, target) = await FilledAsync(host);

        var xml = await caller.GetAsync(target, d => d.Accept = "application/xml");
        using (var reader = XmlReader.Create(new MemoryStream(xml.Bytes)))
        {
            Assert.True(reader.ReadToFollowing("entries"));
            Assert.True(reader.ReadToFollowing("closingBalance"));
            Assert.Equal("12.00", reader.ReadElementContentAsString());
        }
        var csv = await caller.GetAsync(target, d => d.Accept = "text/csv");
        Assert.Equal("text/csv", csv.Type!.MediaType);
        Assert.Contains("rent", csv.Text, StringComparison.Ordinal);
        var xlsx = await caller.GetAsync(target, d => d.Accept = Xlsx);
        Assert.Equal(Xlsx, xlsx.Type!.MediaType);
        using (var book = new XLWorkbook(new MemoryStream(xlsx.Bytes)))
            Assert.Contains(book.Worksheets, sheet => sheet.CellsUsed(cell => cell.GetString() is "rent").Any());
        var camt = await caller.GetAsync(target, d => d.Accept = "application/xml;profile=camt.053.001.08");
        var mt940 = await caller.GetAsync(target, d => d.Accept = "text/plain;profile=mt940");
        Assert.Equal(("application/xml", "text/plain"), (camt.Type!.MediaType, mt940.Type!.MediaType));
        foreach (var (file, name) in new[] { (camt.Bytes, "statement.xml"), (mt940.Bytes, "statement.sta") })
        {
            var told = Assert.Single(Assert.Single(FileReader.Read(file, name)).Statements);
            Assert.Equal((1_000L, 1_200L), (told.OpeningMinor, told.ClosingMinor));
            Assert.Equal([500L, -300L], told.Entries.Select(entry => entry.AmountMinor));
            Assert.Contains(told.Entries, entry => entry.Text is "rent");
        }
        foreach (
            var (accept, outcome) in new[]
            {
                ("*/*", "application/json"),
                ("text/*", "text/csv"),
                ("application/json;q=0.1, text/csv", "text/csv"),
                ("image/png", "406 not_acceptable"),
                ("application/xml;profile=other", "406"),
                ("not a type", "406 not_acceptable"),
            }
        )
        {
            var answer = await caller.GetAsync(target, d => d.Accept = accept);
            Assert.Equal(outcome, answer.Status == 200 ? answer.Type!.MediaType : answer.Outcome);
        }
    }

    [Fact]
    public async Task A_statement_of_many_entries_is_written_as_it_is_read()
    {
        await using var host = await SettlementHost.StartAsync();
        await host.BookAsync(
            host.NorthCny,
            [.. Enumerable.Range(1, 6_000).Select(i => (new DateOnly(2026, 2, 1 + (i / 600)), (long)i, "row"))]
        );
        var caller = await host.ClientAsync();
        var target = $"/v1/accounts/{host.NorthCny.PublicId}/statement?from=2026-02-01&to=2026-02-28";
        var json = await caller.GetAsync(target);
        Assert.Equal(6_000, json.Json.GetProperty("entries").GetArrayLength());
        var xml = await caller.GetAsync(target, d => d.Accept = "application/xml");
        using var reader = XmlReader.Create(new MemoryStream(xml.Bytes));
        var rows = 0;
        while (reader.ReadToFollowing("transactionId"))
            rows++;
        Assert.Equal(6_000, rows);
        Assert.Equal(6_000, (await host.CallsAsync(2))[1].Rows);
    }

    [Theory]
    [InlineData("", "400 parameter_invalid")]
    [InlineData("?from=2026-02-01", "400 parameter_invalid")]
    [InlineData("?from=2026-02-02&to=2026-02-01", "400 parameter_invalid")]
    [InlineData("?from=2024-02-30&to=2026-02-01", "400 parameter_invalid")]
    [InlineData("?from=1970-01-01&to=2999-12-31", "400 parameter_invalid")]
    [InlineData("?from=0001-01-01&to=9999-12-31", "400 parameter_invalid")]
    public async Task A_period_that_is_none_is_refused(string query, string outcome)
    {
        await using var host = await SettlementHost.StartAsync();
        var caller = await host.ClientAsync();
        Assert.Equal(outcome, (await caller.GetAsync($"/v1/accounts/{host.NorthCny.PublicId}/statement{query}")).Outcome);
    }

    [Fact]
    public async Task A_statement_is_for_clients_that_may_read_them_within_their_scope()
    {
        await using var host = await SettlementHost.StartAsync();
        var (_, target) = await FilledAsync(host);
        Assert.Equal("403 permission_denied", (await (await host.ClientAsync([ApiPermission.ReadTransactions])).GetAsync(target)).Outcome);
        var south = await host.ClientAsync(scope: host.South);
        Assert.Equal("404 account_not_found", (await south.GetAsync(target)).Outcome);
        Assert.Equal("404 account_not_found", (await south.GetAsync(target, d => d.Accept = "text/csv")).Outcome);
    }

    /// <summary>Ten before the period, five in and three out within it.</summary>
    private static async Task<(Caller Caller, string Target)> FilledAsync(SettlementHost host)
    {
        await host.BookAsync(
            host.NorthCny,
            (new DateOnly(2026, 2, 1), 10_00, "before"),
            (new DateOnly(2026, 2, 3), 5_00, "sale"),
            (new DateOnly(2026, 2, 4), -3_00, "rent")
        );
        return (await host.ClientAsync(), $"/v1/accounts/{host.NorthCny.PublicId}/statement?from=2026-02-02&to=2026-02-28");
    }
}
