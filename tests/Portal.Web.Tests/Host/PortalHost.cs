using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Encodings.Web;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.TestKit;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FundPortal.Web.Tests.Host;

/// <summary>
/// The real host: Kestrel on a free port, a SQLite file of its own. Outside Development it speaks https with a certificate made here.
/// A header stands for the session cookie, so that what is tested is what the host makes of a session.
/// </summary>
public sealed class PortalHost : IAsyncDisposable
{
    private readonly TestDatabase database;

    private PortalHost(WebApplication app, TestDatabase database, LogLines log, bool isHttps)
    {
        App = app;
        this.database = database;
        Log = log;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient(Handler(isHttps)) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public LogLines Log { get; }

    public Uri Address { get; }

    /// <summary>Follows no redirect and keeps no cookie.</summary>
    public HttpClient Client { get; }

    public TestDatabase Database => database;

    public static async Task<PortalHost> StartAsync(
        string environment = "Development",
        IReadOnlyDictionary<string, string>? settings = null,
        Action<WebApplication>? map = null,
        Action<WebApplicationBuilder>? more = null,
        bool realCookies = false
    )
    {
        var database = await TestDatabase.CreateAsync();
        var isHttps = !string.Equals(environment, "Development", StringComparison.Ordinal);
        var log = new LogLines();
        string[] args =
        [
            "--environment",
            environment,
            "--urls",
            isHttps ? "https://127.0.0.1:0" : "http://127.0.0.1:0",
            "--ConnectionStrings:Portal",
            database.ConnectionString,
            "--Jobs:Enabled=false",
            .. isHttps ? ["--Kestrel:Certificates:Default:Path", CertificateFile.Value] : Array.Empty<string>(),
            .. (settings ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(s => $"--{s.Key}={s.Value}"),
        ];
        var app = PortalProgram.Build(
            args,
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log);
                if (realCookies)
                {
                    builder.Services.AddSingleton<TimeProvider>(database.Clock);
                    more?.Invoke(builder);
                    return;
                }
                builder
                    .Services.AddAuthentication()
                    .AddScheme<AuthenticationSchemeOptions, HeaderSession>(HeaderSession.Scheme, configureOptions: null);
                builder.Services.PostConfigure<AuthenticationOptions>(options =>
                {
                    options.DefaultScheme = options.DefaultAuthenticateScheme = options.DefaultChallengeScheme = HeaderSession.Scheme;
                });
                more?.Invoke(builder);
            }
        );
        map?.Invoke(app);
        app.Services.GetRequiredService<KeyRing>().Open();
        await app.StartAsync();
        return new(app, database, log, isHttps);
    }

    /// <summary>A second node on the same database, not started yet.</summary>
    public static WebApplication BuildOn(
        TestDatabase database,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<WebApplicationBuilder>? more = null
    ) =>
        PortalProgram.Build(
            [
                "--environment",
                "Development",
                "--urls",
                "http://127.0.0.1:0",
                "--ConnectionStrings:Portal",
                database.ConnectionString,
                "--Jobs:Enabled=false",
                .. (settings ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(s => $"--{s.Key}={s.Value}"),
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                more?.Invoke(builder);
            }
        );

    /// <summary>A person with a session that holds; the header to send is <see cref="HeaderSession"/>.</summary>
    public async Task<SignInSession> SignInAsync(string name = "tester")
    {
        var now = DateTime.UtcNow;
        return await database.UseAsync(async db =>
        {
            var person = db.Users.FirstOrDefault(p => p.UserName == name);
            if (person is null)
            {
                person = new Person
                {
                    Id = Guid.CreateVersion7(),
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    DisplayName = name,
                    SecurityStamp = "stamp",
                    CreatedAt = now,
                };
                db.Users.Add(person);
            }
            var session = new SignInSession
            {
                Id = Guid.CreateVersion7(),
                PersonId = person.Id,
                SecurityStamp = "stamp",
                StartedAt = now,
                LastSeenAt = now,
                ExpiresAt = now.AddHours(12),
            };
            db.SignInSessions.Add(session);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            return session;
        });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        await database.DisposeAsync();
        File.Delete(Path.ChangeExtension(file, ".key"));
    }

    internal static SocketsHttpHandler Handler(bool isHttps)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (isHttps)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                string.Equals(certificate?.GetCertHashString(), Certificate.Value.GetCertHashString(), StringComparison.Ordinal);
        return handler;
    }

    private static readonly Lazy<X509Certificate2> Certificate = new(() =>
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
    });

    /// <summary>As an operator would give it; gone when the tests end.</summary>
    private static readonly Lazy<string> CertificateFile = new(() =>
    {
        var file = Path.Combine(Path.GetTempPath(), $"fundportal-tests-{Guid.NewGuid():n}.pfx");
        File.WriteAllBytes(file, Certificate.Value.Export(X509ContentType.Pfx));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    });
}

/// <summary>Stands in for the session cookie: <c>X-Test-Session: session person</c>; <c>password-only</c> in the place of the session is a ticket without one.</summary>
public sealed class HeaderSession(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "TestHeader";
    public const string Header = "X-Test-Session";

    public static string Of(SignInSession session) => $"{session.Id:D} {session.PersonId:D}";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers[Header].ToString().Split(' ') is not [var session, var person])
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity([new(PortalClaims.Person, person)], Scheme);
        if (Guid.TryParse(session, out _))
            identity.AddClaim(new(PortalClaims.Session, session));
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme)));
    }
}

/// <summary>Everything that was logged, as text.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    private sealed class Writer(LogLines log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (log.lines)
                log.lines.Add($"{logLevel} {category} {formatter(state, exception)} {exception}");
        }
    }
}
