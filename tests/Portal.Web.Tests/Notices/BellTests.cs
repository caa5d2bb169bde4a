using System.Globalization;
using Bunit;
using FundPortal.Application.Identity;
using FundPortal.Application.Notices;
using FundPortal.Domain.Identity;
using FundPortal.Web.Host;
using FundPortal.Web.Notices;
using FundPortal.Web.Tests.Host;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace FundPortal.Web.Tests.Notices;

/// <summary>The bell in an open page, over the real services; the database is written as another node would.</summary>
public sealed class BellTests : BunitContext
{
    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_open_page_hears_of_a_notice_that_another_node_wrote_in_its_own_language()
    {
        await using var host = await PortalHost.StartAsync();
        var session = await SignInAsync(host);
        var (bell, watch) = Open(host, session, "en");
        Assert.Empty(bell.FindAll(".count"));

        await WriteAsync(host, session.PersonId, "P00000001");
        // The look comes from a thread that knows no language.
        await Task.Run(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
            await watch.LookAsync(Ct);
        });
        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".count").TextContent));
        Assert.Equal("Unread notices: 1", bell.Find("[role=status]").TextContent);

        bell.Find("button").Click();
        bell.WaitForAssertion(() => Assert.Contains("Payment P00000001 is fully approved", bell.Markup, StringComparison.Ordinal));
        bell.Find(".notice-list button").Click();
        bell.WaitForAssertion(() => Assert.Empty(bell.FindAll(".count")));
        Assert.EndsWith("/payments/1", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B5_a_page_of_a_disabled_person_is_told_nothing_and_led_away()
    {
        await using var host = await PortalHost.StartAsync();
        var session = await SignInAsync(host);
        var (bell, watch) = Open(host, session, "zh-CN");
        await WriteAsync(host, session.PersonId, "P00000001");
        await watch.LookAsync(Ct);
        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".count").TextContent));
        await host.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == session.PersonId, Ct)).IsDisabled = true;
            return await db.SaveChangesAsync(Ct);
        });
        await WriteAsync(host, session.PersonId, "P00000002");
        await watch.LookAsync(Ct);

        Assert.Equal("1", bell.Find(".count").TextContent);
        Assert.DoesNotContain("P00000002", bell.Markup, StringComparison.Ordinal);
        Assert.Contains("/sign-in", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_looks_by_itself_while_pages_are_open_and_tells_nobody_after()
    {
        await using var host = await PortalHost.StartAsync();
        var session = await SignInAsync(host);
        var told = new SemaphoreSlim(0);
        var watch = host.App.Services.GetRequiredService<NoticeWatch>();
        using (watch.Listen(session.PersonId, () => Task.FromResult(told.Release())))
        {
            Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(20), Ct));
            await WriteAsync(host, session.PersonId, "P00000003");
            Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(20), Ct));
        }
        await WriteAsync(host, session.PersonId, "P00000004");
        await watch.LookAsync(Ct);
        Assert.Equal(0, told.CurrentCount);
    }

    private (IRenderedComponent<Bell> Bell, NoticeWatch Watch) Open(PortalHost host, SignInSession session, string language)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var watch = new NoticeWatch(
            host.App.Services.GetRequiredService<IServiceScopeFactory>(),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<NoticeWatch>.Instance
        );
        Services.AddLogging().AddLocalization().AddMudServices();
        Services.AddSingleton(watch);
        Services.AddSingleton(
            new Desk(host.App.Services.GetRequiredService<IServiceScopeFactory>(), new CurrentSession { SessionId = session.Id })
        );
        JSInterop.Mode = JSRuntimeMode.Loose;
        return (Render<Bell>(p => p.Add(b => b.Person, session.PersonId)), watch);
    }

    private static async Task<SignInSession> SignInAsync(PortalHost host)
    {
        var session = await host.SignInAsync();
        await host.Database.UseAsync(async db =>
        {
            db.PersonRoles.Add(new PersonRole { PersonId = session.PersonId, Role = Role.Approver });
            return await db.SaveChangesAsync(Ct);
        });
        return session;
    }

    private static Task<int> WriteAsync(PortalHost host, Guid person, string number) =>
        host.Database.UseAsync(async db =>
        {
            new Noticeboard(db, TimeProvider.System).Add(person, NoticeKinds.PaymentApproved, "/payments/1", number);
            return await db.SaveChangesAsync(Ct);
        });
}
