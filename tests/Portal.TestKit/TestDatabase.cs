using FundPortal.Application;
using FundPortal.Application.Data;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FundPortal.TestKit;

/// <summary>
/// A real database of its own for one test: a SQLite file, or a database on the server that FUNDPORTAL_TEST_SQLSERVER names
/// (a connection string without a database). Each use case runs in a service scope of its own, as in the portal.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<string> Template = new(MakeTemplate);
    private readonly string name;
    private readonly Func<ServiceProvider> build;
    private readonly ServiceProvider services;

    private TestDatabase(string name, Func<ServiceProvider> build, TestClock clock)
    {
        this.name = name;
        this.build = build;
        services = build();
        Clock = clock;
    }

    /// <summary>2026-03-02 02:00 UTC, a Monday morning at ten in China.</summary>
    public TestClock Clock { get; }

    public IServiceProvider Services => services;

    public string ConnectionString => services.GetRequiredService<DatabaseOptions>().ConnectionString;

    public static string? SqlServer => Environment.GetEnvironmentVariable("FUNDPORTAL_TEST_SQLSERVER");

    public static async Task<TestDatabase> CreateAsync(Action<IServiceCollection>? more = null)
    {
        var name = "fundportal_" + Guid.NewGuid().ToString("N");
        var clock = new TestClock(new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero));
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (SqlServer is { Length: > 0 } server)
        {
            settings["Database:Provider"] = "SqlServer";
            settings["ConnectionStrings:Portal"] = new SqlConnectionStringBuilder(server) { InitialCatalog = name }.ConnectionString;
        }
        else
        {
            var file = FileOf(name);
            File.Copy(Template.Value, file);
            settings["ConnectionStrings:Portal"] = $"Data Source={file}";
        }
        var database = new TestDatabase(name, () => Build(settings, clock, more), clock);
        if (SqlServer is { Length: > 0 })
            await database.UseAsync(async db =>
            {
                await db.Database.EnsureCreatedAsync();
                // As on a production server: readers do not wait for writers.
                return await db.Database.ExecuteSqlRawAsync(
                    "ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE"
                );
            });
        return database;
    }

    /// <summary>The portal once more on the same database, with nothing in memory in common: as a second process would be.</summary>
    public ServiceProvider OtherNode() => build();

    /// <summary>Runs against a context of its own.</summary>
    public async Task<T> UseAsync<T>(Func<PortalDbContext, Task<T>> use)
    {
        await using var scope = services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<PortalDbContext>());
    }

    /// <summary>Runs a service (a use case, say) in a scope of its own.</summary>
    public async Task<T> RunAsync<TService, T>(Func<TService, Task<T>> run)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await run(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        if (SqlServer is { Length: > 0 })
            await UseAsync(db => db.Database.EnsureDeletedAsync());
        await services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), name + ".db*"))
            File.Delete(file);
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings, TestClock clock, Action<IServiceCollection>? more)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ILoggerFactory, NullLoggerFactory>();
        services.AddDataProtection();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddPortal(configuration);
        services.ConfigureDbContext<SqlitePortalDbContext>(options => options.AddInterceptors(SqlServerShadow.Instance));
        more?.Invoke(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The schema is made once per process; each test copies the file.</summary>
    private static string MakeTemplate()
    {
        var file = FileOf("fundportal_template_" + Guid.NewGuid().ToString("N"));
        var options = new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={file};Pooling=False").Options;
        using var queue = new WriteQueue(isNeeded: true);
        using var db = new SqlitePortalDbContext(options, queue);
        db.Database.EnsureCreated();
        db.Database.ExecuteSqlRaw("PRAGMA wal_checkpoint(TRUNCATE)");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);
        return file;
    }

    private static string FileOf(string name) => Path.Combine(Path.GetTempPath(), name + ".db");
}
