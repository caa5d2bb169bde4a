using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Data;
using FundPortal.Domain.Channels;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace FundPortal.Application.Payments.Sending;

/// <summary>The one row that tells this database from every other one; a copy of it has the same.</summary>
public sealed class DatabaseIdentity
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    public Guid Value { get; init; } = Guid.NewGuid();
}

/// <summary>
/// What tells this installation from a copy of it: the database's identity, where the database lies, the machine, and the channel with its
/// address, credentials and the bank's names of the accounts that pay through it. A copy differs in one of them, and then sends nothing.
/// </summary>
public sealed class Installation(PortalDbContext db, IConfiguration configuration)
{
    internal const int MaxHost = 200;

    private const string Form = "fundportal-installation-2";

    /// <summary>Given by every systemd machine to itself; a cloned disk is meant to get a new one.</summary>
    private const string MachineIdFile = "/etc/machine-id";

    /// <summary>The machine's name: setting <c>Installation:Host</c> where the machine has no lasting one (containers).</summary>
    public string Host => Cut(configuration["Installation:Host"] is { Length: > 0 } named ? named : Environment.MachineName);

    /// <returns>Lower-case hex SHA-256; null while the database has no identity, which the first arming gives it.</returns>
    public async Task<string?> FingerprintAsync(Channel channel, CancellationToken ct)
    {
        var identity = await db.DatabaseIdentities.AsNoTracking().SingleOrDefaultAsync(ct);
        return identity is null ? null : await FingerprintAsync(identity, channel, ct);
    }

    /// <summary>As <see cref="FingerprintAsync"/>, and gives the database its identity first if it has none. The caller saves.</summary>
    internal async Task<string> MakeFingerprintAsync(Channel channel, CancellationToken ct)
    {
        var identity = await db.DatabaseIdentities.SingleOrDefaultAsync(ct) ?? db.DatabaseIdentities.Add(new DatabaseIdentity()).Entity;
        return await FingerprintAsync(identity, channel, ct);
    }

    private async Task<string> FingerprintAsync(DatabaseIdentity identity, Channel channel, CancellationToken ct)
    {
        // Which account is debited for each of ours: whoever changes one here changes what two people armed.
        var debited = await db
            .ChannelAccounts.AsNoTracking()
            .Where(a => a.ChannelId == channel.Id && a.IsForPayments)
            .OrderBy(a => a.AccountId)
            .Select(a => new { a.AccountId, a.RemoteId })
            .ToListAsync(ct);
        string[] parts =
        [
            Form,
            identity.Value.ToString("N"),
            Location(),
            Host,
            MachineId(),
            channel.PublicId.ToString("N"),
            channel.Address,
            channel.Settings,
            channel.Credentials is { } secret ? Convert.ToHexStringLower(SHA256.HashData(secret)) : "",
            .. debited.SelectMany(a => new[] { a.AccountId.ToString(CultureInfo.InvariantCulture), a.RemoteId }),
        ];
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private string Location()
    {
        var connection = db.Database.GetConnectionString() ?? "";
        if (!db.Database.IsSqlServer())
            return Path.GetFullPath(new SqliteConnectionStringBuilder(connection).DataSource);
        var server = new SqlConnectionStringBuilder(connection);
        return $"{server.DataSource}/{server.InitialCatalog}";
    }

    private static string MachineId()
    {
        try
        {
            return File.Exists(MachineIdFile) ? File.ReadAllText(MachineIdFile).Trim() : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Cut(string text) => text.Length > MaxHost ? text[..MaxHost] : text;
}
