using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Application.OpenApi;

/// <summary>A secret that is good now, ready to compute with. Never logged, never answered.</summary>
public sealed record KnownSecret(int Id, byte[] Value, DateTime? EndsAt)
{
    /// <summary>Without the value.</summary>
    public override string ToString() => $"secret {Id}";
}

/// <summary>A client as a call needs it, read at most a second ago.</summary>
/// <param name="Addresses">Empty: anywhere.</param>
/// <param name="KeyHash">SHA-256 of its API key; null for the finance bill API.</param>
/// <param name="RefusesBefore">UTC. What was signed until then is refused, since nobody remembers whether it was used.</param>
/// <param name="CertificateHash">SHA-256 of the certificate its calls must come with; null: none.</param>
public sealed record KnownClient(
    Guid Id,
    string Name,
    SignatureScheme Scheme,
    ApiEnvironment Environment,
    bool IsDisabled,
    DateTime? ExpiresAt,
    TimeSpan Window,
    int CallsPerSecond,
    string Language,
    bool WrapsAnswers,
    IReadOnlyList<IPNetwork> Addresses,
    byte[]? CertificateHash,
    byte[]? KeyHash,
    DateTime? RefusesBefore,
    FrozenSet<ApiPermission> Permissions,
    IReadOnlyList<KnownSecret> Secrets
)
{
    private ProgramCall? rights;

    public bool IsWeak => ApiClient.IsWeakScheme(Scheme);

    /// <summary>Whether this is its API key.</summary>
    public bool HasKey(string key) => KeyHash is not null && CryptographicOperations.FixedTimeEquals(ApiSecrets.HashOf(key), KeyHash);

    /// <summary>Neither disabled nor expired.</summary>
    public bool IsOpen(DateTime now) => !IsDisabled && (ExpiresAt is null || now < ExpiresAt);

    /// <summary>Whether a call may come from there; an IPv4 address written as IPv6 is the same address.</summary>
    public bool Accepts(IPAddress? address)
    {
        if (Addresses.Count == 0)
            return Scheme != SignatureScheme.Basic;
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var range in Addresses)
            if (range.Contains(plain))
                return true;
        return false;
    }

    /// <summary>Whether the client may call this; a weak scheme only reads, whatever is stored.</summary>
    public bool May(ApiPermission permission) => Permissions.Contains(permission) && (!IsWeak || ApiClient.IsRead(permission));

    public IEnumerable<KnownSecret> GoodSecrets(DateTime now) => Secrets.Where(secret => secret.EndsAt is null || now < secret.EndsAt);

    /// <summary>As whom its call acts. Its data scope is that of its row in People.</summary>
    /// <param name="nonce">Of a call that may change something: spent with the change.</param>
    /// <param name="goodUntil">UTC. The call's timestamp and window.</param>
    public Actor ToActor(IPAddress? address, string? nonce, DateTime goodUntil)
    {
        rights ??= Rights();
        return new Actor(Id, Name, FrozenSet<Role>.Empty, address?.ToString(), null, rights with { Nonce = nonce, GoodUntil = goodUntil });
    }

    private ProgramCall Rights()
    {
        var granted = Permissions.Where(May).ToFrozenSet();
        var isSandbox = Environment == ApiEnvironment.Sandbox;
        return new ProgramCall(granted, isSandbox ? [] : PermissionsOf(granted), isSandbox, null, default);
    }

    private static FrozenSet<Permission> PermissionsOf(IEnumerable<ApiPermission> permissions) =>
        permissions.SelectMany(Needs).ToFrozenSet();

    /// <summary>What the use cases behind an API permission ask for.</summary>
    private static IEnumerable<Permission> Needs(ApiPermission permission) =>
        permission switch
        {
            ApiPermission.ReadBalances or ApiPermission.ReadTransactions => [Permission.ViewFunds],
            ApiPermission.ReadStatements => [Permission.ViewFunds, Permission.ExportStatements],
            ApiPermission.FilePayments => [Permission.MakePayments, Permission.ViewPayments],
            ApiPermission.ReadPayments => [Permission.ViewPayments],
            _ => [],
        };
}
