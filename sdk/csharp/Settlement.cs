using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FundPortal.Sdk;

/// <summary>The settlement API, version 1. May be shared between threads.</summary>
public sealed class Settlement : IDisposable
{
    private const string Json = "application/json";

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web)
    {
        // Amounts go as texts: no number loses a digit on the way.
        NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Caller caller;
    private readonly string apiKey;
    private readonly string secret;
    private readonly SettlementLevel level;

    /// <param name="address"><c>https://portal.example.com</c>; plain http only to this machine.</param>
    /// <param name="apiKey">Names the client.</param>
    /// <param name="secret">Signs its calls.</param>
    /// <param name="level">How it signs.</param>
    /// <param name="options">Null: 30 seconds, three attempts.</param>
    public Settlement(
        Uri address,
        string apiKey,
        string secret,
        SettlementLevel level = SettlementLevel.Full,
        ClientOptions? options = null
    )
    {
        caller = new Caller(address, options ?? new ClientOptions());
        (this.apiKey, this.secret, this.level) = (apiKey, secret, level);
    }

    /// <summary>A new idempotency key. Keep it with your record of the payment before you file it.</summary>
    public static string NewKey() => Caller.Random();

    /// <summary>Balance of one account, with the closing balances of the last days.</summary>
    public Task<Account> BalanceAsync(string accountId, CancellationToken ct = default) =>
        ReadAsync<Account>("/account/balance", [new("accountId", accountId)], ct);

    /// <summary>All accounts that the client may see, with balances, page by page.</summary>
    public IAsyncEnumerable<Account> AccountsAsync(CancellationToken ct = default) => PagesAsync<Account>("/accounts", "accounts", [], ct);

    /// <summary>All transactions of an account, newest first, page by page.</summary>
    public IAsyncEnumerable<Transaction> TransactionsAsync(
        string accountId,
        TransactionFilter? filter = null,
        CancellationToken ct = default
    ) =>
        PagesAsync<Transaction>(
            $"/accounts/{Uri.EscapeDataString(accountId)}/transactions",
            "transactions",
            (filter ?? new TransactionFilter()).Parameters(),
            ct
        );

    /// <summary>Opening balance, entries, closing balance.</summary>
    public Task<JsonElement> StatementAsync(string accountId, DateOnly from, DateOnly to, CancellationToken ct = default) =>
        ReadAsync<JsonElement>($"/accounts/{Uri.EscapeDataString(accountId)}/statement", [Day("from", from), Day("to", to)], ct);

    /// <summary>The statement as a file.</summary>
    /// <param name="accountId">The account.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="accept">Such as <c>text/csv</c> or <c>application/xml;profile=camt.053.001.08</c>.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<byte[]> StatementFileAsync(string accountId, DateOnly from, DateOnly to, string accept, CancellationToken ct = default)
    {
        var path = $"/accounts/{Uri.EscapeDataString(accountId)}/statement";
        return caller.RepeatAsync(
            async () => (await OnceAsync("GET", path, [Day("from", from), Day("to", to)], [], "", accept, ct).ConfigureAwait(false)).Body,
            ct
        );
    }

    /// <summary>
    /// Files a payment request. The same key files once, for ever: on a time-out it is sent again with the same key and body, and so may
    /// you, days later.
    /// </summary>
    /// <param name="payment">What to pay.</param>
    /// <param name="key">Your own, kept with your record; null: a new one, which an error carries.</param>
    /// <param name="ct">Stops waiting; whether the payment was filed is then unknown.</param>
    /// <exception cref="FundPortalException">It failed, or its end is unknown: file again with the error's key.</exception>
    public async Task<PaymentStatus> PayAsync(Payment payment, string? key = null, CancellationToken ct = default)
    {
        var used = key ?? NewKey();
        var body = JsonSerializer.SerializeToUtf8Bytes(payment, Form);
        try
        {
            return await caller
                .RepeatAsync(
                    async () => Read<PaymentStatus>(await OnceAsync("POST", "/payments", [], body, used, Json, ct).ConfigureAwait(false)),
                    ct
                )
                .ConfigureAwait(false);
        }
        catch (FundPortalException error)
        {
            error.IdempotencyKey = used;
            throw;
        }
    }

    /// <summary>A payment of this client: state, timeline, bank reference.</summary>
    public Task<PaymentStatus> PaymentAsync(string paymentId, CancellationToken ct = default) =>
        ReadAsync<PaymentStatus>($"/payments/{Uri.EscapeDataString(paymentId)}", [], ct);

    /// <summary>A payment of this client by its own reference.</summary>
    public Task<PaymentStatus> PaymentByReferenceAsync(string externalRef, CancellationToken ct = default) =>
        ReadAsync<PaymentStatus>("/payments", [new("externalRef", externalRef)], ct);

    /// <summary>Takes a payment back while no bank has it. Not repeated by itself.</summary>
    public async Task<PaymentStatus> CancelAsync(string paymentId, CancellationToken ct = default) =>
        Read<PaymentStatus>(
            await OnceAsync("POST", $"/payments/{Uri.EscapeDataString(paymentId)}/cancel", [], [], "", Json, ct).ConfigureAwait(false)
        );

    /// <summary>The client's event subscriptions.</summary>
    public Task<JsonElement> WebhooksAsync(CancellationToken ct = default) => ReadAsync<JsonElement>("/webhooks", [], ct);

    /// <summary>Makes an event subscription. Not repeated by itself.</summary>
    public async Task<JsonElement> SubscribeAsync(object webhook, CancellationToken ct = default)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(webhook, Form);
        return (await OnceAsync("POST", "/webhooks", [], body, "", Json, ct).ConfigureAwait(false)).Json();
    }

    /// <summary>Ends an event subscription. Not repeated by itself.</summary>
    public Task UnsubscribeAsync(string webhookId, CancellationToken ct = default) =>
        OnceAsync("DELETE", $"/webhooks/{Uri.EscapeDataString(webhookId)}", [], [], "", Json, ct);

    /// <inheritdoc/>
    public void Dispose() => caller.Dispose();

    internal static KeyValuePair<string, string?> Day(string name, DateOnly? day) =>
        new(name, day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static T Read<T>(Answer answer) => answer.Json().Deserialize<T>(Form)!;

    private Task<T> ReadAsync<T>(string path, KeyValuePair<string, string?>[] query, CancellationToken ct) =>
        caller.RepeatAsync(async () => Read<T>(await OnceAsync("GET", path, query, [], "", Json, ct).ConfigureAwait(false)), ct);

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string path,
        string rows,
        KeyValuePair<string, string?>[] query,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        string? cursor = null;
        do
        {
            var page = await ReadAsync<JsonElement>(path, [.. query, new("cursor", cursor)], ct).ConfigureAwait(false);
            foreach (var row in page.GetProperty(rows).Deserialize<T[]>(Form)!)
                yield return row;
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);
    }

    private async Task<Answer> OnceAsync(
        string method,
        string below,
        KeyValuePair<string, string?>[] asked,
        byte[] body,
        string key,
        string accept,
        CancellationToken ct
    )
    {
        var path = $"{caller.Prefix}/v1{below}";
        KeyValuePair<string, string>[] query =
        [
            .. asked.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!)),
        ];
        var (timestamp, nonce) = (caller.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), Caller.Random());
        var url = caller.Root + path + (query.Length == 0 ? "" : "?" + Signing.Canonical(query));
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Headers.Add("X-Timestamp", timestamp);
        request.Headers.Add("X-Nonce", nonce);
        request.Headers.Add(
            "X-Signature",
            level == SettlementLevel.Full
                ? Signing.Full(secret, method, path, query, timestamp, nonce, key, body)
                : Signing.Basic(secret, timestamp, apiKey)
        );
        request.Headers.Accept.ParseAdd(accept);
        if (key.Length > 0)
            request.Headers.Add("Idempotency-Key", key);
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        }
        var answer = await caller.SendAsync(request, ct).ConfigureAwait(false);
        if (answer.IsGood)
            return answer;
        var problem = answer.Json();
        throw problem.TryGetProperty("code", out var code)
            ? new FundPortalException(
                code.ToString(),
                Text(problem, "detail") ?? Text(problem, "title") ?? "",
                answer.Status,
                Text(problem, "requestId"),
                answer.RetryAfter
            )
            : answer.Unexpected();
    }

    private static string? Text(JsonElement problem, string name) => problem.TryGetProperty(name, out var value) ? value.ToString() : null;
}

/// <summary>Which transactions are asked for; what is null is not asked for.</summary>
public sealed record TransactionFilter
{
    /// <summary>First day, in China.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, in China.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A kind in lower case, <c>income</c> or <c>expense</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Least amount.</summary>
    public decimal? MinAmount { get; init; }

    /// <summary>Largest amount.</summary>
    public decimal? MaxAmount { get; init; }

    /// <summary>Words in texts and names.</summary>
    public string? Text { get; init; }

    /// <summary>Rows of a page, 1 to 500.</summary>
    public int Limit { get; init; } = 500;

    internal KeyValuePair<string, string?>[] Parameters() =>
        [
            Settlement.Day("from", From),
            Settlement.Day("to", To),
            new("type", Type),
            new("minAmount", MinAmount?.ToString(CultureInfo.InvariantCulture)),
            new("maxAmount", MaxAmount?.ToString(CultureInfo.InvariantCulture)),
            new("q", Text),
            new("limit", Limit.ToString(CultureInfo.InvariantCulture)),
        ];
}
