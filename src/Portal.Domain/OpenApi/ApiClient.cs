using System.Net;

namespace FundPortal.Domain.OpenApi;

/// <summary>Which world a client lives in. The numbers are stored; never reuse one.</summary>
public enum ApiEnvironment
{
    Production = 1,

    /// <summary>Own accounts and payments; nothing of it can reach a bank.</summary>
    Sandbox = 2,
}

/// <summary>How a client signs, and so which of the two APIs it speaks. The numbers are stored; never reuse one.</summary>
public enum SignatureScheme
{
    /// <summary>Finance bill API, the default.</summary>
    HmacSha256 = 1,

    /// <summary>Finance bill API as clients of the old OMS sign it: weak, reads only.</summary>
    OmsMd5 = 2,

    /// <summary>Settlement API, the default; required for payments.</summary>
    Full = 3,

    /// <summary>Settlement API: proves nothing about the request; reads only, and only from listed addresses.</summary>
    Basic = 4,
}

/// <summary>What a client may call; none by default. The numbers are stored; never reuse one.</summary>
public enum ApiPermission
{
    ReadBalances = 1,
    ReadTransactions = 2,
    ReadStatements = 3,

    /// <summary>Files payment requests, which enter the approval route, and cancels its own.</summary>
    FilePayments = 4,
    ReadPayments = 5,
    ManageWebhooks = 6,
}

/// <summary>
/// A program that calls the portal's APIs. Its id is also that of a row in People, as whose the database knows it where it makes
/// something (the maker of a payment, the holder of a data scope); nobody can sign in as it.
/// </summary>
public sealed class ApiClient
{
    public const int MaxName = 100;
    public const int MaxFlag = 64;
    public const int MaxAddresses = 50;
    public const int DefaultWindowSeconds = 300;
    public const int MinWindowSeconds = 60;
    public const int MaxWindowSeconds = 3_600;
    public const int DefaultCallsPerSecond = 20;
    public const int MaxCallsPerSecond = 10_000;

    /// <summary>Rotation leaves the old secret good beside the new one; a third would be forgotten.</summary>
    public const int MaxSecrets = 2;

    private readonly List<ApiSecret> secrets = [];
    private readonly List<ApiSecretHolder> holders = [];

    /// <summary>Also the id of its row in People.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public SignatureScheme Scheme { get; set; }

    public ApiEnvironment Environment { get; init; }

    /// <summary>Finance bill API: the parameter <c>flag</c>, 1 to 64 printable ASCII signs, unique byte by byte. Null for the settlement API.</summary>
    public string? Flag { get; init; }

    /// <summary>Settlement API: SHA-256 of the API key, which nobody keeps. Null for the finance bill API.</summary>
    public byte[]? KeyHash { get; init; }

    /// <summary>The key's first signs, to tell keys apart: <c>sk_live_3f9a</c>.</summary>
    public string? KeyHint { get; init; }

    /// <summary>Who answers for it: is told of alerts, may use the page that explains signatures, and never signs what the client files.</summary>
    public Guid OwnerId { get; set; }

    public bool IsDisabled { get; set; }

    /// <summary>UTC, exclusive; null: never.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>Permissions as stored; see <see cref="Permissions"/>.</summary>
    public string PermissionList { get; private set; } = "";

    /// <summary>Address ranges as stored, one a line; see <see cref="Addresses"/>.</summary>
    public string AddressList { get; private set; } = "";

    /// <summary>Seconds on both sides of now in which a timestamp is good.</summary>
    public int WindowSeconds { get; private set; } = DefaultWindowSeconds;

    /// <summary>UTC. A wider window would make signatures good again that were forgotten: what was signed until then is refused.</summary>
    public DateTime? WindowWidenedAt { get; private set; }

    /// <summary>How many calls a second it may make; it may save up ten seconds' worth.</summary>
    public int CallsPerSecond { get; set; } = DefaultCallsPerSecond;

    /// <summary>Of error texts: <c>zh-CN</c> or <c>en</c>.</summary>
    public string Language { get; set; } = "zh-CN";

    /// <summary>Finance bill API: answers stand inside <c>{"response":…}</c>.</summary>
    public bool WrapsAnswers { get; set; }

    /// <summary>SHA-256 of the certificate that its calls must come with; null: none is asked for.</summary>
    public byte[]? CertificateHash { get; set; }

    public DateTime CreatedAt { get; init; }

    public Guid CreatedBy { get; init; }

    /// <summary>Raised by every change, of the scope and the secrets too: other nodes look at it.</summary>
    public int Version { get; set; }

    public IReadOnlyList<ApiSecret> Secrets => secrets;

    /// <summary>Everybody who ever saw a secret of it.</summary>
    public IReadOnlyList<ApiSecretHolder> Holders => holders;

    public bool IsForSettlement => IsSettlement(Scheme);

    /// <summary>Schemes that do not protect the request itself are fenced in.</summary>
    public bool IsWeak => IsWeakScheme(Scheme);

    /// <summary>In the enumeration's order.</summary>
    public IReadOnlyList<ApiPermission> Permissions =>
        [.. PermissionList.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<ApiPermission>)];

    /// <summary>Where its calls may come from; empty: anywhere.</summary>
    public IReadOnlyList<IPNetwork> Addresses =>
        [.. AddressList.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(text => IPNetwork.Parse(text))];

    public static bool IsSettlement(SignatureScheme scheme) => scheme is SignatureScheme.Full or SignatureScheme.Basic;

    public static bool IsWeakScheme(SignatureScheme scheme) => scheme is SignatureScheme.OmsMd5 or SignatureScheme.Basic;

    /// <summary>Whether the permission is one that a weakly signed call may have.</summary>
    public static bool IsRead(ApiPermission permission) => permission is not (ApiPermission.FilePayments or ApiPermission.ManageWebhooks);

    /// <returns>A refusal when a weak scheme would change something; then nothing has changed.</returns>
    public Result<Done> Grant(IEnumerable<ApiPermission> permissions)
    {
        ApiPermission[] wanted = [.. permissions.Distinct().Order()];
        if (IsWeak && !Array.TrueForAll(wanted, IsRead))
            return Refusal.Invalid("permissions", "weak_scheme_reads_only");
        PermissionList = string.Join(' ', wanted);
        return default(Done);
    }

    /// <param name="seconds"><see cref="MinWindowSeconds"/> to <see cref="MaxWindowSeconds"/>.</param>
    public void SetWindow(int seconds, DateTime now)
    {
        if (seconds > WindowSeconds)
            WindowWidenedAt = now;
        WindowSeconds = seconds;
    }

    public void Allow(IEnumerable<IPNetwork> addresses) =>
        AddressList = string.Join('\n', addresses.Select(a => a.ToString()).Distinct(StringComparer.Ordinal));

    /// <summary>A new secret beside the one in use, which ends at <paramref name="oldEndsAt"/>. One that was ending ends now.</summary>
    /// <param name="seenBy">Who is shown it.</param>
    public ApiSecret AddSecret(byte[] value, Guid seenBy, DateTime now, DateTime oldEndsAt)
    {
        foreach (var old in secrets.Where(secret => secret.IsGood(now)))
            old.EndsAt = old.EndsAt is null ? oldEndsAt : now;
        var added = new ApiSecret { Value = value, CreatedAt = now };
        secrets.Add(added);
        if (!holders.Exists(holder => holder.PersonId == seenBy))
            holders.Add(new ApiSecretHolder { PersonId = seenBy, Since = now });
        return added;
    }
}

/// <summary>A signing secret.</summary>
public sealed class ApiSecret
{
    public int Id { get; init; }

    /// <summary>Encrypted with the key ring: the portal must compute with it.</summary>
    public required byte[] Value { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>UTC, exclusive; null: the one in use.</summary>
    public DateTime? EndsAt { get; set; }

    public bool IsGood(DateTime now) => EndsAt is null || EndsAt > now;
}

/// <summary>Somebody who saw a secret, and so could have made what the client filed. Never removed.</summary>
public sealed class ApiSecretHolder
{
    public long Id { get; init; }

    public Guid PersonId { get; init; }

    public DateTime Since { get; init; }
}
