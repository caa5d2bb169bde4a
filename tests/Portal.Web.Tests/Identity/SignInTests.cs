using System.Net;
using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.Web.Tests.Host;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OtpNet;

namespace FundPortal.Web.Tests.Identity;

/// <summary>The way in, through the real host: rows A1 to A5, A7, C6.</summary>
public sealed class SignInTests
{
    [Fact]
    public async Task A2_A3_the_first_sign_in_leads_through_set_up_recovery_codes_and_an_own_password_into_the_portal()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var li = await Account.CreateAsync(host, "li.na", password: null, hasTotp: false);
        using var browser = new Visitor(host.Address);
        var setUp = await browser.FollowAsync(await browser.PasswordAsync("li.na", li.Password, "/sign-in?returnUrl=%2Fmy-security"));
        Assert.StartsWith("/sign-in/set-up", setUp.Path, StringComparison.Ordinal);
        Assert.Equal("no-store", setUp.CacheControl);
        Assert.StartsWith("data:image/png;base64,", setUp.Document.QuerySelector("img")?.GetAttribute("src"), StringComparison.Ordinal);
        var base32 = setUp.Document.QuerySelector("#totp-secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var secret = Base32Encoding.ToBytes(base32);
        Assert.Equal(20, secret.Length);

        var wrong = await browser.SubmitAsync(setUp, "set-up", ("Form.Code", (li with { Secret = secret }).WrongCode()));
        Assert.NotNull(wrong.Problem);
        Assert.Contains(base32[..4], wrong.Html, StringComparison.Ordinal);
        // Nothing counts until a right code: another browser is still led to set-up.
        using (var other = new Visitor(host.Address))
            Assert.StartsWith("/sign-in/set-up", (await other.PasswordAsync("li.na", li.Password)).Location, StringComparison.Ordinal);

        var saved = await browser.SubmitAsync(wrong, "set-up", ("Form.Code", Account.CodeOf(secret, host.Database.Clock)));
        var codes = saved.Document.QuerySelectorAll(".codes code").Select(c => c.TextContent).ToArray();
        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("no-store", saved.CacheControl);
        // Not yet in: the temporary password must go first.
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        var own = await browser.FollowAsync(await browser.SubmitAsync(saved, "/sign-in/enter"));
        Assert.StartsWith("/sign-in/password", own.Path, StringComparison.Ordinal);
        var weak = await browser.SubmitAsync(own, "own-password", ("Form.Password", "Password1!"), ("Form.Repeat", "Password1!"));
        Assert.NotNull(weak.Problem);
        var entered = await browser.SubmitAsync(
            weak,
            "own-password",
            ("Form.Password", Account.GoodPassword),
            ("Form.Repeat", Account.GoodPassword)
        );
        Assert.Equal("/my-security", entered.Location);
        Assert.Contains("My security", (await browser.FollowAsync(entered)).Text, StringComparison.Ordinal);
        Assert.False(browser.CookieValues.ContainsKey("fundportal-step"));
        Assert.DoesNotContain(
            browser.Addresses,
            address => address.Contains(base32, StringComparison.Ordinal) || address.Contains("secret", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            host.Log.All,
            line => line.Contains(base32, StringComparison.Ordinal) || line.Contains(Account.GoodPassword, StringComparison.Ordinal)
        );
        await A1_nothing_of_the_secret_is_in_the_database(host, base32, codes);
    }

    /// <summary>Row A1: base32, raw bytes, hex, base64; A7: recovery codes.</summary>
    private static async Task A1_nothing_of_the_secret_is_in_the_database(PortalHost host, string base32, string[] codes)
    {
        await host.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        var file = new SqliteConnectionStringBuilder(host.Database.ConnectionString).DataSource;
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        var secret = Base32Encoding.ToBytes(base32);
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        string[] forms =
        [
            base32,
            System.Text.Encoding.Latin1.GetString(secret),
            Convert.ToHexString(secret),
            Convert.ToBase64String(secret),
            .. codes,
            .. codes.Select(code => code.Replace("-", "", StringComparison.Ordinal)),
        ];
        Assert.DoesNotContain(forms, form => text.Contains(form, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("li.na", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A4_a_code_is_good_once_and_in_one_spelling_only()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var first = new Visitor(host.Address);
        Assert.Equal("/", (await first.SignInAsync(person)).Location);
        foreach (var spelling in Spellings(person.Code()).Append(person.Code()))
        {
            using var second = new Visitor(host.Address);
            var page = await second.FollowAsync(await second.PasswordAsync(person.Name, person.Password));
            var answer = await second.SubmitAsync(page, "code", ("Form.Code", spelling));
            Assert.True(answer.Location is null && answer.Problem is not null, $"'{spelling}' was accepted");
            await ForgiveAsync(host);
        }
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        using var later = new Visitor(host.Address);
        Assert.Equal("/", (await later.SignInAsync(person)).Location);
    }

    [Fact]
    public async Task A4_other_spellings_of_an_unused_code_are_refused_too()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        foreach (var spelling in Spellings(person.Code()))
        {
            using var browser = new Visitor(host.Address);
            var page = await browser.FollowAsync(await browser.PasswordAsync(person.Name, person.Password));
            var answer = await browser.SubmitAsync(page, "code", ("Form.Code", spelling));
            Assert.True(answer.Location is null, $"'{spelling}' was accepted");
            await ForgiveAsync(host);
        }
    }

    [Fact]
    public async Task A4_fifty_parallel_posts_of_one_code_let_one_in()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        var page = await browser.FollowAsync(await browser.PasswordAsync(person.Name, person.Password));
        var ticket = browser.Cookies;
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async _ =>
                {
                    using var one = new Visitor(host.Address, cookies: Copy(ticket, host.Address));
                    return await one.SubmitAsync(page, "code", ("Form.Code", person.Code()));
                })
        );
        Assert.Single(answers, answer => answer.Location is "/");
        Assert.Equal(1, await host.Database.UseAsync(db => db.SignInSessions.CountAsync()));
    }

    [Fact]
    public async Task A7_a_recovery_code_lets_in_once_and_its_use_is_shown_and_audited()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var security = await browser.GetAsync("/my-security");
        var made = await browser.SubmitAsync(security, "recovery-codes", ("Form.Code", person.Code()));
        var codes = made.Document.QuerySelectorAll(".codes code").Select(c => c.TextContent).ToArray();
        Assert.Equal(10, codes.Length);

        using var second = new Visitor(host.Address);
        await second.PasswordAsync(person.Name, person.Password);
        var inside = await second.FollowAsync(
            await second.SubmitAsync(await second.GetAsync("/sign-in/recovery"), "recovery", ("Form.Code", codes[3].ToLowerInvariant()))
        );
        Assert.StartsWith("/my-security", inside.Path, StringComparison.Ordinal);
        Assert.Contains("9", inside.Problem!, StringComparison.Ordinal);
        using var third = new Visitor(host.Address);
        await third.PasswordAsync(person.Name, person.Password);
        var again = await third.SubmitAsync(await third.GetAsync("/sign-in/recovery"), "recovery", ("Form.Code", codes[3]));
        Assert.NotNull(again.Problem);
        Assert.Contains(await ActionsAsync(host), action => action is "recovery_code.used");
    }

    [Fact]
    public async Task A10_unknown_wrong_locked_and_disabled_people_see_one_page_with_one_status()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        await Account.CreateAsync(host, "wang.min");
        await Account.CreateAsync(host, "no.totp", hasTotp: false);
        var disabled = await Account.CreateAsync(host, "li.na");
        await host.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE People SET IsDisabled = 1 WHERE UserName = 'li.na'"));
        var pages = new List<string>();
        foreach (
            var (name, password) in new[]
            {
                ("nobody.here", "x"),
                ("wang.min", "x"),
                ("no.totp", "x"),
                ("li.na", disabled.Password),
                // From here on the network is locked for this name.
                ("wang.min", "x"),
                ("wang.min", "x"),
                ("wang.min", "x"),
                ("wang.min", "x"),
                ("wang.min", Account.GoodPassword),
            }
        )
        {
            using var browser = new Visitor(host.Address);
            var page = await browser.PasswordAsync(name, password);
            foreach (var input in page.Document.QuerySelectorAll("input[name=__RequestVerificationToken], input[name='Form.Name']"))
                input.SetAttribute("value", "");
            pages.Add($"{page.Status} {page.Document.Body!.InnerHtml}");
        }
        Assert.Single(pages.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task C6_after_sign_in_only_own_pages_are_gone_to()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        foreach (
            var evil in new[]
            {
                "//evil.example",
                @"/\evil.example",
                "https:evil.example",
                "https://evil.example",
                "/%2f%2fevil.example",
                "/%5cevil",
                "javascript:alert(1)",
                "/\t/evil.example",
                "/a\r\nSet-Cookie:x=1",
            }
        )
        {
            using var browser = new Visitor(host.Address);
            var answer = await browser.SignInAsync(person, "/sign-in?returnUrl=" + Uri.EscapeDataString(evil));
            Assert.Equal("/", answer.Location);
            var language = await browser.GetAsync("/sign-in");
            var switched = await browser.SubmitAsync(language, "/language", ("language", "en"), ("returnUrl", evil));
            Assert.Equal("/", switched.Location);
            host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Forms_without_an_antiforgery_token_change_nothing()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        foreach (var path in new[] { "/sign-out", "/language", "/sign-in/enter" })
        {
            var answer = await browser.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Content = new FormUrlEncodedContent([new("language", "en"), new("everywhere", "yes")]),
                }
            );
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            // A page that says so, not a blank one.
            Assert.Contains("400", answer.Text, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/my-security")).Status);
    }

    [Fact]
    public async Task The_language_is_the_browsers_until_somebody_chooses_one_and_then_goes_with_the_person()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var chinese = new Visitor(host.Address, "zh-CN");
        Assert.Contains("登录名", (await chinese.GetAsync("/sign-in")).Text, StringComparison.Ordinal);
        await chinese.SignInAsync(person);
        await chinese.SubmitAsync(await chinese.GetAsync("/my-security"), "/language", ("language", "en"), ("returnUrl", "/my-security"));
        Assert.Contains("My security", (await chinese.GetAsync("/my-security")).Text, StringComparison.Ordinal);
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        using var elsewhere = new Visitor(host.Address, "zh-CN");
        await elsewhere.SignInAsync(person);
        Assert.Contains("My security", (await elsewhere.GetAsync("/my-security")).Text, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await elsewhere.SubmitAsync(await elsewhere.GetAsync("/my-security"), "/language", ("language", "xx"))).Status
        );
    }

    private static IEnumerable<string> Spellings(string code) =>
        [
            "+" + code,
            " " + code,
            code + " ",
            "000" + code,
            code[..3] + " " + code[3..],
            string.Concat(code.Select(digit => (char)('\uFF10' + (digit - '0')))),
            string.Concat(code.Select(digit => (char)('\u0660' + (digit - '0')))),
            code + "1",
            code[..5],
            "",
        ];

    /// <summary>As if an administrator had ended the lock-outs, so that what is refused is refused for itself.</summary>
    private static Task<int> ForgiveAsync(PortalHost host) =>
        host.Database.UseAsync(db => db.Database.ExecuteSqlRawAsync("DELETE FROM TryCounts"));

    private static Task<List<string>> ActionsAsync(PortalHost host) =>
        host.Database.UseAsync(db => db.AuditEntries.OrderBy(e => e.Seq).Select(e => e.Action).ToListAsync());

    private static CookieContainer Copy(CookieContainer cookies, Uri portal)
    {
        var copy = new CookieContainer();
        copy.Add(portal, cookies.GetCookies(portal));
        return copy;
    }
}
