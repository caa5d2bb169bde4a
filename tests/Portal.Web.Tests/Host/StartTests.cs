using System.Diagnostics;
using FundPortal.Application.Data;
using FundPortal.Application.Payments.Sending;
using FundPortal.Web.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FundPortal.Web.Tests.Host;

/// <summary>Rows J1, J4 and A1's second half: what happens when the portal starts.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fundportal-start-").FullName;
    private readonly LogLines log = new();

    [Fact]
    public async Task J4_a_new_database_is_migrated_and_a_second_start_changes_nothing()
    {
        Assert.NotEmpty(await MigrateAsync());
        Assert.Empty(await MigrateAsync());
        // Otherwise readers and writers keep each other out.
        Assert.Equal("wal", Sql("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task J4_the_lock_of_a_killed_migration_is_removed_within_seconds_with_an_audit_entry()
    {
        await MigrateAsync();
        Sql("DELETE FROM __EFMigrationsHistory; DELETE FROM __EFMigrationsLock;");
        // As the killed process left it: nothing migrated, and the lock taken.
        await RecreateAsync();
        Sql(
            "CREATE TABLE __EFMigrationsLock (Id INTEGER NOT NULL PRIMARY KEY, Timestamp TEXT NOT NULL); INSERT INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00');"
        );
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(await MigrateAsync());
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal("database.lock_recovered", Sql("SELECT Action FROM AuditEntries ORDER BY Seq DESC LIMIT 1"));
        // And again on a database that needs nothing: the row would block the next migration.
        Sql("INSERT OR REPLACE INTO __EFMigrationsLock VALUES (1, '2026-01-01 00:00:00')");
        Assert.Empty(await MigrateAsync());
        Assert.Equal(0L, Sql("SELECT COUNT(*) FROM __EFMigrationsLock"));
    }

    [Fact]
    public async Task J4_two_processes_that_start_at_once_migrate_once()
    {
        var outcomes = await Task.WhenAll(
            RunAsync("Development", "migrate"),
            RunAsync("Development", "migrate"),
            RunAsync("Development", "migrate")
        );
        Assert.All(outcomes, outcome => Assert.True(outcome.ExitCode == 0, outcome.Text));
        Assert.Single(outcomes, outcome => outcome.Text.Contains("Applied:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task J4_a_newer_database_is_refused_by_an_older_program()
    {
        await MigrateAsync();
        Sql("INSERT INTO __EFMigrationsHistory VALUES ('99990101000000_Future', '10.0.0')");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(MigrateAsync);
        Assert.Contains("99990101000000_Future", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task J4_an_ordinary_start_needs_no_model_and_one_that_misses_a_migration_applies_just_that()
    {
        await MigrateAsync();
        string last;
        await using (var app = Build("Development"))
        {
            await using (var scope = app.Services.CreateAsyncScope())
            {
                var services = scope.ServiceProvider;
                Assert.Empty(await services.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None));
                Assert.True(await services.GetRequiredService<DatabaseStart>().IsCurrentAsync(CancellationToken.None));
                app.Services.GetRequiredService<KeyRing>().Open();
                Assert.Equal(0, await services.GetRequiredService<RestoreGuard>().CheckAsync(CancellationToken.None));
                Assert.False(services.GetRequiredService<Lazy<PortalDbContext>>().IsValueCreated);
            }
            await using (var scope = app.Services.CreateAsyncScope())
            {
                var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
                var all = db.Database.GetMigrations().ToArray();
                last = all[^1];
                await db.GetService<IMigrator>().MigrateAsync(all[^2]);
            }
        }
        Assert.Equal([last], await MigrateAsync());
        Assert.Empty(await MigrateAsync());
    }

    [Fact]
    public async Task J4_a_database_that_is_another_programs_is_left_to_EF_and_not_taken_for_current()
    {
        Sql("CREATE TABLE Something (Id INTEGER)");
        await using var app = Build("Development");
        await using var scope = app.Services.CreateAsyncScope();
        Assert.False(await scope.ServiceProvider.GetRequiredService<DatabaseStart>().IsCurrentAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("Plain http only", "--urls", "http://127.0.0.1:0")]
    [InlineData("FORWARDEDHEADERS", "--urls", "https://127.0.0.1:0", "--ForwardedHeaders_Enabled=true")]
    [InlineData("DetailedErrors", "--urls", "https://127.0.0.1:0", "--DetailedErrors=true")]
    [InlineData("Demo:Seed", "--urls", "https://127.0.0.1:0", "--Demo:Seed=true")]
    [InlineData("Channels:InsideHosts", "--urls", "https://127.0.0.1:0", "--Channels:InsideHosts:0=127.0.0.1")]
    [InlineData("Webhooks:InsideHosts", "--urls", "https://127.0.0.1:0", "--Webhooks:InsideHosts:0=127.0.0.1")]
    [InlineData("Proxy", "--urls", "http://127.0.0.1:0", "--Proxy:KnownProxies=everybody")]
    [InlineData("CertificatePath", "--urls", "https://127.0.0.1:0", "--DataProtection:CertificatePath=/nowhere.pfx")]
    [InlineData("Mail:Security", "--urls", "https://127.0.0.1:0", "--Mail:Host=mail.example.com", "--Mail:Security=None")]
    [InlineData("Mail:From", "--urls", "https://127.0.0.1:0", "--Mail:Host=mail.example.com")]
    public async Task J1_Production_refuses_a_dangerous_setting_and_says_why(string reason, params string[] args)
    {
        var (code, text) = await RunAsync("Production", args);
        Assert.Equal(1, code);
        Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A1_keys_in_the_database_are_encrypted_with_a_file_that_lies_beside_it()
    {
        await MigrateAsync();
        await using (var app = Build("Development"))
            Assert.True(app.Services.GetRequiredService<KeyRing>().Open());
        var stored = (string)Sql("SELECT group_concat(Xml) FROM DataProtectionKeys")!;
        Assert.Contains("KeyFileDecryptor", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(await File.ReadAllTextAsync(KeyPath), stored, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        await using var again = Build("Development");
        Assert.True(again.Services.GetRequiredService<KeyRing>().Open());
    }

    [Fact]
    public async Task A1_a_database_restored_without_its_key_file_is_named_unreadable_and_not_ready()
    {
        await MigrateAsync();
        await using (var app = Build("Development"))
            app.Services.GetRequiredService<KeyRing>().Open();
        File.Delete(KeyPath);
        await using var restored = Build("Development");
        Assert.False(restored.Services.GetRequiredService<KeyRing>().Open());
        Assert.Contains(
            log.All,
            line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("keys_unreadable", StringComparison.Ordinal)
        );
        // No new key hides the loss.
        Assert.Equal(1L, Sql("SELECT COUNT(*) FROM DataProtectionKeys"));
    }

    [Fact]
    public async Task J2_Production_with_neither_certificate_nor_key_file_warns_loudly_and_with_a_key_file_does_not()
    {
        await MigrateAsync();
        await using (var bare = Build("Production"))
            bare.Services.GetRequiredService<KeyRing>().Open();
        Assert.Single(
            log.All,
            line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("UNENCRYPTED", StringComparison.Ordinal)
        );

        await RecreateAsync();
        await MigrateAsync();
        await File.WriteAllTextAsync(KeyPath, Convert.ToBase64String(new byte[32]));
        await using var safe = Build("Production", $"--DataProtection:KeyFile={KeyPath}");
        Assert.True(safe.Services.GetRequiredService<KeyRing>().Open());
        Assert.Single(log.All, line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
        log.Dispose();
    }

    private string Database => Path.Combine(folder, "fundportal.db");

    private string KeyPath => Path.Combine(folder, "fundportal.key");

    private WebApplication Build(string environment, params string[] args) =>
        PortalProgram.Build(
            ["--environment", environment, "--ConnectionStrings:Portal", $"Data Source={Database}", .. args],
            builder => builder.Logging.ClearProviders().AddProvider(log)
        );

    private async Task<IReadOnlyList<string>> MigrateAsync()
    {
        await using var app = Build("Development");
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DatabaseStart>().MigrateAsync(CancellationToken.None);
    }

    private Task RecreateAsync()
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(folder))
            File.Delete(file);
        return Task.CompletedTask;
    }

    private object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database}");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private async Task<(int ExitCode, string Text)> RunAsync(string environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), .. args])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = environment;
        start.Environment["ConnectionStrings__Portal"] = $"Data Source={Database}";
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
