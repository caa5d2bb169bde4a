using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FundPortal.Application.Data;

/// <summary>
/// Data Protection keys stand in the database, so that every node has them, and are encrypted with something that does not:
/// a certificate (<c>DataProtection:CertificatePath</c>, <c>:CertificatePassword</c>) or a file of 32 random bytes in base64
/// (<c>DataProtection:KeyFile</c>). Development makes such a file beside the database by itself.
/// </summary>
public static class KeyProtection
{
    /// <summary>Fixed, so that two installations in different folders, or nodes, read each other's cookies and secrets.</summary>
    private const string ApplicationName = "FundPortal";

    /// <exception cref="InvalidOperationException">The configured certificate or key file is missing or unusable; says which and why.</exception>
    public static void AddKeyProtection(this IServiceCollection services, IConfiguration configuration)
    {
        var builder = services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddSingleton(provider => KeyFileOf(provider));
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = RepositoryOf(provider)
        ));
        if (configuration[CertificatePath] is { Length: > 0 } path)
            builder.ProtectKeysWithCertificate(Certificate(path, configuration["DataProtection:CertificatePassword"]));
        else
            services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            {
                if (provider.GetRequiredService<KeyFile>() is { Exists: true } file)
                    options.XmlEncryptor = new KeyFileEncryptor(file);
            }));
    }

    private const string CertificatePath = "DataProtection:CertificatePath";

    internal static bool IsConfigured(IConfiguration configuration, KeyFile file) =>
        file.Exists || configuration[CertificatePath] is { Length: > 0 };

    private static KeyRows RepositoryOf(IServiceProvider services)
    {
        var log = services.GetRequiredService<ILoggerFactory>();
        var options = services.GetRequiredService<DatabaseOptions>();
        return new KeyRows(
            options,
            options.IsSqlServer
                ? new EntityFrameworkCoreXmlRepository<SqlServerPortalDbContext>(services, log)
                : new EntityFrameworkCoreXmlRepository<SqlitePortalDbContext>(services, log),
            log.CreateLogger<KeyRows>()
        );
    }

    private static KeyFile KeyFileOf(IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        if (configuration["DataProtection:KeyFile"] is { Length: > 0 } configured)
            return KeyFile.Read(configured);
        if (configuration[CertificatePath] is { Length: > 0 } || services.GetService<IHostEnvironment>()?.IsDevelopment() != true)
            return KeyFile.None;
        var database = services.GetRequiredService<DatabaseOptions>();
        return KeyFile.ReadOrMake(
            database.IsSqlServer
                ? Path.Combine("data", "fundportal.key")
                : Path.ChangeExtension(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource, ".key")
        );
    }

    private static X509Certificate2 Certificate(string path, string? password)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadPkcs12FromFile(path, password);
            return certificate.HasPrivateKey
                ? certificate
                : throw new InvalidOperationException($"{CertificatePath}: '{path}' holds no private key.");
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidOperationException($"{CertificatePath}: '{path}' cannot be read: {error.Message}", error);
        }
    }
}
