using System.Text.Json.Nodes;
using FundPortal.SandboxBank.Books;
using FundPortal.SandboxBank.Faults;

namespace FundPortal.SandboxBank.Cmb;

internal sealed partial class CmbCalls
{
    private const int MaxOrders = 1_000;
    private const int MaxPurpose = 100;

    private CallAnswer One(JsonObject body, string user)
    {
        if (Rows(body, "bb1payopx1").ToArray() is not [var row])
            return new("REQ0001", "one order", []);
        var (order, code) = Take(row, user, "BB1PAYOP");
        var answer = new JsonObject
        {
            ["reqNbr"] = order?.Number ?? "",
            ["evtIst"] = "",
            ["reqSts"] = order is null ? "" : "NTE",
            ["rtnFlg"] = "",
            ["errCod"] = code ?? Good,
            ["errTxt"] = code is null ? "" : TextOf(code),
            ["msgTxt"] = "",
        };
        return new(Good, "", new() { ["bb1payopz1"] = new JsonArray(answer) });
    }

    private CallAnswer Batch(JsonObject body, string user)
    {
        var head = Rows(body, "bb1bmdbhx1").FirstOrDefault();
        var rows = Rows(body, "bb1paybhx1").ToArray();
        if (head is null || rows.Length is 0 or > MaxOrders)
            return new("REQ0001", "1 to 1000 orders", []);
        // As the bank does it: each order for itself, and the batch is "taken on"; what became of an order its own status tells.
        var first = rows.Select(row => Take(row, user, "BB1PAYBH").Refused).FirstOrDefault(code => code is not null);
        var answer = new JsonObject
        {
            ["bthNbr"] = Text(head, "bthNbr"),
            ["reqSts"] = "NTE",
            ["rtnFlg"] = "",
            ["errCod"] = first ?? Good,
            ["errTxt"] = first is null ? "" : TextOf(first),
            ["msgTxt"] = "",
        };
        return new(Good, "", new() { ["bb1paybhz1"] = new JsonArray(answer) });
    }

    private (PaymentOrder? Order, string? Refused) Take(JsonObject row, string user, string call)
    {
        var (account, reference) = (Text(row, "dbtAcc"), Text(row, "yurRef"));
        if (
            Minor(Text(row, "trsAmt")) is not { } amount
            || reference.Length is 0 or > 30
            || !reference.All(char.IsAsciiLetterOrDigit)
            || Text(row, "ccyNbr") != Cny
            || Text(row, "crtAcc").Length == 0
            || Text(row, "crtNam").Length == 0
            || Text(row, "nusAge").Length is 0 or > MaxPurpose
            || (Text(row, "bnkFlg") == "N" && Text(row, "brdNbr").Length != 12)
        )
            return (null, "PAY0002");
        var facts = new CallFacts(call, account, amount, reference);
        var now = ledger.Now;
        var fate = faults.Of(facts, FaultBook.OfFate);
        var checksReference = faults.Of(facts, Fault.NoDuplicateCheck) is null;
        var executeAt = now + (fate == Fault.SettleLate ? pace.Late : pace.Settle);
        var order = new PaymentOrder(
            0,
            user,
            reference,
            account,
            Text(row, "crtAcc"),
            Text(row, "crtNam"),
            Text(row, "crtBnk"),
            Text(row, "brdNbr"),
            Text(row, "bnkFlg"),
            "CNY",
            amount,
            Text(row, "nusAge"),
            now,
            OrderState.Received,
            fate == Fault.Reject ? "PAY0003" : "",
            fate == Fault.Reject ? "收款人账户状态异常 the payee's account is closed" : "",
            executeAt,
            fate == Fault.Return ? executeAt + pace.Return : null,
            fate == Fault.Doubt ? now + pace.Doubt : null,
            fate == Fault.Hidden ? now + pace.Doubt : null,
            null,
            null
        );
        return ledger.Receive(order, checksReference);
    }

    private CallAnswer Status(JsonObject body, string user, Fault? fault)
    {
        if (Rows(body, "bb1payqrx1").FirstOrDefault() is not { } asked)
            return new("REQ0001", "one reference", []);
        var now = ledger.Now;
        var order = ledger.Orders(user, Text(asked, "yurRef")).FirstOrDefault(found => !(found.HiddenUntil > now));
        if (order is null)
            return new(Good, "", new() { ["bb1payqrz1"] = new JsonArray() });
        var (status, flag) = order.State switch
        {
            _ when order.DoubtUntil > now => ("BNK", ""),
            OrderState.Settled => ("FIN", "S"),
            OrderState.Failed => ("FIN", "F"),
            OrderState.Returned => ("FIN", "B"),
            _ => ("WRF", ""),
        };
        var row = new JsonObject
        {
            ["reqNbr"] = order.Number,
            ["yurRef"] = order.Reference,
            ["dbtAcc"] = order.FromAccount,
            ["crtAcc"] = order.ToAccount,
            ["crtNam"] = order.ToName,
            ["ccyNbr"] = Cny,
            ["trsAmt"] = Amount(fault == Fault.OtherAmount ? order.AmountMinor + 1 : order.AmountMinor),
            ["nusAge"] = order.Purpose,
            ["reqSts"] = fault == Fault.UnknownState ? "ZZZ" : status,
            ["rtnFlg"] = fault == Fault.UnknownState ? "Q" : flag,
            ["rtnNar"] = order.FailText,
            ["oprDat"] = Date(Ledger.DayOf(order.EndedAt ?? order.ReceivedAt)),
            ["trxSet"] = "",
            ["trxSeq"] = "",
        };
        return new(Good, "", new() { ["bb1payqrz1"] = new JsonArray(row) });
    }

    private CallAnswer Returns(JsonObject body, string user)
    {
        if (
            Rows(body, "bb1payqby1").FirstOrDefault() is not { } asked
            || Day(asked, "bgnDat") is not { } from
            || Day(asked, "endDat") is not { } to
            || Mine(Text(asked, "accNbr"), user) is not { } account
        )
            return new("REQ0001", "account and dates", []);
        var rows = ledger
            .Returned(account.Number, from, to)
            .Select(order => new JsonObject
            {
                ["reqNbr"] = order.Number,
                ["yurRef"] = order.Reference,
                ["trsAmt"] = Amount(order.AmountMinor),
                ["ccyNbr"] = Cny,
                ["isuDat"] = Date(Ledger.DayOf(order.ReceivedAt)),
                ["updDat"] = Date(Ledger.DayOf(order.ReturnedAt!.Value)),
                ["rtnCod"] = order.FailCode,
                ["rtnTxt"] = order.FailText,
                ["refNbr"] = order.Number,
            });
        return new(Good, "", new() { ["bb1payqbz1"] = Array(rows) });
    }

    private static string TextOf(string code) =>
        code switch
        {
            "DUP0001" => "业务参考号重复 the reference was used before",
            "BAL0001" => "余额不足 not enough money",
            "PAY0001" => "收款人户名不符 the payee's name does not fit",
            "ACC0001" => "账号不存在 not this user's account",
            _ => "字段错误 a field is wrong",
        };
}
