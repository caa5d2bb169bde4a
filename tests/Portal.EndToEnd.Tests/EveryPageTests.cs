using FundPortal.EndToEnd.Tests.Harness;

namespace FundPortal.EndToEnd.Tests;

/// <summary>
/// Every page, in both languages, light and dark, wide and narrow: opens without a policy violation, an error or sideways scrolling, and asks no
/// other host. With FUNDPORTAL_SCREENSHOTS set to a folder it leaves a picture of each there.
/// </summary>
public sealed class EveryPageTests(DemoPortal demo) : IClassFixture<DemoPortal>
{
    private static readonly string[] FundPages = ["/", "/accounts", "/transactions", "/statements", "/statements/verify"];

    [Theory]
    [InlineData(
        "wang.min",
        "Harbor-Lantern-2026",
        "zh-CN",
        1280,
        false,
        "/import,/stops,/notices,/payees,/payees/new,/payments,/payments/new,/payments/batch"
    )]
    [InlineData(
        "zhao.lei",
        "Copper-Orchard-2026",
        "en",
        1280,
        true,
        "/audit,/payees,/approval-policies,/approval-policies/simulator,/approval-policies/replay,/approval-policies/rates,/channels,/drift"
    )]
    [InlineData(
        "chen.jing",
        "Amber-Festival-2026",
        "zh-CN",
        390,
        true,
        "/audit,/limits,/stops,/notices,/approval-policies,/approval-policies/simulator,/approval-policies/replay,/approval-policies/rates,/approval-policies/new,/channels,/drift"
    )]
    [InlineData("zhang.wei", "Meadow-Compass-2026", "en", 390, false, "/my-delegations,/notices,/payees,/approvals,/payments")]
    [InlineData("admin", "Silver-Juniper-2026", "en", 390, false, "/people,/master-data,/account-changes,/channels,/channels/new")]
    public async Task Every_page_opens_clean(string user, string password, string locale, int width, bool dark, string more)
    {
        var page = await demo.SignInAsync(user, password, locale, width, dark);
        var problems = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error")
                problems.Add($"{page.Url}: {message.Text}");
        };
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith(demo.Portal.Address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
                problems.Add($"{page.Url} asks {request.Url}");
        };
        // An administrator without a data scope has no account to look at.
        var account = user is "admin" ? "/" : $"/accounts/{await demo.AccountAsync("121909876510802")}";
        var paths = FundPages.Concat(more.Split(',')).Append("/my-security").Append(account);
        foreach (var path in paths)
        {
            await page.GotoAsync(path);
            await page.WaitForSelectorAsync("h1");
            await page.WaitForSelectorAsync(".skeletons", new() { State = Microsoft.Playwright.WaitForSelectorState.Detached });
            var overflow = await page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            );
            if (overflow > 1)
                problems.Add($"{path} is {overflow} pixels too wide at {width}");
            await KeepAsync(page, $"{Name(path)}-{locale}-{width}{(dark ? "-dark" : "")}.png");
        }

        Assert.Empty(problems);
        Assert.DoesNotContain(" fail: ", demo.Portal.Log, StringComparison.Ordinal);
    }

    private static string Name(string path) =>
        path is "/" ? "dashboard"
        : path.StartsWith("/accounts/", StringComparison.Ordinal) ? "account"
        : path.Trim('/').Replace('/', '-');

    private static async Task KeepAsync(Microsoft.Playwright.IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FUNDPORTAL_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        // Charts draw themselves in; a picture wants them whole.
        await Task.Delay(1_000);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name) });
    }
}
