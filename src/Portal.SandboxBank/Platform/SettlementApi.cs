using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Cmb;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Platform;

/// <summary>The reading side of the settlement API: balances with history, accounts, transactions by cursor, a statement. Signature level <c>full</c>.</summary>
internal sealed class SettlementApi(SandboxKeys keys, Ledger ledger, FaultBook faults, Pace pace)
{
    private const int HistoryDays = 31;
    private const int MostRows = 500;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public void Map(WebApplication app)
    {
        app.MapGet("/v1/account/balance", (HttpContext context) => AnswerAsync(context, () => Balance(context)));
        app.MapGet("/v1/accounts", (HttpContext context) => AnswerAsync(context, () => Accounts(context)));
        app.MapGet(
            "/v1/accounts/{id}/transactions",
            (HttpContext context, string id) => AnswerAsync(context, () => Transactions(context, id))
        );
        app.MapGet("/v1/accounts/{id}/statement", (HttpContext context, string id) => AnswerAsync(context, () => Statement(context, id)));
    }

    /// <summary>METHOD, path, canonical query, time, nonce, idempotency key and the body's hash, a line each.</summary>
    internal static string TextToSign(HttpRequest request, string timestamp, string nonce, string key) =>
        string.Join(
            '\n',
            request.Method,
            request.Path,
            CanonicalQuery(request),
            timestamp,
            nonce,
            key,
            Convert.ToHexStringLower(SHA256.HashData([]))
        );

    private async Task AnswerAsync(HttpContext context, Func<(int Status, JsonObject Body)> answer)
    {
        var fault = faults.Of(new(context.Request.Path, context.Request.RouteValues["id"] as string, null, null), FaultBook.OfReading);
        if (await BadServer.AnswersBadlyAsync(context, fault, pace))
            return;
        var (status, body) = Check(context.Request) is { } code ? Problem(code == "key_unknown" ? 401 : 403, code) : answer();
        context.Response.StatusCode = status;
        var type = status == StatusCodes.Status200OK ? "application/json" : "application/problem+json";
        await BadWire.WriteAsync(context, Encoding.UTF8.GetBytes(body.ToJsonString()), fault, type);
    }

    private string? Check(HttpRequest request)
    {
        if (request.Headers.Authorization != $"Bearer {keys.SettlementKey}")
            return "key_unknown";
        var (timestamp, nonce) = (request.Headers["X-Timestamp"].ToString(), request.Headers["X-Nonce"].ToString());
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (new DateTimeOffset(ledger.Now, TimeSpan.Zero) - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Window
        )
            return "timestamp_expired";
        var text = TextToSign(request, timestamp, nonce, request.Headers["Idempotency-Key"].ToString());
        var signature = Convert.ToHexString(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys.SettlementSecret), Encoding.UTF8.GetBytes(text))
        );
        if (!string.Equals(request.Headers["X-Signature"], signature, StringComparison.OrdinalIgnoreCase))
            return "signature_invalid";
        return nonce.Length > 0 && !ledger.IsNewRequest("v1/" + nonce) ? "nonce_reused" : null;
    }

    private (int, JsonObject) Balance(HttpContext context)
    {
        if (Mine(context.Request.Query["accountId"].ToString()) is not { } account)
            return Problem(404, "account_not_found");
        var body = Row(account);
        var today = ledger.Today;
        body["history"] = new JsonArray([
            .. Enumerable
                .Range(1, HistoryDays)
                .Select(back => today.AddDays(-back))
                .Select(day => (Day: day, Closing: ledger.Closing(account.Number, day)))
                .Where(row => row.Closing is not null)
                .Select(row => new JsonObject { ["date"] = Date(row.Day), ["closingBalance"] = Amount(row.Closing!.Value) }),
        ]);
        return (200, body);
    }

    private (int, JsonObject) Accounts(HttpContext context)
    {
        var after = context.Request.Query["cursor"].ToString();
        var accounts = ledger
            .Accounts(keys.PlatformFlag)
            .Where(a => string.CompareOrdinal(a.Number, after) > 0)
            .OrderBy(a => a.Number, StringComparer.Ordinal);
        return (200, new() { ["accounts"] = new JsonArray([.. accounts.Select(Row)]), ["nextCursor"] = null });
    }

    private (int, JsonObject) Transactions(HttpContext context, string id)
    {
        var query = context.Request.Query;
        if (Mine(id) is not { } account)
            return Problem(404, "account_not_found");
        var limit = Number(query["limit"], MostRows);
        if (Day(query["from"]) is not { } from || Day(query["to"]) is not { } to || limit is < 1 or > MostRows)
            return Problem(400, "parameter_invalid");
        // Newest first; the cursor is the sequence number below which it goes on.
        var below = Number(query["cursor"], int.MaxValue);
        var rows = ledger
            .Postings(account.Number, from, to, 1, int.MaxValue)
            .Where(p => p.Sequence < below)
            .Reverse()
            .Take(limit + 1)
            .ToArray();
        var page = rows.Take(limit).ToArray();
        var shown = StatementFaults.Spoil(page, faults.OfRows(new(context.Request.Path, id, null, null)), ledger.Today, limit);
        return (
            200,
            new()
            {
                ["transactions"] = new JsonArray([.. shown.Select(posting => Row(account, posting))]),
                ["nextCursor"] = rows.Length > limit ? page[^1].Sequence.ToString(CultureInfo.InvariantCulture) : null,
            }
        );
    }

    private (int, JsonObject) Statement(HttpContext context, string id)
    {
        var query = context.Request.Query;
        if (Mine(id) is not { } account)
            return Problem(404, "account_not_found");
        if (Day(query["from"]) is not { } from || Day(query["to"]) is not { } to)
            return Problem(400, "parameter_invalid");
        var entries = ledger.Postings(account.Number, from, to, 1, int.MaxValue);
        return (
            200,
            new()
            {
                ["accountId"] = account.Number,
                ["currency"] = account.Currency,
                ["openingBalance"] = Amount(ledger.Closing(account.Number, from.AddDays(-1)) ?? 0),
                ["entries"] = new JsonArray([.. entries.Select(posting => Row(account, posting))]),
                ["closingBalance"] = Amount(ledger.Closing(account.Number, to) ?? 0),
            }
        );
    }

    private JsonObject Row(BankAccount account) =>
        new()
        {
            ["accountId"] = account.Number,
            ["accountName"] = account.Name,
            ["accountType"] = account.Kind,
            ["currency"] = account.Currency,
            ["balance"] = Amount(account.BalanceMinor),
            ["available"] = Amount(account.BalanceMinor),
            ["frozen"] = Amount(0),
            ["asOf"] = ledger.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };

    private static JsonObject Row(BankAccount account, Posting posting) =>
        new()
        {
            ["transactionId"] = string.Create(CultureInfo.InvariantCulture, $"{account.Number}-{posting.Sequence}"),
            ["bookedAt"] = posting.Day.ToDateTime(posting.Time).ToString("yyyy-MM-dd'T'HH:mm:ss'+08:00'", CultureInfo.InvariantCulture),
            ["valueDate"] = Date(posting.Day),
            ["type"] = posting.AmountMinor > 0 ? "income" : "expense",
            ["amount"] = Amount(posting.AmountMinor),
            ["balance"] = Amount(posting.BalanceMinor),
            ["currency"] = account.Currency,
            ["counterpartyName"] = posting.PartyName,
            ["counterpartyAccount"] = posting.PartyNumber,
            ["remark"] = posting.Text,
            ["endToEndId"] = posting.Reference,
            ["isReversal"] = posting.Reversal.Length > 0,
        };

    private static (int, JsonObject) Problem(int status, string code) =>
        (
            status,
            new()
            {
                ["type"] = "about:blank",
                ["title"] = code,
                ["status"] = status,
                ["code"] = code,
                ["requestId"] = Guid.NewGuid().ToString("N"),
            }
        );

    private static string CanonicalQuery(HttpRequest request) =>
        string.Join(
            '&',
            request
                .Query.SelectMany(pair =>
                    pair.Value.Select(value => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(value ?? "")))
                )
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .ThenBy(pair => pair.Value, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    private BankAccount? Mine(string id) => ledger.Account(id) is { } account && account.Holder == keys.PlatformFlag ? account : null;

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static int Number(string? text, int unless) =>
        string.IsNullOrEmpty(text) ? unless
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : -1;

    private static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonNode Amount(long minor) => JsonNode.Parse((minor / 100m).ToString("0.00", CultureInfo.InvariantCulture))!;
}
