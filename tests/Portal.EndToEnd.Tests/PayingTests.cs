using System.Globalization;
using FundPortal.Domain.Payments;
using FundPortal.EndToEnd.Tests.Harness;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace FundPortal.EndToEnd.Tests;

/// <summary>The demonstration group beside a sandbox bank: a payment's way from the form to the bank's books, as people see it.</summary>
public sealed class PayingTests : IAsyncLifetime
{
    private const string General = "一般户";
    private const string Settlement = "结算户";

    private SandboxBankProcess bank = null!;
    private DemoPortal demo = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fundportal-paying-").FullName;
        bank = await SandboxBankProcess.StartAsync(folder: Directory.CreateDirectory(Path.Combine(folder, "sandbox-bank")).FullName);
        await bank.PaceAsync(settle: 200, @return: 1_000);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Sandbox__Port"] = bank.Address.Port.ToString(CultureInfo.InvariantCulture),
            ["Sending__LongestPause"] = "00:00:02",
        };
        demo = new DemoPortal { Start = () => PortalProcess.StartAsync(folder: folder, settings: settings) };
        await demo.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await bank.DisposeAsync();
        await demo.DisposeAsync();
    }

    [Fact]
    public async Task An_approved_payment_is_paid_by_itself_the_open_page_follows_and_a_doubt_is_seen_and_resolved()
    {
        var maker = await demo.SignInAsync("wang.min", "Harbor-Lantern-2026");
        var approver = await demo.SignInAsync("zhang.wei", "Meadow-Compass-2026");

        // Paid: the page of the payment is open all the while, and is not touched.
        var first = await SubmitAsync(maker, "12,345.67", "PAY-1");
        await SignAsync(approver, first);
        await maker.WaitForSelectorAsync(".bank-order .chip.good:has-text('已付清')", new() { Timeout = 60_000 });
        await maker.WaitForSelectorAsync(".timeline:has-text('已交银行通道')");
        var (order, executions) = Assert.Single((await bank.ReportAsync()).Orders);
        Assert.Equal((1, 12_345_67L, EndToEndId.Of(first, 0)), (executions, order.AmountMinor, order.Reference));
        await maker.ClickAsync("summary:has-text('银行报文')");
        var message = await maker.InnerTextAsync(".bank-message pre");
        Assert.Contains(order.Reference, message, StringComparison.Ordinal);
        Assert.DoesNotContain(bank.Keys()["encryptionKey"], await maker.ContentAsync(), StringComparison.Ordinal);

        // In doubt: the bank's answer cannot be believed, and then it says that it does not know the order. Its line of the day that goes on
        // settles nothing; the bank shows the order at last.
        await bank.PaceAsync(settle: 20_000, doubt: 30_000);
        await bank.FaultAsync("BadSignature", call: "BB1PAYOP", times: 1);
        await bank.FaultAsync("Hidden", times: 1);
        var second = await SubmitAsync(maker, "2,000.00", "PAY-2");
        await SignAsync(approver, second);
        await maker.WaitForSelectorAsync(".bank-order .chip.warn:has-text('结果不明')", new() { Timeout = 60_000 });
        await approver.GotoAsync("/sending");
        await approver.WaitForSelectorAsync($"table a[href='/payments/{second}']");
        await maker.WaitForSelectorAsync(".bank-order .chip.good:has-text('已付清')", new() { Timeout = 60_000 });
        await approver.WaitForSelectorAsync("text=没有结果不明的付款");

        var states = await demo.ReadAsync(db => db.Payments.Where(p => p.Reference != null).Select(p => p.State).ToListAsync(Ct));
        Assert.All(states, state => Assert.Equal(PaymentState.Settled, state));
        Assert.All((await bank.ReportAsync()).Orders, row => Assert.Equal(1, row.Executions));
        var (exit, output, _) = await demo.Portal.RunAsync("audit", "verify");
        Assert.True(exit == 0, output);
    }

    private static async Task<Guid> SubmitAsync(IPage page, string amount, string reference)
    {
        await page.GotoAsync("/payments/new");
        await page.ClickAsync("button:has-text('内部调拨')");
        await ChooseAsync(page, "付款账户", General);
        await ChooseAsync(page, "收款账户", Settlement);
        await page.Locator(".amount-field input").FillAsync(amount);
        await page.GetByLabel("用途").FillAsync("资金归集");
        await page.GetByLabel("业务编号").FillAsync(reference);
        await page.WaitForSelectorAsync(".route li");
        await page.ClickAsync("button:has-text('提交审批')");
        await page.WaitForSelectorAsync(".timeline");
        return Guid.Parse(new Uri(page.Url).Segments[^1]);
    }

    private static async Task ChooseAsync(IPage page, string label, string option)
    {
        await page.ClickAsync($".mud-input-control:has(label:has-text('{label}'))");
        await page.ClickAsync($".mud-popover-open .mud-list-item:has-text('{option}')");
        await page.WaitForSelectorAsync(".mud-popover-open", new() { State = WaitForSelectorState.Detached });
    }

    private async Task SignAsync(IPage page, Guid payment)
    {
        await page.GotoAsync($"/payments/{payment}");
        await page.WaitForSelectorAsync("#decision-code");
        await page.FillAsync("#decision-code", await demo.CodeAsync("zhang.wei"));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForSelectorAsync("text=已签 1 笔");
    }
}
