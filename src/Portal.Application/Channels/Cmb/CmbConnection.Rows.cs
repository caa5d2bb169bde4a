using System.Text.Json;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Cmb;

internal sealed partial class CmbConnection
{
    private const int RowsPerPage = 200;

    private sealed record RowPage(IReadOnlyList<ParsedEntry> Entries, CmbCursor Next, bool HasMore);

    private static Dictionary<string, object> PageBody(RemoteAccount account, DateOnly from, DateOnly to, CmbCursor at)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["TRANSQUERYBYBREAKPOINT_X1"] = new[]
            {
                new
                {
                    cardNbr = account.RemoteId,
                    beginDate = CmbText.Day(from),
                    endDate = CmbText.Day(to),
                    transactionSequence = "1",
                    currencyCode = CurrencyNumber(account.Currency) ?? "",
                    queryAcctNbr = at.QueryAccount,
                    reserve = "",
                },
            },
        };
        if (at.BreakPoint is { } point)
            body["TRANSQUERYBYBREAKPOINT_Y1"] = point;
        return body;
    }

    private static (RowPage? Page, ChannelFault? Fault) Page(CmbReply reply, RemoteAccount account, CmbCursor at)
    {
        if (
            CmbText.Rows(reply.Body, "TRANSQUERYBYBREAKPOINT_Z1") is not [var summary]
            || CmbText.Rows(reply.Body, "TRANSQUERYBYBREAKPOINT_Z2") is not { Count: <= RowsPerPage } rows
        )
            return (null, Malformed("TRANSQUERYBYBREAKPOINT_Z1/Z2"));
        var hasMore = CmbText.Is(summary, "ctnFlag", "Y");
        JsonElement? point = CmbText.Rows(reply.Body, "TRANSQUERYBYBREAKPOINT_Y1") is { Count: > 0 }
            ? reply.Body!.Value.GetProperty("TRANSQUERYBYBREAKPOINT_Y1").Clone()
            : at.BreakPoint;
        // A page that promises more and gives no new break point would be asked for again without end.
        if (hasMore && (rows.Count == 0 || point is null))
            return (null, Malformed("TRANSQUERYBYBREAKPOINT_Y1"));
        var entries = new List<ParsedEntry>(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            if (Entry(rows[i], i + 1, account) is not { } entry)
                return (null, Malformed($"TRANSQUERYBYBREAKPOINT_Z2[{i}]"));
            entries.Add(entry);
        }
        return (new(entries, new(at.From, hasMore ? CmbText.Of(summary, "queryAcctNbr") ?? "" : "", point), hasMore), null);
    }

    private static ParsedEntry? Entry(JsonElement row, int position, RemoteAccount account)
    {
        if (
            CmbText.Day(row, "transDate") is not { } day
            || CmbText.Of(row, "transSequenceIdn") is not { Length: > 0 and <= 64 } sequence
            || CmbText.Minor(row, "transAmount", account.Currency) is not { } minor
            || CmbText.Of(row, "loanCode") is not { } side
            || side is not ("C" or "D")
            || CurrencyNumber(account.Currency) is not { } currency
            || !CmbText.Is(row, "currencyNbr", currency)
        )
            return null;
        var reversal = CmbText.Of(row, "reversalFlag") ?? "";
        var isReversal = reversal is "*" or "X";
        // Debits are negative; a reversal keeps its side and changes the sign. An amount that says otherwise is not understood.
        if (minor == 0 || (reversal.Length > 0 && !isReversal) || (minor > 0) != (side is "C") != isReversal)
            return null;
        return new ParsedEntry(
            sequence,
            day,
            CmbText.Time(row, "transTime"),
            CmbText.Day(row, "valueDate"),
            minor,
            isReversal ? TransactionKind.Reversal : KindOf(CmbText.Of(row, "textCode")),
            CmbText.Of(row, "textCode") ?? "",
            isReversal,
            CmbText.Of(row, "ctpAcctName") ?? "",
            CmbText.Of(row, "ctpAcctNbr") ?? "",
            CmbText.Of(row, "remarkTextClt") ?? "",
            CmbText.Of(row, "yurRef") ?? "",
            CmbText.Minor(row, "acctOnlineBal", account.Currency),
            position,
            row.GetRawText()
        );
    }

    /// <summary>The few codes that the public notes name; everything else is what the bank's own words say.</summary>
    private static TransactionKind KindOf(string? code) =>
        code switch
        {
            "AACT" or "CPDC" or "TRF" => TransactionKind.Transfer,
            "FEE" => TransactionKind.Fee,
            "INT" => TransactionKind.Interest,
            "PAYR" => TransactionKind.Payroll,
            "RTN" => TransactionKind.Refund,
            _ => TransactionKind.Other,
        };
}
