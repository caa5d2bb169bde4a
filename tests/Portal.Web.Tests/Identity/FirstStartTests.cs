using FundPortal.Domain.Identity;
using FundPortal.Web.Identity;
using FundPortal.Web.Tests.Host;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Web.Tests.Identity;

/// <summary>Where nobody is yet: a one-time token from the log, and no default account.</summary>
public sealed class FirstStartTests
{
    [Fact]
    public async Task The_token_of_the_log_makes_one_administrator_and_is_good_once()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        await host.App.Services.GetRequiredService<SetUpToken>().AnnounceAsync(CancellationToken.None);
        var token = host
            .Log.All.Single(line => line.Contains("one-time token", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
        using var browser = new Visitor(host.Address);
        var page = await browser.GetAsync("/set-up");
        Assert.NotNull((await FillAsync(browser, page, new string('0', token.Length))).Problem);
        Assert.NotNull((await FillAsync(browser, page, token, password: "admin")).Problem);
        var answers = await Task.WhenAll(FillAsync(browser, page, token), FillAsync(browser, page, token, "second.one"));
        Assert.Single(await host.Database.UseAsync(db => db.Users.ToListAsync()));
        Assert.Contains(answers, answer => answer.Location is "/sign-in");
        var role = Assert.Single(await host.Database.UseAsync(db => db.PersonRoles.ToListAsync()));
        Assert.Equal(Role.Administrator, role.Role);
        Assert.Equal("/sign-in", (await browser.GetAsync("/set-up")).Location);
    }

    [Fact]
    public async Task The_token_expires_after_an_hour()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        await host.App.Services.GetRequiredService<SetUpToken>().AnnounceAsync(CancellationToken.None);
        var token = host
            .Log.All.Single(line => line.Contains("one-time token", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
        using var browser = new Visitor(host.Address);
        var page = await browser.GetAsync("/set-up");
        host.Database.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.NotNull((await FillAsync(browser, page, token)).Problem);
        Assert.Empty(await host.Database.UseAsync(db => db.Users.ToListAsync()));
    }

    [Fact]
    public async Task Where_somebody_is_no_token_is_printed()
    {
        await using var host = await PortalHost.StartAsync(realCookies: true);
        await Account.CreateAsync(host, "wang.min");
        await host.App.Services.GetRequiredService<SetUpToken>().AnnounceAsync(CancellationToken.None);
        Assert.DoesNotContain(host.Log.All, line => line.Contains("one-time token", StringComparison.Ordinal));
    }

    private static Task<Page> FillAsync(
        Visitor browser,
        Page page,
        string token,
        string name = "first.admin",
        string password = Account.GoodPassword
    ) =>
        browser.SubmitAsync(
            page,
            "first",
            ("Form.Token", token),
            ("Form.UserName", name),
            ("Form.DisplayName", "Chief"),
            ("Form.Password", password)
        );
}
