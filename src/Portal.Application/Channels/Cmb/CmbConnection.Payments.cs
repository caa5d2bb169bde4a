using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using Polly;

namespace FundPortal.Application.Channels.Cmb;

internal sealed partial class CmbConnection
{
    private const string Payment = "N02030";
    private const string OrdinaryTransfer = "100001";
    private const string CheckName = "1";

    /// <summary>Characters that the bank takes of a purpose.</summary>
    internal const int MaxPurpose = 100;

    public async Task<SubmitAnswer> SubmitAsync(BankOrder order, Func<CancellationToken, Task<bool>> maySend, CancellationToken ct)
    {
        // What was signed is not cut to fit: an order that this bank cannot take is refused before anything leaves.
        if (order.Amount.Currency != Currency.Cny)
            return new(SubmitResult.Refused, "order_currency", "This bank's dialect pays CNY only.", null);
        if (order.Purpose.Length > MaxPurpose)
            return new(SubmitResult.Refused, "order_purpose_length", $"The bank takes {MaxPurpose} characters of a purpose.", null);
        CmbReply reply;
        try
        {
            reply = await sends.ExecuteAsync(async cancel => await gateway.CallAsync("BB1PAYOP", OrderBody(order), maySend, cancel), ct);
        }
        catch (ExecutionRejectedException rejected)
        {
            var fault = Resilience.FaultOf(rejected);
            return new(SubmitResult.NotSent, fault.Code, fault.Text, null, fault);
        }
        if (reply.Fault is { } failed)
        {
            // The last look said no: nothing is wrong with the bank.
            var isOurs = string.Equals(failed.Code, GuardedContent.RefusedException.Code, StringComparison.Ordinal);
            return new(
                reply.MaySent ? SubmitResult.Unknown : SubmitResult.NotSent,
                failed.Code,
                failed.Text,
                reply.MaySent ? reply.Exchange : null,
                isOurs ? null : failed
            );
        }
        // A refusal of the whole call is signed and answers this very call, but the contract does not promise that nothing was done: ask.
        if (FaultOf(reply) is { } refused)
            return new(SubmitResult.Unknown, refused.Code, refused.Text, reply.Exchange, refused);
        if (CmbText.Rows(reply.Body, "bb1payopz1") is not [var row] || CmbText.Of(row, "errCod") is not { } code)
            return new(SubmitResult.Unknown, "malformed", "No readable bb1payopz1.", reply.Exchange, Malformed("bb1payopz1"));
        var text = CmbText.Of(row, "errTxt");
        return code switch
        {
            CmbGateway.Received => new(SubmitResult.Accepted, CmbText.Of(row, "reqSts"), text, reply.Exchange),
            "DUP0001" => new(SubmitResult.Duplicate, code, text, reply.Exchange),
            "BAL0001" or "PAY0001" or "PAY0002" or "ACC0001" => new(SubmitResult.Refused, code, text, reply.Exchange),
            _ => new(SubmitResult.Unknown, code, text, reply.Exchange),
        };
    }

    public async Task<QueryAnswer> QueryAsync(BankOrder order, CancellationToken ct)
    {
        var reply = await ReadAsync("BB1PAYQR", QueryBody(order.EndToEndId), ct);
        if (FaultOf(reply) is { } fault)
            return new(QueryResult.NoAnswer, fault.Code, fault.Text, null, null, reply.Exchange, fault);
        if (CmbText.Rows(reply.Body, "bb1payqrz1") is not { Count: <= 1 } rows)
            return new(QueryResult.NoAnswer, "malformed", null, null, null, reply.Exchange, Malformed("bb1payqrz1"));
        return rows.Count == 0 ? new(QueryResult.NotFound, null, null, null, null, reply.Exchange) : Answer(order, rows[0], reply.Exchange);
    }

    public async Task<Reading<IReadOnlyList<ReturnedOrder>>> GetReturnedAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    )
    {
        var found = new List<ReturnedOrder>();
        var key = "";
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var asked = new
            {
                accNbr = account.RemoteId,
                bgnDat = CmbText.Day(from),
                endDat = CmbText.Day(to),
                ctnKey = key,
            };
            var reply = await ReadAsync("BB1PAYQB", new { bb1payqby1 = new[] { asked } }, ct);
            if (FaultOf(reply) is { } fault)
                return fault;
            if (CmbText.Rows(reply.Body, "bb1payqbz1") is not { } rows)
                return Malformed("bb1payqbz1");
            foreach (var row in rows)
            {
                if (
                    CmbText.Of(row, "yurRef") is not { } reference
                    || CmbText.Minor(row, "trsAmt", account.Currency) is not { } minor
                    || CmbText.Day(row, "updDat") is not { } day
                )
                    return Malformed("bb1payqbz1");
                found.Add(
                    new(reference, minor, day, CmbText.Of(row, "refNbr"), CmbText.Of(row, "rtnCod") ?? "", CmbText.Of(row, "rtnTxt") ?? "")
                );
            }
            var next = CmbText.Rows(reply.Body, "bb1payqby1") is [var more] ? CmbText.Of(more, "ctnKey") ?? "" : "";
            if (next.Length == 0)
                return Reading<IReadOnlyList<ReturnedOrder>>.Of(found);
            key = next;
        }
        return new ChannelFault(ChannelFaultKind.Unreadable, "endless", $"More than {MaxPages} pages of returned payments.");
    }

    private static object QueryBody(string reference) => new { bb1payqrx1 = new[] { new { busCod = Payment, yurRef = reference } } };

    private object OrderBody(BankOrder order) =>
        new
        {
            bb1paybmx1 = new[] { new { busCod = Payment, busMod = mode } },
            bb1payopx1 = new[]
            {
                new
                {
                    dbtAcc = order.From.RemoteId,
                    crtAcc = order.To.AccountNumber,
                    crtNam = order.To.AccountName,
                    crtBnk = order.To.BankName,
                    brdNbr = order.To.BankCode ?? "",
                    bnkFlg = order.IsOwnBank ? "Y" : "N",
                    ccyNbr = Cny,
                    trsAmt = CmbText.Amount(order.Amount.Minor),
                    nusAge = order.Purpose,
                    busNar = "",
                    yurRef = order.EndToEndId,
                    eptDat = "",
                    eptTim = "",
                    stlChn = "Q",
                    trsTyp = OrdinaryTransfer,
                    rcvChk = CheckName,
                },
            },
        };

    private static QueryAnswer Answer(BankOrder order, JsonElement row, Exchange exchange)
    {
        var (status, flag) = (CmbText.Of(row, "reqSts"), CmbText.Of(row, "rtnFlg"));
        var code = status is "FIN" ? $"FIN/{flag}" : status;
        if (Difference(order, row) is { } difference)
            return new(QueryResult.Doubtful, code, $"The bank tells of another order: {difference}.", null, null, exchange);
        var result = (status, flag) switch
        {
            ("FIN", "S") => QueryResult.Settled,
            ("FIN", "F" or "R" or "D" or "C") => QueryResult.Failed,
            ("FIN", "B") => QueryResult.Returned,
            ("OPR" or "AUT" or "NTE" or "WRF" or "APW", _) => QueryResult.Pending,
            // BNK is the bank's own word for "doubtful", U for money that lies somewhere; anything else we do not know.
            _ => QueryResult.Doubtful,
        };
        var day = result == QueryResult.Settled ? CmbText.Day(row, "oprDat") : null;
        return new(result, code, CmbText.Of(row, "rtnNar"), CmbText.Of(row, "reqNbr"), day, exchange);
    }

    /// <returns>What does not agree with what was sent; null when all does.</returns>
    private static string? Difference(BankOrder order, JsonElement row)
    {
        if (!CmbText.Is(row, "yurRef", order.EndToEndId))
            return "yurRef";
        if (!CmbText.Is(row, "dbtAcc", order.From.RemoteId))
            return "dbtAcc";
        if (!CmbText.Is(row, "crtAcc", order.To.AccountNumber))
            return "crtAcc";
        if (!CmbText.Is(row, "ccyNbr", Cny))
            return "ccyNbr";
        return CmbText.Minor(row, "trsAmt", order.Amount.Currency) == order.Amount.Minor ? null : "trsAmt";
    }
}
