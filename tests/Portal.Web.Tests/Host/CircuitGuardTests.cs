using System.Security.Claims;
using FundPortal.Application.Identity;
using FundPortal.TestKit;
using FundPortal.Web.Host;
using FundPortal.Web.Host.Circuits;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FundPortal.Web.Tests.Host;

/// <summary>Rows B3 to B6 for one circuit, on a real database with a clock that the test moves.</summary>
public sealed class CircuitGuardTests
{
    [Fact]
    public async Task B5_after_a_person_is_disabled_the_next_click_runs_nothing_and_the_page_is_led_to_sign_in()
    {
        await using var tab = await Tab.OpenAsync();
        Assert.True(await tab.ClickAsync());
        await tab.ChangeAsync((person, _) => person.IsDisabled = true);
        tab.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await tab.ClickAsync());
        Assert.EndsWith("/sign-in", tab.LedTo, StringComparison.Ordinal);
        await tab.ChangeAsync((person, _) => person.IsDisabled = false);
        tab.Database.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await tab.ClickAsync());
    }

    [Fact]
    public async Task B5_a_changed_security_stamp_ends_the_circuit()
    {
        await using var tab = await Tab.OpenAsync();
        await tab.ClickAsync();
        await tab.ChangeAsync((person, _) => person.SecurityStamp = "changed");
        tab.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await tab.ClickAsync());
    }

    [Fact]
    public async Task B6_another_persons_cookie_on_a_reconnection_ends_the_circuit_with_an_audit_entry()
    {
        await using var tab = await Tab.OpenAsync();
        Assert.True(await tab.ClickAsync());
        tab.Cookie = Tab.Ticket(Guid.CreateVersion7(), Guid.CreateVersion7());
        // At once, even inside the second for which a look at the database counts.
        Assert.False(await tab.ClickAsync());
        Assert.EndsWith("/sign-in", tab.LedTo, StringComparison.Ordinal);
        var actions = await tab.Database.UseAsync(db => db.AuditEntries.Select(e => e.Action).ToListAsync());
        Assert.Contains(actions, action => action is "circuit.identity_changed");
    }

    [Fact]
    public async Task B6_the_circuit_ends_as_soon_as_the_reconnection_brings_the_cookie_without_any_click()
    {
        await using var tab = await Tab.OpenAsync();
        await tab.ClickAsync();
        tab.Reconnect(Tab.Ticket(Guid.CreateVersion7(), Guid.CreateVersion7()));
        for (var i = 0; i < 100 && !tab.Guard.HasEnded; i++)
            await Task.Delay(20);
        Assert.True(tab.Guard.HasEnded);
        Assert.Null(tab.Current.SessionId);
    }

    [Fact]
    public async Task B6_a_lost_cookie_ends_the_circuit_too()
    {
        await using var tab = await Tab.OpenAsync();
        await tab.ClickAsync();
        tab.Cookie = new ClaimsPrincipal(new ClaimsIdentity());
        Assert.False(await tab.ClickAsync());
    }

    [Fact]
    public async Task B3_a_silent_circuit_ends_when_its_session_falls_idle_and_an_active_one_at_the_absolute_limit()
    {
        await using var silent = await Tab.OpenAsync();
        await silent.ClickAsync();
        silent.Database.Clock.Advance(SessionLimits.Idle + TimeSpan.FromSeconds(1));
        await silent.WatchAsync();
        Assert.True(silent.Guard.HasEnded);

        await using var active = await Tab.OpenAsync();
        await active.ClickAsync();
        for (var passed = TimeSpan.Zero; passed < SessionLimits.Absolute; passed += TimeSpan.FromMinutes(20))
        {
            Assert.False(active.Guard.HasEnded);
            active.Database.Clock.Advance(TimeSpan.FromMinutes(20));
            active.Socket.LastInput = active.Database.Clock.GetUtcNow();
            await active.WatchAsync();
        }
        Assert.True(active.Guard.HasEnded);
    }

    [Fact]
    public async Task B4_sign_out_in_this_node_ends_the_circuit_at_once()
    {
        await using var tab = await Tab.OpenAsync();
        await tab.ClickAsync();
        await tab.Registry.EndSessionAsync(tab.Session.Id);
        Assert.EndsWith("/sign-in", tab.LedTo, StringComparison.Ordinal);
        Assert.False(await tab.ClickAsync());
        Assert.Null(tab.Current.SessionId);
    }

    [Fact]
    public async Task A_burst_of_events_asks_the_database_once_a_second()
    {
        await using var tab = await Tab.OpenAsync();
        await tab.ClickAsync();
        await tab.ChangeAsync((_, session) => session.EndedAt = session.StartedAt);
        Assert.True(await tab.ClickAsync());
        tab.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await tab.ClickAsync());
    }

    /// <summary>One open page with everything around its guard that Blazor would give it.</summary>
    private sealed class Tab : AuthenticationStateProvider, IAsyncDisposable
    {
        private readonly Navigation navigation = new();

        private Tab(TestDatabase database, SignInSession session)
        {
            Database = database;
            Session = session;
            var scopes = database.Services.GetRequiredService<IServiceScopeFactory>();
            Socket = new(session.Id, session.PersonId, "192.0.2.7", () => { }, database.Clock.GetUtcNow());
            Registry.TryAdd(Socket);
            Cookie = Ticket(session.Id, session.PersonId);
            Guard = new(Registry, Current, this, navigation, scopes, database.Clock, NullLogger<CircuitGuard>.Instance);
            Watch = new(Registry, scopes, database.Clock, NullLogger<CircuitWatch>.Instance);
        }

        public TestDatabase Database { get; }
        public SignInSession Session { get; }
        public CircuitRegistry Registry { get; } = new();
        public CurrentSession Current { get; } = new();
        public CircuitGuard Guard { get; }
        public OpenSocket Socket { get; }
        public ClaimsPrincipal Cookie { get; set; }
        public string LedTo => navigation.LedTo;
        private CircuitWatch Watch { get; }

        public static async Task<Tab> OpenAsync()
        {
            var database = await TestDatabase.CreateAsync();
            var now = database.Clock.GetUtcNow().UtcDateTime;
            var session = await database.UseAsync(async db =>
            {
                var person = new Person
                {
                    Id = Guid.CreateVersion7(),
                    UserName = "maker",
                    DisplayName = "Maker",
                    SecurityStamp = "stamp",
                };
                var made = new SignInSession
                {
                    Id = Guid.CreateVersion7(),
                    PersonId = person.Id,
                    SecurityStamp = "stamp",
                    StartedAt = now,
                    LastSeenAt = now,
                    ExpiresAt = now + SessionLimits.Absolute,
                };
                db.AddRange(person, made);
                await db.SaveChangesAsync();
                return made;
            });
            return new(database, session);
        }

        public static ClaimsPrincipal Ticket(Guid session, Guid person) =>
            new(
                new ClaimsIdentity(
                    [new(PortalClaims.Session, session.ToString("D")), new(PortalClaims.Person, person.ToString("D"))],
                    "test"
                )
            );

        /// <returns>Whether the click's handler ran.</returns>
        public async Task<bool> ClickAsync()
        {
            var ran = false;
            await Guard.CreateInboundActivityHandler(_ =>
            {
                ran = true;
                return Task.CompletedTask;
            })(null!);
            return ran;
        }

        public void Reconnect(ClaimsPrincipal cookie)
        {
            Cookie = cookie;
            NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
        }

        public Task WatchAsync() => Watch.LookAsync(CancellationToken.None);

        public Task<int> ChangeAsync(Action<Person, SignInSession> change) =>
            Database.UseAsync(async db =>
            {
                change(
                    await db.Users.SingleAsync(p => p.Id == Session.PersonId),
                    await db.SignInSessions.SingleAsync(s => s.Id == Session.Id)
                );
                return await db.SaveChangesAsync();
            });

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(Cookie));

        public async ValueTask DisposeAsync()
        {
            Guard.Dispose();
            Watch.Dispose();
            await Database.DisposeAsync();
        }
    }

    private sealed class Navigation : NavigationManager
    {
        public Navigation() => Initialize("http://portal.example/", "http://portal.example/transactions");

        public string LedTo { get; private set; } = "";

        protected override void NavigateToCore(string uri, NavigationOptions options) => LedTo = options.ForceLoad ? uri : "";
    }
}
