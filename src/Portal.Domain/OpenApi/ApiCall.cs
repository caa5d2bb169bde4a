namespace FundPortal.Domain.OpenApi;

/// <summary>Which API was called. The numbers are stored; never reuse one.</summary>
public enum ApiKind
{
    FinanceBill = 1,
    Settlement = 2,
}

/// <summary>A line of the call log. Written for every call, the refused ones too; never changed.</summary>
public sealed class ApiCall
{
    public const int MaxMethod = 100;
    public const int MaxParameters = 2_000;
    public const int MaxCode = 40;
    public const int MaxRequestId = 40;

    public long Id { get; init; }

    /// <summary>UTC, when the call came in.</summary>
    public DateTime At { get; init; }

    public ApiKind Api { get; init; }

    /// <summary>Null when nobody was recognised.</summary>
    public Guid? ClientId { get; init; }

    /// <summary>The secret it was signed with; null when the signature was not right.</summary>
    public int? SecretId { get; init; }

    /// <summary>Finance bill API: its method. Settlement API: verb and route (<c>GET /v1/accounts/{id}/transactions</c>).</summary>
    public string Method { get; init; } = "";

    public string? Address { get; init; }

    /// <summary>One line, <c>name=value</c> joined with <c>&amp;</c>, percent-encoded, signature, keys and secrets masked; cut at 2,000 signs.</summary>
    public string Parameters { get; init; } = "";

    /// <summary>The API's own code; <c>0</c> for success.</summary>
    public string Code { get; init; } = "";

    /// <summary>HTTP status that went out.</summary>
    public int Status { get; init; }

    /// <summary>Rows in the answer.</summary>
    public int Rows { get; init; }

    public int Milliseconds { get; init; }

    public string RequestId { get; init; } = "";
}
