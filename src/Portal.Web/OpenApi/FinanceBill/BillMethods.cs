using System.Globalization;
using System.Text.Json;
using FundPortal.Application;
using FundPortal.Application.OpenApi;
using FundPortal.Application.OpenApi.FinanceBill;
using FundPortal.Application.Transactions;
using FundPortal.Domain;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Identity;
using FundPortal.Domain.OpenApi;
using FundPortal.Domain.Transactions;

namespace FundPortal.Web.OpenApi.FinanceBill;

/// <summary>What is written when all went well.</summary>
internal delegate void BillWriting(Utf8JsonWriter json);

/// <summary>The methods of the finance bill API: parameters in, answer out.</summary>
internal static class BillMethods
{
    private const int DefaultSize = 50;

    /// <summary>More than this is refused; more than <see cref="ListBillTransactions.MaxSize"/> is served as that.</summary>
    private const int MaxAskedSize = 1_000;
    private const int MaxShops = 50;

    private static readonly string[] System = ["flag", "method", "ver", "charset", "type", "timestamp", "sign", "nonce"];

    /// <summary>The oldest time that may be asked for: below it an instant in UTC could not be kept.</summary>
    private static readonly DateTime Earliest = new(1753, 1, 2, 0, 0, 0, DateTimeKind.Unspecified);

    private sealed record Method(
        ApiPermission Permission,
        string[] Parameters,
        Func<BillCall, Actor, CancellationToken, Task<(BillWriting?, BillFault?)>> Answer
    );

    private static readonly Dictionary<string, Method> Methods = new(StringComparer.Ordinal)
    {
        ["finance.getAccountBalance"] = new(ApiPermission.ReadBalances, ["account_id", "account_type"], BalancesAsync),
        ["finance.getTransactionList"] = new(
            ApiPermission.ReadTransactions,
            ["account_id", "start_time", "end_time", "trans_type", "shop_code", "page_no", "page_size"],
            TransactionsAsync
        ),
    };

    /// <summary>From the method on: does it exist, may the client call it, are its parameters right.</summary>
    public static async Task<(BillWriting? Writing, BillFault? Fault)> AnswerAsync(BillCall call, CancellationToken ct)
    {
        if (!Methods.TryGetValue(call["method"], out var method))
            return (null, new(BillFault.NoSuchMethod, "method"));
        var client = call.Client!;
        if (!client.May(method.Permission) || client.Environment != ApiEnvironment.Production)
            return (null, new(BillFault.Forbidden, "method"));
        var unknown = call.Parameters!.Names.FirstOrDefault(name =>
            !System.Contains(name, StringComparer.Ordinal) && !method.Parameters.Contains(name, StringComparer.Ordinal)
        );
        if (unknown is not null)
            return (null, new(BillFault.OutOfForm, unknown, "unknown"));
        if (client.Scheme == SignatureScheme.OmsMd5 && Swallowing(call.Parameters, method) is { } swallowing)
            return (null, new(BillFault.OutOfForm, swallowing));
        return await method.Answer(call, client.ToActor(call.Http.Connection.RemoteIpAddress, null, default), ct);
    }

    /// <summary>
    /// Names and values that are joined without signs between them can be cut elsewhere: whoever catches a call could hide its
    /// <c>page_no</c> or <c>start_time</c> in the text of a <c>nonce</c> or <c>shop_code</c>, and the signature would still be right.
    /// </summary>
    /// <returns>A parameter in whose value the name of one stands that did not come.</returns>
    private static string? Swallowing(BillParameters parameters, Method method)
    {
        foreach (var absent in method.Parameters.Append("nonce").Where(name => parameters[name] is null))
        foreach (var (name, value) in parameters.ToSign)
            if (value.Contains(absent, StringComparison.Ordinal))
                return name;
        return null;
    }

    private static async Task<(BillWriting?, BillFault?)> BalancesAsync(BillCall call, Actor actor, CancellationToken ct)
    {
        AccountType? type = null;
        if (call["account_type"] is { Length: > 0 } code)
        {
            type = Array.Find(Enum.GetValues<AccountType>(), t => string.Equals(CodeOf(t), code, StringComparison.Ordinal));
            if (type == default(AccountType))
                return (null, new(BillFault.OutOfForm, "account_type"));
        }
        if (!TryAccount(call, out var account))
            return (null, new(BillFault.Forbidden, "account_id"));
        var result = await Use<ListBillBalances>(call).HandleAsync(new(account, type), actor, ct);
        if (result.Refusal is { } refusal)
            return (null, FaultOf(refusal));
        call.Rows = result.Value.Count;
        return (json => Write(json, result.Value), null);
    }

    private static async Task<(BillWriting?, BillFault?)> TransactionsAsync(BillCall call, Actor actor, CancellationToken ct)
    {
        if (!TryTime(call, "start_time", out var start))
            return (null, new(BillFault.OutOfForm, "start_time"));
        if (!TryTime(call, "end_time", out var end))
            return (null, new(BillFault.OutOfForm, "end_time"));
        if (start > end)
            return (null, new(BillFault.OutOfForm, "start_time"));
        Direction? direction = call["trans_type"] switch
        {
            "income" => Direction.In,
            "expense" => Direction.Out,
            _ => null,
        };
        if (direction is null && call["trans_type"].Length > 0)
            return (null, new(BillFault.OutOfForm, "trans_type"));
        string[] shops = call["shop_code"].Length == 0 ? [] : call["shop_code"].Split('#');
        if (shops.Length > MaxShops || Array.Exists(shops, shop => shop.Length == 0))
            return (null, new(BillFault.OutOfForm, "shop_code"));
        if (!TryNumber(call, "page_no", 1, int.MaxValue, out var number))
            return (null, new(BillFault.OutOfForm, "page_no"));
        if (!TryNumber(call, "page_size", DefaultSize, MaxAskedSize, out var size))
            return (null, new(BillFault.OutOfForm, "page_size"));
        if (!TryAccount(call, out var account))
            return (null, new(BillFault.Forbidden, "account_id"));
        var query = new ListBillTransactions.Query(
            account,
            start,
            // The second that is named belongs to it.
            end?.AddSeconds(1),
            direction,
            shops,
            number,
            Math.Min(size, ListBillTransactions.MaxSize)
        );
        var result = await Use<ListBillTransactions>(call).HandleAsync(query, actor, ct);
        if (result.Refusal is { } refusal)
            return (null, FaultOf(refusal));
        call.Rows = result.Value.Rows.Count;
        return (json => Write(json, result.Value), null);
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<ListBillBalances.Row> rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("accounts");
        foreach (var (account, balance) in rows)
        {
            json.WriteStartObject();
            json.WriteString("account_id", account.Text);
            json.WriteString("account_name", account.Name);
            json.WriteString("account_type", CodeOf(account.Type));
            WriteAmount(json, Names.Balance, balance);
            json.WriteString("currency", account.Currency.Code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ListBillTransactions.Page page)
    {
        json.WriteStartObject();
        json.WriteNumber("count", page.Count);
        json.WriteStartArray("lists");
        Span<char> text = stackalloc char[Money.MaxPlainText];
        foreach (var row in page.Rows)
        {
            json.WriteStartObject();
            row.Id.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
            json.WriteString(Names.TransId, text[..length]);
            json.WriteString(Names.AccountId, row.Account.Text);
            json.WriteString(Names.AccountName, row.Account.Name);
            json.WriteString(Names.TransType, row.AmountMinor < 0 ? Names.Expense : Names.Income);
            WriteAmount(json, Names.Amount, new Money(Math.Abs(row.AmountMinor), row.Account.Currency));
            WriteAmount(json, Names.Balance, row.BalanceMinor is { } balance ? new Money(balance, row.Account.Currency) : null);
            ChinaTime.FromUtc(row.BookedAt).TryFormat(text, out length, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            json.WriteString(Names.TransTime, text[..length]);
            json.WriteString(Names.Remark, row.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Escaped once: they are written thousands of times a second.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText TransId = JsonEncodedText.Encode("trans_id");
        public static readonly JsonEncodedText AccountId = JsonEncodedText.Encode("account_id");
        public static readonly JsonEncodedText AccountName = JsonEncodedText.Encode("account_name");
        public static readonly JsonEncodedText TransType = JsonEncodedText.Encode("trans_type");
        public static readonly JsonEncodedText Income = JsonEncodedText.Encode("income");
        public static readonly JsonEncodedText Expense = JsonEncodedText.Encode("expense");
        public static readonly JsonEncodedText Amount = JsonEncodedText.Encode("amount");
        public static readonly JsonEncodedText Balance = JsonEncodedText.Encode("balance");
        public static readonly JsonEncodedText TransTime = JsonEncodedText.Encode("trans_time");
        public static readonly JsonEncodedText Remark = JsonEncodedText.Encode("remark");
    }

    /// <summary>A number with the currency's decimals: <c>100.00</c>.</summary>
    private static void WriteAmount(Utf8JsonWriter json, JsonEncodedText name, Money? amount)
    {
        json.WritePropertyName(name);
        if (amount is not { } told)
        {
            json.WriteNullValue();
            return;
        }
        Span<char> text = stackalloc char[Money.MaxPlainText];
        json.WriteRawValue(text[..told.WritePlainText(text)], skipInputValidation: true);
    }

    private static string CodeOf(AccountType type) =>
        type switch
        {
            AccountType.Current => "current",
            AccountType.Savings => "savings",
            AccountType.Deposit => "deposit",
            AccountType.Platform => "platform",
            AccountType.Margin => "margin",
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };

    private static T Use<T>(BillCall call)
        where T : notnull => call.Http.RequestServices.GetRequiredService<T>();

    /// <summary>An account that does not exist and one that the client may not see are told alike.</summary>
    private static BillFault FaultOf(Refusal refusal) =>
        refusal == Refusal.NotFound ? new(BillFault.Forbidden, "account_id") : new(BillFault.Forbidden, "method");

    private static bool TryAccount(BillCall call, out Guid? account)
    {
        account = null;
        if (call["account_id"] is not { Length: > 0 } text)
            return true;
        if (!Guid.TryParseExact(text, "D", out var id))
            return false;
        account = id;
        return true;
    }

    private static bool TryTime(BillCall call, string name, out DateTime? utc)
    {
        utc = null;
        if (call[name] is not { Length: > 0 } text)
            return true;
        if (
            !DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var china)
            || china < Earliest
            || china.Year == DateTime.MaxValue.Year
        )
            return false;
        utc = DateTime.SpecifyKind(china - ChinaTime.Offset, DateTimeKind.Utc);
        return true;
    }

    private static bool TryNumber(BillCall call, string name, int unless, int most, out int number)
    {
        number = unless;
        return call[name] is not { Length: > 0 } text
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= most);
    }
}
