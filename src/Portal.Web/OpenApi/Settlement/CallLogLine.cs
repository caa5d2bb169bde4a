using System.Text;
using FundPortal.Application.OpenApi.Calls;
using FundPortal.Domain.OpenApi;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>What the call log tells of a call: everything that was asked, nothing that opens a door.</summary>
internal static class CallLogLine
{
    private const string Masked = "***";
    private const int ShownEnd = 4;

    public static ApiCall Of(SettlementCall call, string rawQuery, DateTime at, TimeSpan took)
    {
        var context = call.Context;
        return new ApiCall
        {
            At = at,
            Api = ApiKind.Settlement,
            ClientId = call.Client?.Id,
            SecretId = call.Proven?.SecretId,
            Method = Cut($"{context.Request.Method} {RouteOf(context)}", ApiCall.MaxMethod),
            Address = context.Connection.RemoteIpAddress?.ToString(),
            Parameters = Cut(Parameters(call, rawQuery), ApiCall.MaxParameters),
            Code = Cut(call.Code, ApiCall.MaxCode),
            Status = context.Response.StatusCode,
            Rows = call.Rows,
            Milliseconds = (int)Math.Min(int.MaxValue, took.TotalMilliseconds),
            RequestId = Cut(context.TraceIdentifier, ApiCall.MaxRequestId),
        };
    }

    /// <summary>The route, so that calls of one kind are found together; the ids of a path stand among the parameters.</summary>
    private static string RouteOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route } endpoint
        && endpoint.Metadata.GetMetadata<CallRoute>() is not null
            ? route
            : "-";

    private static string Parameters(SettlementCall call, string rawQuery)
    {
        var line = new StringBuilder();
        void Add(string name, string value) =>
            line.Append(line.Length > 0 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));

        var headers = call.Context.Request.Headers;
        if (call.Context.GetRouteValue("id") is string id)
            Add("id", id);
        if (call.Proven is { } proven)
        {
            foreach (var (name, value) in proven.Query.Values)
                Add(name, Mask(name, value));
        }
        else if (rawQuery.Length > 0)
            // Nobody's word yet: only that something came, and how much.
            Add("query", $"({rawQuery.Length})");
        if (headers["X-Timestamp"] is [{ } timestamp])
            Add("X-Timestamp", timestamp);
        if (headers["X-Nonce"] is [{ } nonce])
            Add("X-Nonce", Mask("nonce", nonce));
        if (call.Proven is not null && headers["Idempotency-Key"] is [{ } key])
            Add("Idempotency-Key", key);
        foreach (var (name, value) in call.Fields)
            Add(name, Mask(name, value));
        return line.ToString();
    }

    /// <summary>Bank accounts and nonces by their end, receivers by their host; what is named like a secret not at all.</summary>
    private static string Mask(string name, string value) =>
        name is "url" ? HostOf(value)
        : name is "payeeAccount" or "nonce"
            ? value.Length > ShownEnd ? Masked + value[^ShownEnd..]
                : Masked
        : name.Contains("secret", StringComparison.OrdinalIgnoreCase) || name.Contains("sign", StringComparison.OrdinalIgnoreCase) ? Masked
        : value;

    /// <summary>Of a webhook's receiver: many an address holds a token.</summary>
    private static string HostOf(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Host}/{Masked}" : Masked;

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;
}
