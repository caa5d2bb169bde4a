using System.Net;
using System.Net.Sockets;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.OpenApi.Clients;

/// <summary>What an administrator sets of a client, as typed.</summary>
/// <param name="Owner">The person who answers for it.</param>
/// <param name="Entities">Public ids: its data scope, each with all below it.</param>
/// <param name="Accounts">Public ids of single accounts.</param>
/// <param name="Addresses">Addresses and ranges (<c>192.0.2.7</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>); none: from anywhere.</param>
/// <param name="LastDay">The last day in China on which it may call; null: for ever.</param>
/// <param name="Certificate">SHA-256 thumbprint, 64 hexadecimal digits, colons and blanks allowed; empty: none is asked for.</param>
public sealed record ClientSettings(
    string Name,
    SignatureScheme Scheme,
    Guid Owner,
    IReadOnlyList<ApiPermission> Permissions,
    IReadOnlyList<Guid> Entities,
    IReadOnlyList<Guid> Accounts,
    IReadOnlyList<string> Addresses,
    int WindowSeconds = ApiClient.DefaultWindowSeconds,
    int CallsPerSecond = ApiClient.DefaultCallsPerSecond,
    DateOnly? LastDay = null,
    string Language = "zh-CN",
    bool WrapsAnswers = false,
    string Certificate = ""
);

/// <summary>Settings that were checked, ready to be stored.</summary>
internal sealed record ReadSettings(
    ClientSettings Asked,
    string Name,
    IReadOnlyList<IPNetwork> Addresses,
    DateTime? ExpiresAt,
    byte[]? Certificate,
    IReadOnlyList<int> Entities,
    IReadOnlyList<int> Accounts
)
{
    /// <summary>For the audit trail: everything but secrets, which are no settings.</summary>
    public object ToTold() =>
        new
        {
            name = Name,
            scheme = Asked.Scheme,
            owner = Asked.Owner,
            permissions = Asked.Permissions,
            entities = Entities,
            accounts = Accounts,
            addresses = Addresses.Select(a => a.ToString()),
            windowSeconds = Asked.WindowSeconds,
            callsPerSecond = Asked.CallsPerSecond,
            expiresAt = ExpiresAt,
            language = Asked.Language,
            wrapsAnswers = Asked.WrapsAnswers,
            certificate = Certificate is null ? null : Convert.ToHexStringLower(Certificate),
        };

    /// <summary>The data scope, as rows of the client's id.</summary>
    public void GrantScope(PortalDbContext db, Guid client)
    {
        db.ScopeGrants.AddRange(Entities.Select(id => new ScopeGrant { PersonId = client, LegalEntityId = id }));
        db.ScopeGrants.AddRange(Accounts.Select(id => new ScopeGrant { PersonId = client, AccountId = id }));
    }

    /// <returns>A refusal when a weak scheme would change something.</returns>
    public Result<Done> ApplyTo(ApiClient client, DateTime now)
    {
        (client.Name, client.Scheme, client.OwnerId) = (Name, Asked.Scheme, Asked.Owner);
        client.SetWindow(Asked.WindowSeconds, now);
        client.CallsPerSecond = Asked.CallsPerSecond;
        (client.ExpiresAt, client.Language, client.WrapsAnswers) = (ExpiresAt, Asked.Language, Asked.WrapsAnswers);
        client.CertificateHash = Certificate;
        client.Allow(Addresses);
        return client.Grant(Asked.Permissions);
    }
}

internal static class SettingsReader
{
    private const int Sha256Digits = 64;
    private const int MaxScopes = 200;

    /// <param name="client">The client that is changed; null for a new one.</param>
    /// <param name="actor">Who sets this: somebody else answers for the client.</param>
    public static async Task<Result<ReadSettings>> ReadAsync(
        PortalDbContext db,
        ClientSettings asked,
        ApiClient? client,
        Actor actor,
        CancellationToken ct
    )
    {
        var name = asked.Name.Trim();
        if (name.Length is 0 or > ApiClient.MaxName || name.Any(char.IsControl))
            return Refusal.Invalid("name", "length_1_to", ApiClient.MaxName);
        if (!Enum.IsDefined(asked.Scheme) || (client is not null && client.IsForSettlement != ApiClient.IsSettlement(asked.Scheme)))
            return Refusal.Invalid("scheme", "unknown");
        if (asked.WindowSeconds is < ApiClient.MinWindowSeconds or > ApiClient.MaxWindowSeconds)
            return Refusal.Invalid("windowSeconds", "range", ApiClient.MinWindowSeconds, ApiClient.MaxWindowSeconds);
        if (asked.CallsPerSecond is < 1 or > ApiClient.MaxCallsPerSecond)
            return Refusal.Invalid("callsPerSecond", "range", 1, ApiClient.MaxCallsPerSecond);
        if (asked.Language is not ("zh-CN" or "en"))
            return Refusal.Invalid("language", "unknown");
        if (asked.Permissions.Any(permission => !Enum.IsDefined(permission)))
            return Refusal.Invalid("permissions", "unknown");
        if (asked.Entities.Count + asked.Accounts.Count > MaxScopes)
            return Refusal.Invalid("accounts", "too_many", MaxScopes);
        var addresses = new List<IPNetwork>();
        foreach (var text in asked.Addresses.Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            if (!TryRange(text, out var range))
                return Refusal.Invalid("addresses", "address_range", text);
            addresses.Add(range);
        }
        if (addresses.Count > ApiClient.MaxAddresses)
            return Refusal.Invalid("addresses", "too_many", ApiClient.MaxAddresses);
        if (asked.Scheme == SignatureScheme.Basic && addresses.Count == 0)
            return Refusal.Invalid("addresses", "basic_needs_addresses");
        byte[]? certificate = null;
        if (asked.Certificate.Trim() is { Length: > 0 } thumbprint)
        {
            var digits = string.Concat(thumbprint.Where(sign => sign is not (':' or ' ')));
            if (digits.Length != Sha256Digits || !digits.All(char.IsAsciiHexDigit))
                return Refusal.Invalid("certificate", "thumbprint");
            certificate = Convert.FromHexString(digits);
        }
        if (await db.ApiClients.AnyAsync(c => c.Name == name && (client == null || c.Id != client.Id), ct))
            return Refusal.Invalid("name", "taken");
        if (asked.Owner == Guid.Empty)
            return Refusal.Invalid("owner", "required");
        if (!await db.Users.AnyAsync(person => person.Id == asked.Owner && !person.IsDisabled, ct))
            return Refusal.Invalid("owner", "unknown");
        // Who made it saw its secret, and what the command line makes is handed to its owner: only a new owner is compared with the maker.
        if (asked.Owner == actor.PersonId || (client is not null && asked.Owner != client.OwnerId && asked.Owner == client.CreatedBy))
            return Refusal.Invalid("owner", "owner_second_person");
        var entities = await db.LegalEntities.Where(e => asked.Entities.Contains(e.PublicId)).Select(e => e.Id).ToListAsync(ct);
        var accounts = await db.Accounts.Where(a => asked.Accounts.Contains(a.PublicId)).Select(a => a.Id).ToListAsync(ct);
        if (entities.Count != asked.Entities.Distinct().Count() || accounts.Count != asked.Accounts.Distinct().Count())
            return Refusal.NotFound;
        DateTime? expiresAt = asked.LastDay is { } last && last < DateOnly.MaxValue ? ChinaTime.StartOf(last.AddDays(1)) : null;
        return new ReadSettings(asked, name, addresses, expiresAt, certificate, entities, accounts);
    }

    /// <summary>A single address is a range of one. <c>10.0.0.1/8</c> is refused: nobody can tell which of the two was meant.</summary>
    private static bool TryRange(string text, out IPNetwork range)
    {
        if (IPAddress.TryParse(text, out var address) && !text.Contains('%', StringComparison.Ordinal))
        {
            var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
            // "1" and "1.2" are addresses to the parser, and mistakes to people.
            var isWhole = plain.AddressFamily == AddressFamily.InterNetworkV6 || text.Count(sign => sign == '.') == 3;
            range = new IPNetwork(plain, plain.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            return isWhole;
        }
        // The parser lets bits behind the prefix fall without a word.
        return IPNetwork.TryParse(text, out range)
            && !range.BaseAddress.IsIPv4MappedToIPv6
            && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var begin)
            && begin.Equals(range.BaseAddress);
    }
}
