using FundPortal.Application.OpenApi.Payments;
using FundPortal.Application.OpenApi.Settlement;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>What an endpoint of the API asks for. It is also what the reference tells of it, so the two cannot differ.</summary>
/// <param name="Permission">Null where every client may call.</param>
/// <param name="Parameters">Of the query; a name that is not among them is refused.</param>
/// <param name="Fields">Of the body; null where none is taken.</param>
/// <param name="Problems">Codes that this call has beside those that every call may have.</param>
internal sealed record CallRoute(
    string Name,
    ApiPermission? Permission,
    IReadOnlyList<CallParameter> Parameters,
    IReadOnlyList<CallField>? Fields = null,
    params IReadOnlyList<string> Problems
)
{
    /// <summary>HTTP status of an answer that is no problem.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Takes an Idempotency-Key: only then can a key meet another request.</summary>
    public bool IsIdempotent => Problems.Contains(FileApiPayment.KeyConflict.Code, StringComparer.Ordinal);
}

/// <param name="Format">As OpenAPI names it: <c>uuid</c>, <c>date</c>, <c>integer</c>, or null for text.</param>
internal sealed record CallParameter(string Name, string? Format, string Example, bool IsRequired = false);
