using FundPortal.Application.Identity;
using FundPortal.EndToEnd.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace FundPortal.EndToEnd.Tests;

public sealed class SignInTests(DemoPortal demo) : IClassFixture<DemoPortal>
{
    [Fact]
    public async Task The_first_sign_in_leads_to_set_up_and_a_code_works_once()
    {
        var context = await demo.Browser.NewPersonAsync(demo.Portal.Address);
        var page = await context.NewPageAsync();
        await page.GotoAsync("/transactions");
        await DemoPortal.GivePasswordAsync(page, "li.na", "Willow-Granite-2026");
        await page.WaitForURLAsync("**/sign-in/set-up*");
        var secret = (await page.TextContentAsync("#totp-secret"))!.Replace(" ", "", StringComparison.Ordinal);

        // With the password alone no page of the portal answers.
        await page.GotoAsync("/accounts");
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);

        await page.GotoAsync("/sign-in/set-up");
        await DemoPortal.GiveCodeAsync(page, "000000");
        Assert.True(await page.IsVisibleAsync(".problem"));
        var code = CodeOf(secret);
        await DemoPortal.GiveCodeAsync(page, code);
        Assert.Equal(RecoveryCodes.Count, await page.Locator(".codes li").CountAsync());
        var recoveryCode = await page.Locator(".codes li").First.TextContentAsync();
        await page.CheckAsync("input[type=checkbox]");
        await DemoPortal.SubmitAsync(page);
        await page.WaitForSelectorAsync("#content h1");

        // The code that finished set-up is spent for sign-in as well.
        var second = await (await demo.Browser.NewPersonAsync(demo.Portal.Address)).NewPageAsync();
        await second.GotoAsync("/");
        await DemoPortal.GivePasswordAsync(second, "li.na", "Willow-Granite-2026");
        await DemoPortal.GiveCodeAsync(second, code);
        Assert.True(await second.IsVisibleAsync(".problem"));
        await second.GotoAsync("/sign-in/recovery");
        await DemoPortal.GiveCodeAsync(second, recoveryCode!);
        // The use of a recovery code is shown: it may not have been the owner's.
        await second.WaitForURLAsync("**/my-security?by=recovery-code");
        Assert.True(await second.IsVisibleAsync(".problem"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        var page = await (await demo.Browser.NewPersonAsync(demo.Portal.Address)).NewPageAsync();
        await page.GotoAsync("/sign-in");
        await DemoPortal.GivePasswordAsync(page, "nobody.here", "whatever-it-is-2026");
        var unknown = await page.TextContentAsync(".problem");
        await DemoPortal.GivePasswordAsync(page, "chen.jing", "whatever-it-is-2026");
        Assert.Equal(unknown, await page.TextContentAsync(".problem"));
    }

    [Fact]
    public async Task A_disabled_persons_open_page_does_nothing_more()
    {
        var page = await demo.SignInAsync("zhang.wei", "Meadow-Compass-2026");
        var person = await demo.ReadAsync(db => db.Users.Where(p => p.UserName == "zhang.wei").Select(p => p.Id).SingleAsync());

        var disabled = await demo.RunAsync(
            (SetDisabled u, Domain.Identity.Actor me) => u.HandleAsync(new(person, true), me, CancellationToken.None)
        );
        Assert.True(disabled.IsOk);
        // The guard's last look at the database counts for a second.
        await Task.Delay(1_100);
        // The watch over silent pages may have led this one away already: then there is nothing left to click.
        await page.EvaluateAsync("() => { document.querySelector(\"a[href='/accounts']\")?.click(); }");

        await page.WaitForURLAsync("**/sign-in*");
    }

    [Fact]
    public async Task The_language_switch_changes_every_word_and_stays()
    {
        var page = await demo.SignInAsync("zhao.lei", "Copper-Orchard-2026");
        Assert.Equal("资金总览", await page.TextContentAsync("#content h1"));

        await page.ClickAsync("form[action='/language'] button");
        await page.WaitForSelectorAsync("h1:has-text('Dashboard')");

        await page.GotoAsync("/accounts");
        await page.WaitForSelectorAsync("h1:has-text('Accounts')");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_in_every_tab()
    {
        var page = await demo.SignInAsync("admin", "Silver-Juniper-2026");
        var other = await page.Context.NewPageAsync();
        await other.GotoAsync("/people");
        await other.WaitForSelectorAsync("#content h1");

        await page.EvaluateAsync("() => document.getElementById('sign-out').requestSubmit()");

        // The form's answer and the ended circuit both lead there; whichever is first cancels the other.
        const string isOut = "() => location.pathname === '/sign-in' && document.readyState === 'complete'";
        await page.WaitForFunctionAsync(isOut);
        await other.WaitForFunctionAsync(isOut);
    }

    private static string CodeOf(string secret) =>
        new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(TimeProvider.System.GetUtcNow().UtcDateTime);
}
