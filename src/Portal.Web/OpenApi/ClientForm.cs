using FundPortal.Application.OpenApi.Clients;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi;

/// <summary>A client's settings while they are typed.</summary>
public sealed class ClientForm
{
    public string Name { get; set; } = "";

    public SignatureScheme Scheme { get; set; } = SignatureScheme.Full;

    public ApiEnvironment Environment { get; set; } = ApiEnvironment.Production;

    public string Flag { get; set; } = "";

    public Guid Owner { get; set; }

    public IReadOnlyList<ApiPermission> Permissions { get; set; } = [];

    public IReadOnlyList<Guid> Entities { get; set; } = [];

    public IReadOnlyList<Guid> Accounts { get; set; } = [];

    /// <summary>One a line.</summary>
    public string Addresses { get; set; } = "";

    public int WindowSeconds { get; set; } = ApiClient.DefaultWindowSeconds;

    public int CallsPerSecond { get; set; } = ApiClient.DefaultCallsPerSecond;

    public DateTime? LastDay { get; set; }

    public string Language { get; set; } = "zh-CN";

    public bool WrapsAnswers { get; set; }

    public string Certificate { get; set; } = "";

    public string Code { get; set; } = "";

    public bool IsSettlement => ApiClient.IsSettlement(Scheme);

    /// <summary>Sandbox accounts exist for the settlement API only.</summary>
    public ApiEnvironment WantedEnvironment => IsSettlement ? Environment : ApiEnvironment.Production;

    /// <summary>What the scheme and the API can have.</summary>
    public IEnumerable<ApiPermission> Possible =>
        Enum.GetValues<ApiPermission>()
            .Where(p => !ApiClient.IsWeakScheme(Scheme) || ApiClient.IsRead(p))
            .Where(p => IsSettlement || p is ApiPermission.ReadBalances or ApiPermission.ReadTransactions);

    public static ClientForm Of(ShowApiClient.Details client) =>
        new()
        {
            Name = client.Settings.Name,
            Scheme = client.Settings.Scheme,
            Environment = client.Environment,
            Flag = client.Flag ?? "",
            Owner = client.Settings.Owner,
            Permissions = client.Settings.Permissions,
            Entities = client.Settings.Entities,
            Accounts = client.Settings.Accounts,
            Addresses = string.Join('\n', client.Settings.Addresses),
            WindowSeconds = client.Settings.WindowSeconds,
            CallsPerSecond = client.Settings.CallsPerSecond,
            LastDay = client.Settings.LastDay?.ToDateTime(TimeOnly.MinValue),
            Language = client.Settings.Language,
            WrapsAnswers = client.Settings.WrapsAnswers,
            Certificate = client.Settings.Certificate,
        };

    public ClientSettings ToSettings() =>
        new(
            Name,
            Scheme,
            Owner,
            [.. Permissions.Intersect(Possible)],
            Entities,
            Accounts,
            Addresses.Split('\n'),
            WindowSeconds,
            CallsPerSecond,
            LastDay is { } day ? DateOnly.FromDateTime(day) : null,
            Language,
            WrapsAnswers && !IsSettlement,
            Certificate
        );
}
