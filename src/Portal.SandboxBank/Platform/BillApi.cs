using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Cmb;
using FundPortal.SandboxBank.Faults;
using Microsoft.Extensions.Primitives;

namespace FundPortal.SandboxBank.Platform;

/// <summary>
/// The finance bill API as a platform serves it: <c>finance.getAccountBalance</c> and <c>finance.getTransactionList</c>, signed with HMAC-SHA256.
/// </summary>
internal sealed class BillApi(SandboxKeys keys, Ledger ledger, FaultBook faults, Pace pace)
{
    private const string Balance = "finance.getAccountBalance";
    private const string List = "finance.getTransactionList";
    private const int MostRows = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    private static readonly string[] System = ["flag", "method", "ver", "charset", "type", "timestamp"];
    private static readonly string[] OfBalance = ["account_id", "account_type"];
    private static readonly string[] OfList = ["account_id", "start_time", "end_time", "trans_type", "shop_code", "page_no", "page_size"];

    public async Task HandleAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var given = form.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var method = Text(given, "method");
        var fault = faults.Of(new(method, Text(given, "account_id"), null, null), FaultBook.OfReading);
        if (await BadServer.AnswersBadlyAsync(context, fault, pace))
            return;
        var answer =
            Check(given) is { } problem ? Error(problem.Code, problem.Field)
            : method == Balance ? Balances(given)
            : Transactions(given);
        await BadWire.WriteAsync(context, Encoding.UTF8.GetBytes(answer.ToJsonString()), fault, "application/json");
    }

    private (string Code, string Field)? Check(Dictionary<string, StringValues> given)
    {
        if (given.Any(pair => pair.Value.Count != 1))
            return ("2002", given.First(pair => pair.Value.Count != 1).Key);
        if (Array.Find(System, name => Text(given, name).Length == 0) is { } missing)
            return ("2001", missing);
        if (Text(given, "type") != "json")
            return ("1004", "type");
        if (Text(given, "flag") != keys.PlatformFlag)
            return ("1001", "flag");
        if (
            !DateTime.TryParseExact(
                Text(given, "timestamp"),
                "yyyyMMddHHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var stamp
            )
            || (ledger.Now - stamp.AddHours(-8)).Duration() > Window
        )
            return ("1002", "timestamp");
        if (
            !string.Equals(Text(given, "sign"), Sign(given), StringComparison.OrdinalIgnoreCase)
            || !ledger.IsNewRequest(Text(given, "sign"))
        )
            return ("1003", "sign");
        var known = Text(given, "method") switch
        {
            Balance => OfBalance,
            List => OfList,
            _ => null,
        };
        if (known is null)
            return ("2003", "method");
        var unknown = given.Keys.FirstOrDefault(name => name is not ("sign" or "nonce") && !System.Contains(name) && !known.Contains(name));
        return unknown is null ? null : ("2002", unknown);
    }

    /// <summary>Names and values percent-encoded (RFC 3986), sorted by encoded name, joined as <c>name=value</c> with <c>&amp;</c>.</summary>
    internal static string TextToSign(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join(
            '&',
            parameters
                .Where(pair => pair.Key != "sign")
                .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    internal static string Sign(string secret, string text) =>
        Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private string Sign(Dictionary<string, StringValues> given) =>
        Sign(keys.PlatformSecret, TextToSign(given.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))));

    private JsonObject Balances(Dictionary<string, StringValues> given)
    {
        var wanted = Text(given, "account_id");
        var accounts = ledger.Accounts(keys.PlatformFlag).Where(a => wanted.Length == 0 || a.Number == wanted).ToArray();
        if (wanted.Length > 0 && accounts.Length == 0)
            return Error("403", "account_id");
        return new()
        {
            ["accounts"] = new JsonArray([
                .. accounts.Select(account => new JsonObject
                {
                    ["account_id"] = account.Number,
                    ["account_name"] = account.Name,
                    ["account_type"] = account.Kind,
                    ["balance"] = Amount(account.BalanceMinor),
                    ["currency"] = account.Currency,
                }),
            ]),
        };
    }

    private JsonObject Transactions(Dictionary<string, StringValues> given)
    {
        var wanted = Text(given, "account_id");
        var accounts = ledger.Accounts(keys.PlatformFlag).Where(a => wanted.Length == 0 || a.Number == wanted).ToArray();
        if (wanted.Length > 0 && accounts.Length == 0)
            return Error("403", "account_id");
        var (from, to) = (Time(given, "start_time") ?? DateTime.MinValue, Time(given, "end_time") ?? DateTime.MaxValue);
        if (!IsTime(given, "start_time") || !IsTime(given, "end_time") || from > to)
            return Error("2002", "start_time");
        if (!IsNumber(given, "page_no", 1, int.MaxValue, out var page) || !IsNumber(given, "page_size", 50, 1_000, out var size))
            return Error("2002", "page_no");
        var type = Text(given, "trans_type");
        if (type is not ("" or "income" or "expense"))
            return Error("2002", "trans_type");
        var rows = accounts
            .SelectMany(account =>
                ledger.Postings(account.Number, DateOnly.MinValue, DateOnly.MaxValue, 1, int.MaxValue).Select(p => (account, p))
            )
            .Where(row => row.p.Day.ToDateTime(row.p.Time) is var at && at >= from && at <= to)
            .Where(row => type.Length == 0 || (type == "income") == row.p.AmountMinor > 0)
            .OrderByDescending(row => row.p.Day)
            .ThenByDescending(row => row.p.Movement)
            .ToArray();
        var served = Math.Min(size, MostRows);
        var fault = faults.OfRows(new(List, wanted.Length > 0 ? wanted : null, null, null));
        var shown = StatementFaults.Spoil(
            [.. rows.Skip((page - 1) * served).Take(served).Select(row => row.p)],
            fault,
            ledger.Today,
            served
        );
        return new()
        {
            ["count"] = rows.Length,
            ["lists"] = new JsonArray([.. shown.Select(p => Row(accounts.First(account => account.Number == p.Account), p))]),
        };
    }

    private static JsonObject Row(BankAccount account, Posting posting) =>
        new()
        {
            ["trans_id"] = string.Create(CultureInfo.InvariantCulture, $"{account.Number}-{posting.Sequence}"),
            ["account_id"] = account.Number,
            ["account_name"] = account.Name,
            ["trans_type"] = posting.AmountMinor > 0 ? "income" : "expense",
            ["amount"] = Amount(Math.Abs(posting.AmountMinor)),
            ["balance"] = Amount(posting.BalanceMinor),
            ["trans_time"] = posting.Day.ToDateTime(posting.Time).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            ["remark"] = posting.Text,
        };

    private static JsonObject Error(string code, string field) =>
        new()
        {
            ["error_response"] = new JsonObject
            {
                ["code"] = code,
                ["msg"] = "请求被拒 refused",
                ["sub_msg"] = field,
                ["request_id"] = Guid.NewGuid().ToString("N"),
            },
        };

    private static string Text(Dictionary<string, StringValues> given, string name) => given.GetValueOrDefault(name).ToString();

    private static bool IsTime(Dictionary<string, StringValues> given, string name) =>
        Text(given, name).Length == 0 || Time(given, name) is not null;

    private static DateTime? Time(Dictionary<string, StringValues> given, string name) =>
        DateTime.TryParseExact(Text(given, name), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    private static bool IsNumber(Dictionary<string, StringValues> given, string name, int unless, int most, out int number)
    {
        number = unless;
        var text = Text(given, name);
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most);
    }

    private static JsonNode Amount(long minor) => JsonNode.Parse((minor / 100m).ToString("0.00", CultureInfo.InvariantCulture))!;
}
