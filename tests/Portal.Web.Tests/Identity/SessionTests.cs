using System.Net;
using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.Web.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Identity;

/// <summary>Sessions over HTTP with real cookies: rows A3, A8, B1 to B5, B9.</summary>
public sealed class SessionTests
{
    private const string Cookie = "fundportal";

    [Fact]
    public async Task A8_a_password_only_cookie_opens_nothing_but_the_pages_of_the_second_factor()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.PasswordAsync(person.Name, person.Password);
        Assert.Contains(browser.CookieValues.Keys, name => name is "fundportal-step");
        var closed = Routes
            .Endpoints(host.App)
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is null)
            .Select(Routes.Sample)
            .Distinct(StringComparer.Ordinal);
        foreach (var path in closed)
        {
            var answer = await browser.GetAsync(path);
            Assert.True(
                answer.Status
                    is HttpStatusCode.Redirect
                        or HttpStatusCode.Unauthorized
                        or HttpStatusCode.MethodNotAllowed
                        or HttpStatusCode.Forbidden,
                $"{path} answered {answer.Status}"
            );
        }
        // A person with a second factor is not led to set-up, which would replace it.
        var setUp = await browser.GetAsync("/sign-in/set-up");
        Assert.Equal("/sign-in", setUp.Location);
        Assert.Null(setUp.Document.QuerySelector("#totp-secret"));
    }

    [Fact]
    public async Task The_password_only_cookie_lasts_ten_minutes()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        var page = await browser.FollowAsync(await browser.PasswordAsync(person.Name, person.Password));
        host.Database.Clock.Advance(TimeSpan.FromMinutes(10.5));
        Assert.Equal("/sign-in", (await browser.SubmitAsync(page, "code", ("Form.Code", person.Code()))).Location);
    }

    [Fact]
    public async Task B1_every_sign_in_makes_a_new_session_and_a_planted_or_old_cookie_is_worth_nothing()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        var planted = new CookieContainer();
        planted.Add(host.Address, new Cookie(Cookie, "planted"));
        using var browser = new Visitor(host.Address, cookies: planted);
        await browser.SignInAsync(person);
        var first = browser.CookieValues[Cookie];
        Assert.NotEqual("planted", first, StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/my-security")).Status);
        await browser.SubmitAsync(await browser.GetAsync("/my-security"), "/sign-out");
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        await browser.SignInAsync(person);
        Assert.NotEqual(first, browser.CookieValues[Cookie], StringComparer.Ordinal);
        using var thief = WithCookie(host, first);
        Assert.StartsWith("/sign-in", (await thief.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        Assert.Equal(2, await host.Database.UseAsync(db => db.SignInSessions.CountAsync()));
    }

    [Fact]
    public async Task B1_the_ticket_of_set_up_opens_one_session_and_a_saved_copy_none()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min", hasTotp: false);
        using var browser = new Visitor(host.Address);
        var setUp = await browser.FollowAsync(await browser.PasswordAsync(person.Name, person.Password));
        var base32 = setUp.Document.QuerySelector("#totp-secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var secret = OtpNet.Base32Encoding.ToBytes(base32);
        var saved = await browser.SubmitAsync(setUp, "set-up", ("Form.Code", Account.CodeOf(secret, host.Database.Clock)));
        var copy = new CookieContainer();
        copy.Add(host.Address, browser.Cookies.GetCookies(host.Address));
        Assert.Equal("/", (await browser.SubmitAsync(saved, "/sign-in/enter")).Location);
        using var thief = new Visitor(host.Address, cookies: copy);
        Assert.Equal("/sign-in", (await thief.SubmitAsync(saved, "/sign-in/enter")).Location);
        Assert.Equal(1, await host.Database.UseAsync(db => db.SignInSessions.CountAsync()));
    }

    [Fact]
    public async Task B3_a_tab_that_reconnects_by_itself_keeps_no_session_awake()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        host.Database.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.GetAsync("/_blazor")).Status);
        host.Database.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/my-security")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B2_in_production_every_cookie_is_host_only_secure_http_only_and_same_site()
    {
        await using var host = await PortalHost.StartAsync("Production", realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        await browser.SubmitAsync(
            await browser.GetAsync("/my-security"),
            "/language",
            ("language", "zh-CN"),
            ("returnUrl", "/my-security")
        );
        await browser.SubmitAsync(await browser.GetAsync("/my-security"), "/sign-out");
        var names = browser.SetCookies.Select(line => line.Split('=')[0]).Distinct(StringComparer.Ordinal).ToArray();
        Assert.True(names.Length >= 5, string.Join(", ", names));
        foreach (var line in browser.SetCookies)
        {
            var parts = line.ToLowerInvariant().Split(';', StringSplitOptions.TrimEntries);
            Assert.True(
                line.StartsWith("__Host-", StringComparison.Ordinal)
                    && parts.Contains("secure")
                    && parts.Contains("httponly")
                    && parts.Contains("path=/")
                    && (parts.Contains("samesite=lax") || parts.Contains("samesite=strict"))
                    && !Array.Exists(parts, part => part.StartsWith("domain", StringComparison.Ordinal)),
                line
            );
        }
    }

    [Fact]
    public async Task B3_a_session_ends_after_thirty_idle_minutes_and_after_twelve_hours_of_work()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var idle = new Visitor(host.Address);
        await idle.SignInAsync(person);
        host.Database.Clock.Advance(SessionLimits.Idle - TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await idle.GetAsync("/my-security")).Status);
        host.Database.Clock.Advance(SessionLimits.Idle + TimeSpan.FromSeconds(1));
        Assert.StartsWith("/sign-in?returnUrl=", (await idle.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        Assert.False(idle.CookieValues.ContainsKey(Cookie));

        using var busy = new Visitor(host.Address);
        await busy.SignInAsync(person);
        for (var passed = TimeSpan.Zero; passed < SessionLimits.Absolute - TimeSpan.FromMinutes(20); passed += TimeSpan.FromMinutes(20))
        {
            host.Database.Clock.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/my-security")).Status);
        }
        host.Database.Clock.Advance(TimeSpan.FromMinutes(21));
        Assert.StartsWith("/sign-in", (await busy.GetAsync("/my-security")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B4_sign_out_ends_a_saved_cookie_and_everywhere_ends_all()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var first = new Visitor(host.Address);
        await first.SignInAsync(person);
        using var thief = WithCookie(host, first.CookieValues[Cookie]);
        Assert.Equal(HttpStatusCode.OK, (await thief.GetAsync("/my-security")).Status);
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        using var second = new Visitor(host.Address);
        await second.SignInAsync(person);
        Assert.Equal("/sign-in", (await first.SubmitAsync(await first.GetAsync("/my-security"), "/sign-out")).Location);
        Assert.StartsWith("/sign-in", (await thief.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync("/my-security")).Status);

        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        await first.SignInAsync(person);
        await first.SubmitAsync(await first.GetAsync("/my-security"), "/sign-out", ("everywhere", "yes"));
        Assert.StartsWith("/sign-in", (await second.GetAsync("/my-security")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B5_a_disabled_person_is_out_at_the_next_request()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        await AskAsync(host, (SetDisabled u) => u.HandleAsync(new(person.Id, IsDisabled: true), Actor.System, CancellationToken.None));
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull((await browser.PasswordAsync(person.Name, person.Password)).Problem);
    }

    [Fact]
    public async Task B9_of_three_browsers_one_is_ended_from_another_and_the_third_goes_on()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        var browsers = new List<Visitor>();
        for (var i = 0; i < 3; i++)
        {
            browsers.Add(new Visitor(host.Address));
            await browsers[i].SignInAsync(person);
            host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        }
        var oldest = await host.Database.UseAsync(db => db.SignInSessions.OrderBy(s => s.StartedAt).Select(s => s.Id).FirstAsync());
        var page = await browsers[2].GetAsync("/my-security");
        await browsers[2].SubmitAsync(page, $"end-{oldest}");
        Assert.StartsWith("/sign-in", (await browsers[0].GetAsync("/my-security")).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browsers[1].GetAsync("/my-security")).Status);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task B9_the_twenty_first_session_ends_the_oldest()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var oldest = new Visitor(host.Address);
        await oldest.SignInAsync(person);
        for (var i = 0; i < SessionRow.Most; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await oldest.GetAsync("/my-security")).Status);
            host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
            using var another = new Visitor(host.Address);
            await another.SignInAsync(person);
        }
        Assert.StartsWith("/sign-in", (await oldest.GetAsync("/my-security")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A3_a_new_authenticator_needs_password_and_old_code_and_an_abandoned_one_changes_nothing()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        var page = await browser.GetAsync("/my-security");
        // The code of the sign-in is spent.
        var spent = await browser.SubmitAsync(page, "begin-totp", ("Form.Old", person.Password), ("Form.Code", person.Code()));
        Assert.Null(spent.Document.QuerySelector("#totp-secret"));
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var noPassword = await browser.SubmitAsync(page, "begin-totp", ("Form.Old", "wrong"), ("Form.Code", person.Code()));
        Assert.Null(noPassword.Document.QuerySelector("#totp-secret"));
        var begun = await browser.SubmitAsync(page, "begin-totp", ("Form.Old", person.Password), ("Form.Code", person.Code()));
        var base32 = begun.Document.QuerySelector("#totp-secret")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var renewed = person with { Secret = OtpNet.Base32Encoding.ToBytes(base32) };

        // Left here, the old authenticator still counts.
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        using var meanwhile = new Visitor(host.Address);
        Assert.Equal("/", (await meanwhile.SignInAsync(person)).Location);

        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var wrong = await browser.SubmitAsync(begun, "finish-totp", ("Form.Code", renewed.WrongCode()));
        Assert.NotNull(wrong.Problem);
        var done = await browser.SubmitAsync(wrong, "finish-totp", ("Form.Code", renewed.Code()));
        Assert.Null(done.Problem);
        Assert.False(done.HasForm("finish-totp"));
        host.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        using var after = new Visitor(host.Address);
        Assert.NotNull((await after.SignInAsync(person)).Problem);
        Assert.Equal("/", (await after.SignInAsync(renewed)).Location);
    }

    [Fact]
    public async Task A_reset_second_factor_ends_sessions_and_its_owner_is_told_at_the_next_set_up()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        await AskAsync(host, (ResetTotp u) => u.HandleAsync(new(person.Id), Actor.System, CancellationToken.None));
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        var setUp = await browser.FollowAsync(await browser.PasswordAsync(person.Name, person.Password));
        Assert.Contains("2026-03-02 10:00", setUp.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_password_ends_every_session_and_the_old_one_no_longer_opens()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        var person = await Account.CreateAsync(host, "wang.min");
        using var browser = new Visitor(host.Address);
        await browser.SignInAsync(person);
        var page = await browser.GetAsync("/my-security");
        Assert.NotNull(
            (await browser.SubmitAsync(page, "password", ("Form.Old", "not it"), ("Form.New", "another-good-phrase-1"))).Problem
        );
        await browser.SubmitAsync(page, "password", ("Form.Old", person.Password), ("Form.New", "another-good-phrase-1"));
        Assert.StartsWith("/sign-in", (await browser.GetAsync("/my-security")).Location, StringComparison.Ordinal);
        Assert.NotNull((await browser.PasswordAsync(person.Name, person.Password)).Problem);
        Assert.Equal("/sign-in/code", (await browser.PasswordAsync(person.Name, "another-good-phrase-1")).Location);
    }

    private static Visitor WithCookie(PortalHost host, string value)
    {
        var cookies = new CookieContainer();
        cookies.Add(host.Address, new Cookie(Cookie, value));
        return new Visitor(host.Address, cookies: cookies);
    }

    private static async Task AskAsync<T>(PortalHost host, Func<T, Task> ask)
        where T : notnull
    {
        await using var scope = host.App.Services.CreateAsyncScope();
        await ask(scope.ServiceProvider.GetRequiredService<T>());
    }
}
