using FundPortal.Application.Identity;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.EndToEnd.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace FundPortal.EndToEnd.Tests;

/// <summary>
/// The demonstration group's policy, to 50,000 one level, to 1,000,000 two with two of three, above three: payments through each by people in
/// their browsers, and everybody who must not sign tries to.
/// </summary>
public sealed class ApprovalTests(DemoPortal demo) : IClassFixture<DemoPortal>
{
    private static readonly Dictionary<string, string> Passwords = new(StringComparer.Ordinal)
    {
        ["wang.min"] = "Harbor-Lantern-2026",
        ["zhang.wei"] = "Meadow-Compass-2026",
        ["zhou.ting"] = "Marble-Sparrow-2026",
        ["wu.gang"] = "Velvet-Anchor-2026",
        ["xu.lan"] = "Saffron-Bridge-2026",
        ["he.jun"] = "Timber-Falcon-2026",
        ["zhao.lei"] = "Copper-Orchard-2026",
        ["admin"] = "Silver-Juniper-2026",
    };

    private readonly Dictionary<string, IPage> pages = new(StringComparer.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payments_of_three_sizes_go_through_their_levels_nobody_gets_round_them_and_the_trail_verifies()
    {
        var small = await SubmitAsync("40,000.00", "S-1");
        var middle = await SubmitAsync("60,000.00", "M-1");
        var large = await SubmitAsync("1,200,000.00", "L-1");
        Assert.Equal((1, 2, 3), (await LevelsAsync(small), await LevelsAsync(middle), await LevelsAsync(large)));

        // The maker has no inbox, and the page offers no decision.
        var maker = await PageAsync("wang.min");
        Assert.Equal(0, await maker.Locator("a[href='/approvals']").CountAsync());
        await maker.GotoAsync($"/payments/{small}");
        await maker.WaitForSelectorAsync("#content h1");
        Assert.Equal(0, await maker.Locator("#decision-code").CountAsync());

        // First level: anybody who approves, with the keyboard alone, all three at once with one code.
        var first = await PageAsync("zhang.wei");
        await first.GotoAsync("/approvals");
        await first.WaitForSelectorAsync(".inbox-row");
        Assert.Equal(3, await first.Locator(".inbox-row").CountAsync());
        foreach (var key in new[] { "x", "j", "x", "j", "x", "a" })
            await first.Keyboard.PressAsync(key);
        await first.WaitForSelectorAsync("#decision-code");
        var summary = await first.InnerTextAsync(".sums");
        Assert.Contains("1,300,000.00", summary, StringComparison.Ordinal);
        await TypeCodeAsync(first, "zhang.wei");
        await first.WaitForSelectorAsync("text=已签 3 笔");
        Assert.Equal(PaymentState.Approved, await StateAsync(small));

        // Who signed the first level is offered no second one.
        await first.GotoAsync($"/payments/{middle}");
        await first.WaitForSelectorAsync(".mud-alert:has-text('已签过')");
        Assert.Equal(0, await first.Locator("#decision-code").CountAsync());

        // Second level: two of three, the third comes too late.
        await SignAsync("zhou.ting", middle);
        Assert.Equal(PaymentState.InApproval, await StateAsync(middle));
        var late = await PageAsync("xu.lan");
        await late.GotoAsync($"/payments/{middle}");
        await late.WaitForSelectorAsync("#decision-code");
        await SignAsync("wu.gang", middle);
        Assert.Equal(PaymentState.Approved, await StateAsync(middle));
        await TypeCodeAsync(late, "xu.lan");
        await late.WaitForSelectorAsync(".mud-snackbar:has-text('已批准')");

        // Third level: not before the second is signed.
        var president = await PageAsync("he.jun");
        await president.GotoAsync($"/payments/{large}");
        await president.WaitForSelectorAsync("#content h1");
        Assert.Equal(0, await president.Locator("#decision-code").CountAsync());
        await SignAsync("zhou.ting", large);
        await SignAsync("xu.lan", large);
        Assert.Equal(PaymentState.InApproval, await StateAsync(large));
        await SignAsync("he.jun", large);
        Assert.Equal(PaymentState.Approved, await StateAsync(large));

        // A role taken away while the page is open: the button is there, the signature is not.
        var stale = await SubmitAsync("41,000.00", "S-2");
        var open = await PageAsync("zhou.ting");
        await open.GotoAsync($"/payments/{stale}");
        await open.WaitForSelectorAsync("#decision-code");
        await TakeRoleAsync("zhou.ting");
        await TypeCodeAsync(open, "zhou.ting");
        await open.WaitForFunctionAsync(
            "() => location.pathname.startsWith('/sign-in') || !!document.querySelector('.decision .mud-alert') || !!document.querySelector('#content .mud-alert')"
        );
        Assert.Equal(PaymentState.InApproval, await StateAsync(stale));

        // The auditor reads and changes nothing; the administrator does not even see.
        var auditor = await PageAsync("zhao.lei");
        await auditor.GotoAsync($"/payments/{stale}");
        await auditor.WaitForSelectorAsync(".timeline");
        Assert.Equal(0, await auditor.Locator("#decision-code").CountAsync());
        var admin = await PageAsync("admin");
        await admin.GotoAsync($"/payments/{stale}");
        await admin.WaitForSelectorAsync("#content .mud-alert");
        Assert.DoesNotContain("41,000", await admin.InnerTextAsync("#content"), StringComparison.Ordinal);

        // A double click submits once; a reject needs a reason.
        await RejectAsync("wu.gang", stale);
        Assert.Equal(PaymentState.Rejected, await StateAsync(stale));

        var (exit, output, _) = await demo.Portal.RunAsync("audit", "verify");
        Assert.True(exit == 0, output);
        var signed = await demo.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "payment.signed", Ct));
        Assert.Equal(1 + 3 + 4, signed);
    }

    [Fact]
    public async Task A_policy_comes_in_force_only_by_a_second_policy_owner_and_routes_from_then_on()
    {
        var owner = await demo.SignInAsync("chen.jing", "Amber-Festival-2026");
        await owner.GotoAsync("/approval-policies");
        await owner.ClickAsync("a:has-text('起草新版本')");
        await owner.GetByLabel("变更说明").FillAsync("每年复核");
        await owner.ClickAsync("button:has-text('保存草稿')");
        await owner.WaitForSelectorAsync("#policy-code");
        var version = new Uri(owner.Url).AbsolutePath;
        await AgreeAsync(owner, "chen.jing", "提交第二人确认");
        await owner.WaitForSelectorAsync("text=已提交，等待");
        // The one who proposed is offered no confirmation.
        await owner.ReloadAsync();
        await owner.WaitForSelectorAsync("#content h1");
        Assert.Equal(0, await owner.Locator("#policy-code").CountAsync());

        var second = await demo.SignInAsync("sun.hao", "Pebble-Harvest-2026");
        await second.GotoAsync(version);
        await second.WaitForSelectorAsync("#policy-code");
        await AgreeAsync(second, "sun.hao", "确认生效");
        await second.WaitForSelectorAsync("text=已生效。");

        var states = await demo.ReadAsync(db =>
            db.PolicyVersions.OrderBy(v => v.Number).Select(v => new { v.Number, v.State }).ToListAsync(Ct)
        );
        Assert.Equal([(1, PolicyState.Superseded), (2, PolicyState.InForce)], states.Select(v => (v.Number, v.State)));
    }

    /// <summary>Ticks the warnings, where there are any, and gives a code.</summary>
    private async Task AgreeAsync(IPage page, string user, string button)
    {
        foreach (var box in await page.Locator(".decision input[type=checkbox]").AllAsync())
            await box.CheckAsync();
        await page.FillAsync("#policy-code", await demo.CodeAsync(user));
        await page.ClickAsync($".decision button:has-text('{button}')");
    }

    [Fact]
    public async Task What_is_typed_survives_a_lost_circuit()
    {
        var page = await demo.SignInAsync("liu.yang", "Cedar-Voyage-2026");
        await page.GotoAsync("/payments/new");
        await page.GetByLabel("用途").FillAsync("survives");
        await page.Locator(".amount-field input").FillAsync("12,345.67");
        await page.WaitForSelectorAsync("text=已自动保存");

        await page.ReloadAsync();

        await page.WaitForSelectorAsync("text=已恢复您");
        Assert.Equal("12,345.67", await page.Locator(".amount-field input").InputValueAsync());
        Assert.Equal("survives", await page.GetByLabel("用途").InputValueAsync());
        await page.ClickAsync("button:has-text('丢弃')");
        await page.ReloadAsync();
        await page.WaitForSelectorAsync(".amount-field input");
        Assert.Equal("", await page.Locator(".amount-field input").InputValueAsync());
    }

    /// <summary>A transfer between two own accounts, entered in the page; the button is pressed twice.</summary>
    private async Task<Guid> SubmitAsync(string amount, string reference)
    {
        var page = await PageAsync("wang.min");
        await page.GotoAsync("/payments/new");
        await page.ClickAsync("button:has-text('内部调拨')");
        await ChooseAsync(page, "付款账户", "基本户");
        await ChooseAsync(page, "收款账户", "一般户");
        await page.Locator(".amount-field input").FillAsync(amount);
        await page.GetByLabel("用途").FillAsync("资金归集");
        await page.GetByLabel("业务编号").FillAsync(reference);
        await page.WaitForSelectorAsync(".route li");
        await page.Locator("button:has-text('提交审批')").DblClickAsync();
        await page.WaitForSelectorAsync(".timeline");
        var id = Guid.Parse(new Uri(page.Url).Segments[^1]);
        Assert.Equal(1, await demo.ReadAsync(db => db.Payments.CountAsync(p => p.Reference == reference, Ct)));
        return id;
    }

    private static async Task ChooseAsync(IPage page, string label, string option)
    {
        await page.ClickAsync($".mud-input-control:has(label:has-text('{label}'))");
        await page.ClickAsync($".mud-popover-open .mud-list-item:has-text('{option}')");
        await page.WaitForSelectorAsync(".mud-popover-open", new() { State = WaitForSelectorState.Detached });
    }

    private async Task SignAsync(string user, Guid payment)
    {
        var page = await PageAsync(user);
        await page.GotoAsync($"/payments/{payment}");
        await page.WaitForSelectorAsync("#decision-code");
        await TypeCodeAsync(page, user);
        await page.WaitForSelectorAsync("text=已签 1 笔");
    }

    private async Task RejectAsync(string user, Guid payment)
    {
        var page = await PageAsync(user);
        await page.GotoAsync($"/payments/{payment}");
        await page.WaitForSelectorAsync("#decision-code");
        await page.ClickAsync(".decision button:has-text('驳回')");
        await TypeCodeAsync(page, user);
        await page.WaitForSelectorAsync(".decision .mud-alert:has-text('请填写理由')");
        await page.GetByLabel("理由").FillAsync("金额不对");
        await TypeCodeAsync(page, user);
        await page.WaitForSelectorAsync("text=已驳回 1 笔");
    }

    private async Task TypeCodeAsync(IPage page, string user)
    {
        await page.FillAsync("#decision-code", await demo.CodeAsync(user));
        await page.Keyboard.PressAsync("Enter");
    }

    private async Task<IPage> PageAsync(string user)
    {
        if (!pages.TryGetValue(user, out var page))
            pages[user] = page = await demo.SignInAsync(user, Passwords[user]);
        return page;
    }

    private Task<PaymentState> StateAsync(Guid payment) =>
        demo.ReadAsync(db => db.Payments.Where(p => p.PublicId == payment).Select(p => p.State).SingleAsync(Ct));

    private Task<int> LevelsAsync(Guid payment) =>
        demo.ReadAsync(db => db.Payments.Where(p => p.PublicId == payment).SelectMany(p => p.Levels).CountAsync(Ct));

    private async Task TakeRoleAsync(string user)
    {
        var person = await demo.ReadAsync(db => db.Users.Where(p => p.UserName == user).Select(p => p.Id).SingleAsync(Ct));
        var result = await demo.RunAsync((SetRoles u, Actor system) => u.HandleAsync(new(person, [Role.FinanceStaff]), system, Ct));
        Assert.Null(result.Refusal);
    }
}
