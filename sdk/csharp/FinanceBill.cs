using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FundPortal.Sdk;

/// <summary>The finance bill API. May be shared between threads.</summary>
public sealed class FinanceBill : IDisposable
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    private readonly Caller caller;
    private readonly string flag;
    private readonly string secret;
    private readonly BillScheme scheme;

    /// <param name="address"><c>https://portal.example.com</c>; plain http only to this machine.</param>
    /// <param name="flag">Names the client.</param>
    /// <param name="secret">Signs its calls.</param>
    /// <param name="scheme">How it signs.</param>
    /// <param name="options">Null: 30 seconds, three attempts.</param>
    public FinanceBill(Uri address, string flag, string secret, BillScheme scheme = BillScheme.HmacSha256, ClientOptions? options = null)
    {
        caller = new Caller(address, options ?? new ClientOptions());
        (this.flag, this.secret, this.scheme) = (flag, secret, scheme);
    }

    /// <summary>Accounts with their balances; all that the client may see unless one is named.</summary>
    public async Task<IReadOnlyList<BillAccount>> BalancesAsync(string? accountId = null, CancellationToken ct = default)
    {
        var answer = await CallAsync("finance.getAccountBalance", [new("account_id", accountId)], ct).ConfigureAwait(false);
        return answer.GetProperty("accounts").Deserialize<BillAccount[]>(Form)!;
    }

    /// <summary>All transactions, newest first, page by page.</summary>
    public async IAsyncEnumerable<BillTransaction> TransactionsAsync(
        BillFilter? filter = null,
        [EnumeratorCancellation] CancellationToken ct = default
    )
    {
        var asked = filter ?? new BillFilter();
        HashSet<string> before = [];
        var passed = 0L;
        for (var page = 1; ; page++)
        {
            var answer = await CallAsync("finance.getTransactionList", asked.Parameters(page), ct).ConfigureAwait(false);
            var rows = answer.GetProperty("lists").Deserialize<BillTransaction[]>(Form)!;
            // What is booked meanwhile pushes rows down onto the next page; they are not told twice.
            foreach (var row in rows.Where(row => !before.Contains(row.TransId)))
                yield return row;
            before = [.. rows.Select(row => row.TransId)];
            passed += rows.Length;
            if (rows.Length == 0 || passed >= answer.GetProperty("count").GetInt64())
                yield break;
        }
    }

    /// <summary>Any method of the API; parameters that are null are left out. The answer comes without its envelope.</summary>
    /// <exception cref="FundPortalException">The call failed.</exception>
    public Task<JsonElement> CallAsync(
        string method,
        IEnumerable<KeyValuePair<string, string?>> parameters,
        CancellationToken ct = default
    ) => caller.RepeatAsync(() => OnceAsync(method, parameters, ct), ct);

    /// <inheritdoc/>
    public void Dispose() => caller.Dispose();

    private async Task<JsonElement> OnceAsync(string method, IEnumerable<KeyValuePair<string, string?>> parameters, CancellationToken ct)
    {
        List<KeyValuePair<string, string>> given =
        [
            .. parameters.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)),
            new("flag", flag),
            new("method", method),
            new("ver", "1"),
            new("charset", "utf-8"),
            new("type", "json"),
            new("timestamp", caller.Now.ToOffset(China).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)),
            new("nonce", Caller.Random()),
        ];
        given.Add(new("sign", Signing.Bill(secret, given, scheme)));
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{caller.Root}{caller.Prefix}/openapi/rpc/service");
        request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes(Signing.Canonical(given)));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        var answer = await caller.SendAsync(request, ct).ConfigureAwait(false);
        var content = answer.Json();
        if (content.TryGetProperty("error_response", out var error))
            throw new FundPortalException(
                Text(error, "code") ?? "",
                $"{Text(error, "msg")} {Text(error, "sub_msg")}".Trim(),
                answer.Status,
                Text(error, "request_id"),
                answer.RetryAfter
            );
        if (answer.Status != HttpStatusCode.OK)
            throw answer.Unexpected();
        return content.TryGetProperty("response", out var inner) ? inner : content;
    }

    private static string? Text(JsonElement error, string name) => error.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>Which transactions are asked for; what is null is not asked for.</summary>
public sealed record BillFilter
{
    /// <summary>One account.</summary>
    public string? AccountId { get; init; }

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>, China time, inclusive.</summary>
    public string? StartTime { get; init; }

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>, China time, inclusive.</summary>
    public string? EndTime { get; init; }

    /// <summary>Code of a type: <c>income</c>, <c>expense</c>.</summary>
    public string? TransType { get; init; }

    /// <summary>One or several: <c>SHOP001#SHOP002</c>.</summary>
    public string? ShopCode { get; init; }

    /// <summary>Rows of a page, 1 to 100.</summary>
    public int PageSize { get; init; } = 100;

    internal IEnumerable<KeyValuePair<string, string?>> Parameters(int page) =>
        [
            new("account_id", AccountId),
            new("start_time", StartTime),
            new("end_time", EndTime),
            new("trans_type", TransType),
            new("shop_code", ShopCode),
            new("page_no", page.ToString(CultureInfo.InvariantCulture)),
            new("page_size", PageSize.ToString(CultureInfo.InvariantCulture)),
        ];
}
