using FundPortal.Application;
using FundPortal.Application.Audit;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Application.OpenApi.Calls;
using FundPortal.Web.Audit;
using FundPortal.Web.Channels;
using FundPortal.Web.Host.Circuits;
using FundPortal.Web.Host.Jobs;
using FundPortal.Web.Identity;
using FundPortal.Web.Layout;
using FundPortal.Web.Notices;
using FundPortal.Web.OpenApi.FinanceBill;
using FundPortal.Web.OpenApi.Settlement;
using FundPortal.Web.OpenApi.Webhooks;
using FundPortal.Web.Payments;
using FundPortal.Web.Statements;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.CookiePolicy;
using Microsoft.AspNetCore.Localization;
using MudBlazor.Services;

namespace FundPortal.Web.Host;

/// <summary>Puts the portal together: services first, then the order in which a request passes.</summary>
internal static class WebComposition
{
    public static void AddPortalWeb(this WebApplicationBuilder builder)
    {
        builder.AddWebLimits();
        builder.AddPortalLogging();
        builder.Services.AddPortal(builder.Configuration);
        builder.Services.AddKeyProtection(builder.Configuration);
        builder.Services.AddLocalization();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<CurrentSession>();
        builder.Services.AddScoped<Desk>();
        builder.Services.AddScoped<CspNonce>();
        builder.Services.AddCircuits();
        builder.Services.AddNoticeWatch();
        builder.Services.AddFundsWatch();
        builder.AddJobs();
        builder.Services.AddHostedService<AuditAnchorService>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CallLog>());
        builder.Services.AddCertificateForwarding(options =>
        {
            options.CertificateHeader = Proxies.From(builder.Configuration).CertificateHeader ?? "";
            options.HeaderConverter = ClientCertificates.Read;
        });
        builder.Services.AddSettlementApi();
        builder.Services.AddFinanceBill();
        WebhookSender.AddTo(builder);
        builder.AddSessionCookie();
        builder.Services.AddSingleton<SetUpToken>();
        // Whoever forgets to say who may open an endpoint has said: nobody without a session.
        builder.Services.AddAuthorization(options => options.FallbackPolicy = SessionPolicy);
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAntiforgery(options =>
            // Browsers keep a "__Host-" cookie from being set by other hosts; it needs https, which Development has not.
            options.Cookie.Name = builder.Environment.IsDevelopment() ? "fundportal-form" : "__Host-fundportal-form"
        );
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().LimitCircuits();
        builder.Services.AddMudServices();
    }

    public static void UsePortalWeb(this WebApplication app)
    {
        var proxies = Proxies.From(app.Configuration);
        proxies.Use(app);
        app.UseSecurityHeaders();
        app.UseMiddleware<RequestLog>();
        // Here and not at the very beginning: the APIs are served from here, past all that is made for browsers.
        app.UseRouting();
        app.UseRequestLocalization(options =>
        {
            options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            options.RequestCultureProviders.OfType<CookieRequestCultureProvider>().Single().CookieName = CookieNames.Of(
                app.Environment,
                LanguageCookie.Name
            );
        });
        app.MapSettlementApi();
        app.UseProblems();
        app.UseKnownMethods();
        if (!app.Environment.IsDevelopment() && !proxies.Any)
            app.UseHttpsRedirection();
        app.UseCookiePolicy(
            new CookiePolicyOptions
            {
                HttpOnly = HttpOnlyPolicy.Always,
                Secure = app.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always,
                MinimumSameSitePolicy = SameSiteMode.Lax,
            }
        );
        app.UseWebSockets();
        app.UseAuthentication();
        app.UseMiddleware<CircuitGate>();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseFormGuard();
        app.MapStaticAssets().AllowAnonymous().WithMetadata(new WorksWithoutKeys());
        app.MapHealth();
        app.MapProblems();
        app.MapIdentity();
        app.MapStatements();
        app.MapAudit();
        app.MapBatches();
        app.MapFinanceBill();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options =>
            {
                // Secrets and foreign text share a page, so sizes must tell nothing.
                options.DisableWebSocketCompression = true;
                options.ContentSecurityFrameAncestorsPolicy = "'none'";
            });
    }

    /// <summary>Chinese first; a cookie or the browser may ask for English. Other languages get Chinese.</summary>
    private static readonly string[] Languages = ["zh-CN", "en"];

    private static AuthorizationPolicy SessionPolicy { get; } =
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(PortalClaims.Session).Build();

    /// <summary>The cookie only carries a ticket that names the session; an expired or ended session is found out in the database.</summary>
    private static void AddSessionCookie(this WebApplicationBuilder builder)
    {
        var isDevelopment = builder.Environment.IsDevelopment();
        var authentication = builder.Services.AddAuthentication(PortalClaims.Scheme);
        SessionCookie.Add(authentication, isDevelopment);
        authentication.AddCookie(
            PortalClaims.Scheme,
            options =>
            {
                options.Cookie.Name = isDevelopment ? "fundportal" : "__Host-fundportal";
                options.Cookie.SecurePolicy = isDevelopment ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                options.Cookie.SameSite = SameSiteMode.Lax;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/sign-in";
                options.ReturnUrlParameter = "returnUrl";
                // The ticket lives as long as a session may; the session table knows better at every request.
                options.ExpireTimeSpan = SessionLimits.Absolute;
                options.SlidingExpiration = false;
                options.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
            }
        );
    }

    private static void AddCircuits(this IServiceCollection services)
    {
        services.AddSingleton<CircuitRegistry>();
        services.AddSingleton<CircuitInput>();
        services.AddSingleton<CircuitWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<CircuitWatch>());
        services.AddScoped<CircuitGuard>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitGuard>());
    }

    /// <summary>Development reads lines; otherwise JSON, where nothing that a visitor sends can begin a new entry.</summary>
    private static void AddPortalLogging(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        else
            builder.Logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.IncludeScopes = true;
            });
    }

    /// <summary>TRACE echoes a request, cookies included; CONNECT is for proxies.</summary>
    private static void UseKnownMethods(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (!HttpMethods.IsTrace(context.Request.Method) && !HttpMethods.IsConnect(context.Request.Method))
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return Task.CompletedTask;
            }
        );
}
