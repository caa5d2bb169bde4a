using System.Globalization;
using System.Text.Json.Nodes;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Cmb;

/// <summary>What the bank answers to each FUNCODE. Reads; the payments are in the other part.</summary>
internal sealed partial class CmbCalls(Ledger ledger, FaultBook faults, Pace pace)
{
    private const string Good = "SUC0000";
    private const string Cny = "10";
    private const int MaxAccounts = 30;
    private const int MaxDays = 31;
    private const int PageSize = 200;

    /// <summary>What a fault may look at.</summary>
    public static CallFacts FactsOf(string function, JsonObject body)
    {
        var order = Rows(body, function == "BB1PAYBH" ? "bb1paybhx1" : "bb1payopx1").FirstOrDefault();
        if (order is not null)
            return new(function, Text(order, "dbtAcc"), Minor(Text(order, "trsAmt")), Text(order, "yurRef"));
        var asked = Rows(body, "bb1payqrx1").FirstOrDefault();
        if (asked is not null)
            return new(function, null, null, Text(asked, "yurRef"));
        var account =
            Rows(body, "TRANSQUERYBYBREAKPOINT_X1").Select(row => Text(row, "cardNbr")).FirstOrDefault()
            ?? Rows(body, "ntqabinfy")
                .Concat(Rows(body, "bb1payqby1"))
                .Select(row => Text(row, "accnbr") + Text(row, "accNbr"))
                .FirstOrDefault();
        return new(function, account, null, null);
    }

    public CallAnswer Answer(string function, JsonObject body, string user, Fault? fault) =>
        function switch
        {
            "NTQADINF" => Balances(body, user),
            "NTQABINF" => Closings(body, user),
            "trsQryByBreakPoint" => Transactions(body, user),
            "BB1PAYOP" => One(body, user),
            "BB1PAYBH" => Batch(body, user),
            "BB1PAYQR" => Status(body, user, fault),
            "BB1PAYQB" => Returns(body, user),
            _ => new("REQ0001", "no such function", []),
        };

    private CallAnswer Balances(JsonObject body, string user)
    {
        var asked = Rows(body, "ntqadinfx").ToArray();
        if (asked.Length is 0 or > MaxAccounts)
            return new("REQ0001", "1 to 30 accounts", []);
        var rows = asked.Select(row =>
        {
            var number = Text(row, "accnbr");
            var answer = new JsonObject { ["accnbr"] = number, ["bbknbr"] = Text(row, "bbknbr") };
            if (Mine(number, user) is not { } account)
            {
                (answer["errcod"], answer["errtxt"]) = ("ACC0001", "账号不存在 no such account");
                return answer;
            }
            answer["ccynbr"] = Cny;
            answer["accblv"] = Amount(ledger.Closing(number, ledger.Today.AddDays(-1)) ?? 0);
            answer["onlblv"] = Amount(account.BalanceMinor);
            answer["hldblv"] = Amount(0);
            answer["avlblv"] = Amount(account.BalanceMinor);
            answer["lmtovr"] = Amount(0);
            answer["stscod"] = "A";
            (answer["errcod"], answer["errtxt"]) = (Good, "");
            return answer;
        });
        return new(Good, "", new() { ["ntqadinfz"] = Array(rows) });
    }

    private CallAnswer Closings(JsonObject body, string user)
    {
        if (
            Rows(body, "ntqabinfy").FirstOrDefault() is not { } asked
            || Day(asked, "bgndat") is not { } from
            || Day(asked, "enddat") is not { } to
        )
            return new("REQ0001", "dates", []);
        if (to >= ledger.Today || to < from || to.DayNumber - from.DayNumber >= MaxDays)
            return new("REQ0001", "at most 31 days, before today", []);
        var number = Text(asked, "accnbr");
        if (Mine(number, user) is null)
            return new("ACC0001", "not this user's account", []);
        var rows = Enumerable
            .Range(0, to.DayNumber - from.DayNumber + 1)
            .Select(from.AddDays)
            .Select(day => (Day: day, Closing: ledger.Closing(number, day)))
            .Where(row => row.Closing is not null)
            .Select(row => new JsonObject
            {
                ["accnbr"] = number,
                ["trsdat"] = Date(row.Day),
                ["balamt"] = Amount(row.Closing!.Value),
            });
        return new(Good, "", new() { ["ntqabinfz"] = Array(rows) });
    }

    private CallAnswer Transactions(JsonObject body, string user)
    {
        if (
            Rows(body, "TRANSQUERYBYBREAKPOINT_X1").FirstOrDefault() is not { } asked
            || Day(asked, "beginDate") is not { } from
            || Day(asked, "endDate") is not { } to
            || to < from
        )
            return new("REQ0001", "dates", []);
        var number = Text(asked, "cardNbr");
        if (Mine(number, user) is null)
            return new("ACC0001", "not this user's account", []);
        var point = Rows(body, "TRANSQUERYBYBREAKPOINT_Y1").FirstOrDefault();
        var next =
            point is not null && long.TryParse(Text(point, "expectNextSequence"), CultureInfo.InvariantCulture, out var sequence)
                ? sequence
                : 1;
        var found = ledger.Postings(number, from, to, next, PageSize + 1);
        var page = found.Take(PageSize).ToArray();
        var hasMore = found.Count > PageSize;
        var debits = page.Where(p => p.AmountMinor < 0).ToArray();
        var credits = page.Where(p => p.AmountMinor > 0).ToArray();
        var summary = new JsonObject
        {
            ["ctnFlag"] = hasMore ? "Y" : "N",
            ["queryAcctNbr"] = hasMore ? number + "-CUR" : "",
            ["debitNums"] = debits.Length.ToString(CultureInfo.InvariantCulture),
            ["debitAmount"] = Amount(debits.Sum(p => p.AmountMinor)),
            ["creditNums"] = credits.Length.ToString(CultureInfo.InvariantCulture),
            ["creditAmount"] = Amount(credits.Sum(p => p.AmountMinor)),
        };
        var go = new JsonObject
        {
            ["acctNbr"] = number,
            ["transDate"] = Date(page.Length > 0 ? page[^1].Day : to),
            ["expectNextSequence"] = (page.Length > 0 ? page[^1].Sequence + 1 : next).ToString(CultureInfo.InvariantCulture),
        };
        // The break point goes on after the true page: rows that a fault keeps back come with the final list only.
        var shown = StatementFaults.Spoil(page, faults.OfRows(new("trsQryByBreakPoint", number, null, null)), ledger.Today, PageSize);
        return new(
            Good,
            "",
            new()
            {
                ["TRANSQUERYBYBREAKPOINT_Z1"] = new JsonArray(summary),
                ["TRANSQUERYBYBREAKPOINT_Y1"] = new JsonArray(go),
                ["TRANSQUERYBYBREAKPOINT_Z2"] = Array(shown.Select(Row)),
            }
        );
    }

    private static JsonObject Row(Posting posting)
    {
        // A reversal keeps the side of what it takes back.
        var isDebit = posting.AmountMinor < 0 != posting.Reversal.Length > 0;
        return new JsonObject
        {
            ["transDate"] = Date(posting.Day),
            ["transTime"] = posting.Time.ToString("HHmmss", CultureInfo.InvariantCulture),
            ["transSequenceIdn"] = $"T{posting.Movement:0000000000}-{posting.Sequence}",
            ["valueDate"] = Date(posting.Day),
            ["loanCode"] = isDebit ? "D" : "C",
            ["transAmount"] = Amount(posting.AmountMinor),
            ["currencyNbr"] = Cny,
            ["textCode"] = posting.Code,
            ["remarkTextClt"] = posting.Text + "  ",
            ["reversalFlag"] = posting.Reversal,
            ["acctOnlineBal"] = Amount(posting.BalanceMinor),
            ["ctpAcctNbr"] = posting.PartyNumber,
            ["ctpAcctName"] = posting.PartyName,
            ["ctpBankName"] = posting.PartyBank,
            ["yurRef"] = posting.Reference,
            ["requestNbr"] = "",
        };
    }

    private BankAccount? Mine(string number, string user) =>
        ledger.Account(number) is { } account && account.Holder == user ? account : null;

    private static IEnumerable<JsonObject> Rows(JsonObject body, string name) =>
        body[name] is JsonArray rows ? rows.OfType<JsonObject>() : [];

    private static JsonArray Array(IEnumerable<JsonObject> rows) => [.. rows];

    private static string Text(JsonObject row, string name) =>
        row[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    private static DateOnly? Day(JsonObject row, string name) =>
        DateOnly.TryParseExact(Text(row, name), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Date(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static string Amount(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <returns>Null when it is no amount with two decimals at most.</returns>
    private static long? Minor(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && amount is > 0 and < 1_000_000_000_000m
        && decimal.Truncate(amount * 100) == amount * 100
            ? (long)(amount * 100)
            : null;
}
