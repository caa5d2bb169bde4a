using System.Text;
using ClosedXML.Excel;
using FundPortal.Domain.Accounts;
using FundPortal.EndToEnd.Tests.Harness;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace FundPortal.EndToEnd.Tests;

/// <summary>The main job as a finance person does it: import, look, filter, download; and what another person must not see.</summary>
public sealed class MainJobTests(DemoPortal demo) : IClassFixture<DemoPortal>
{
    private const string Mt940 =
        ":20:R\r\n:25:NL81ASNB9999999999\r\n:28C:1/1\r\n:60F:C200101EUR444,29\r\n:61:2001010101D65,00NOVBNL47INGB9999999999\r\n:86:Betaling\r\n:62F:C200101EUR379,29\r\n-\r\n";

    private const string Camt =
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>CH2909000000250094239</IBAN></Id><Ccy>CHF</Ccy></Acct>"
        + "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CHF\">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-01-01</Dt></Dt></Bal>"
        + "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CHF\">98.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-01-02</Dt></Dt></Bal>"
        + "<Ntry><Amt Ccy=\"CHF\">1.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>";

    private const string Alipay =
        "#支付宝账务明细查询\n#账号：[20881111222233330156]\n账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注\n"
        + "102,2,T2,退货,2024-01-02 10:00:00,b***@x.com,,-2.50,107.50,支付宝,交易退款,\n101,1,T1,=1+1,2024-01-02 09:00:00,a***@x.com,10.00,,110.00,支付宝,在线支付,\n";

    [Fact]
    public async Task Real_files_are_imported_through_the_page_filtered_and_downloaded_as_an_Excel_statement_that_adds_up()
    {
        await AddAccountAsync("NL81ASNB9999999999", "EUR");
        await AddAccountAsync("CH2909000000250094239", "CHF");
        await AddAccountAsync("20881111222233330156", "CNY");
        var page = await demo.SignInAsync("wang.min", "Harbor-Lantern-2026");

        await page.GotoAsync("/import");
        await page.WaitForSelectorAsync("#files");
        await page.SetInputFilesAsync(
            "#files",
            [
                File("asnb.txt", Real("mt940/ASNB/mt940.txt") ?? Mt940),
                File(
                    "postfinance.xml",
                    Real("camt/postfinance/camt.053_P_CH2909000000250094239_1110092698_0_2020112503071366.xml") ?? Camt
                ),
                File("alipay.csv", Alipay),
            ]
        );
        await page.WaitForSelectorAsync(".sums");
        // The bank's own sample is redacted and does not add up: a person must say that the difference was seen.
        foreach (var box in await page.Locator(".mud-alert input[type=checkbox]").AllAsync())
            await box.CheckAsync();
        await page.ClickAsync("button:has-text('确认入库')");
        await page.WaitForSelectorAsync("td a:has-text('alipay.csv')");

        // The same files again bring nothing new.
        await page.SetInputFilesAsync("#files", [File("alipay.csv", Alipay)]);
        await page.WaitForSelectorAsync(".chip:has-text('新增 0')");

        var account = await demo.AccountAsync("20881111222233330156");
        await page.GotoAsync($"/transactions?account={account}&direction=in");
        await page.WaitForSelectorAsync(".sums b:has-text('1')");
        Assert.Equal(1, await page.Locator("table.lean tbody tr").CountAsync());
        Assert.Contains("10.00", await page.InnerTextAsync("table.lean tbody"), StringComparison.Ordinal);
        await page.ClickAsync("table.lean tbody tr");
        await page.WaitForSelectorAsync(".details pre.raw");
        Assert.Contains("a***@x.com", await page.InnerTextAsync(".details pre.raw"), StringComparison.Ordinal);

        await page.GotoAsync($"/statements?account={account}&from=2024-01-01&to=2024-01-31");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("button[value=xlsx]"));
        var file = Path.Combine(demo.Portal.Folder, download.SuggestedFilename);
        await download.SaveAsAsync(file);
        CheckWorkbook(file);

        // And the portal says of it that it is unaltered.
        await page.GotoAsync("/statements/verify");
        await page.WaitForSelectorAsync("#statement");
        await page.SetInputFilesAsync("#statement", file);
        await page.WaitForSelectorAsync("text=未被改动");
    }

    [Fact]
    public async Task A_second_person_sees_nothing_of_accounts_outside_the_data_scope()
    {
        var foreign = await demo.AccountAsync("DE89370400440532013000");
        var page = await demo.SignInAsync("wang.min", "Harbor-Lantern-2026", locale: "en");

        await page.GotoAsync("/accounts");
        await page.WaitForSelectorAsync("table.lean");
        Assert.DoesNotContain("Yuanhang Europe", await page.InnerTextAsync("#content"), StringComparison.Ordinal);

        await page.GotoAsync($"/accounts/{foreign}");
        await page.WaitForSelectorAsync(".mud-alert");
        var notFound = await page.InnerTextAsync("#content");
        await page.GotoAsync($"/accounts/{Guid.NewGuid()}");
        await page.WaitForSelectorAsync(".mud-alert");
        Assert.Equal(notFound, await page.InnerTextAsync("#content"));

        await page.GotoAsync($"/transactions?account={foreign}");
        await page.WaitForSelectorAsync(".mud-alert");

        // The download, called past the page with that id and this person's own form token.
        await page.GotoAsync($"/statements?account={await demo.AccountAsync("755907654310222")}");
        await page.WaitForSelectorAsync("input[name=account]", new() { State = WaitForSelectorState.Attached });
        await page.EvalOnSelectorAsync("input[name=account]", "(e, id) => e.value = id", foreign.ToString());
        var answer = await page.RunAndWaitForResponseAsync(
            () => page.ClickAsync("button[value=csv]"),
            r => r.Url.EndsWith("/statements/download", StringComparison.Ordinal)
        );
        Assert.Equal(404, answer.Status);
    }

    private static void CheckWorkbook(string file)
    {
        using var workbook = new XLWorkbook(file);
        var cells = workbook.Worksheets.SelectMany(sheet => sheet.CellsUsed()).ToArray();
        Assert.DoesNotContain(cells, cell => cell.HasFormula);
        var numbers = cells
            .Where(cell => cell.DataType == XLDataType.Number)
            .Select(cell => Math.Round((decimal)cell.GetDouble(), 2))
            .ToHashSet();
        Assert.Superset(new HashSet<decimal> { 100.00m, 10.00m, 2.50m, 107.50m, 0m }, numbers);
        Assert.Contains(cells, cell => string.Equals(cell.GetString(), "20881111222233330156", StringComparison.Ordinal));
        Assert.Contains(cells, cell => string.Equals(cell.GetString(), "=1+1", StringComparison.Ordinal));
    }

    /// <summary>Past the use case, which would rightly refuse the samples' made-up IBANs.</summary>
    private Task<int> AddAccountAsync(string number, string currency) =>
        demo.ReadAsync(async db =>
        {
            db.Accounts.Add(
                new Account
                {
                    LegalEntityId = await db.LegalEntities.Where(e => e.Name.Contains("上海")).Select(e => e.Id).SingleAsync(),
                    BankId = await db.Banks.Where(b => b.Name == "Deutsche Bank").Select(b => b.Id).SingleAsync(),
                    Number = number,
                    Name = number,
                    CurrencyCode = currency,
                    Type = AccountType.Current,
                }
            );
            return await db.SaveChangesAsync();
        });

    private static FilePayload File(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "application/octet-stream",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    private static string? Real(string path) =>
        SharedData.Folder is { } folder && System.IO.File.Exists(Path.Combine(folder, path))
            ? System.IO.File.ReadAllText(Path.Combine(folder, path))
            : null;
}
