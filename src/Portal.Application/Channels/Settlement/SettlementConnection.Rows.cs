using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Settlement;

internal sealed partial class SettlementConnection
{
    private const int RowsPerPage = 500;
    private const int MaxCursor = 1_000;

    /// <param name="Entries">Oldest first.</param>
    private sealed record Page(IReadOnlyList<ParsedEntry> Entries, string? Next);

    private async Task<(Page? Page, ChannelFault? Fault)> PageAsync(
        RemoteAccount account,
        DateOnly day,
        string? cursor,
        CancellationToken ct
    )
    {
        // Segments that a path swallows are no account's name.
        if (account.RemoteId is "." or "..")
            return (null, Malformed("account"));
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var reply = await gateway.GetAsync(
            ["accounts", account.RemoteId, "transactions"],
            [("from", text), ("to", text), ("limit", Number(RowsPerPage)), .. Cursor(cursor)],
            ct
        );
        if (reply.Fault is not null)
            return (null, reply.Fault);
        var next = JsonText.Of(reply.Root, "nextCursor");
        // A cursor that stays where it was, or a page that gives nothing and promises more, would be asked for without end.
        if (
            JsonText.Rows(reply.Root, "transactions") is not { Count: <= RowsPerPage } rows
            || next is { Length: 0 or > MaxCursor }
            || (next is not null && (rows.Count == 0 || string.Equals(next, cursor, StringComparison.Ordinal)))
        )
            return (null, Malformed("transactions"));
        var entries = new List<ParsedEntry>(rows.Count);
        foreach (var row in rows.Reverse())
        {
            if (Entry(row, entries.Count + 1, account) is not { } entry)
                return (null, Malformed($"row {JsonText.Of(row, "transactionId")}"));
            if (entry.BookingDate != day)
                return (
                    null,
                    new(
                        ChannelFaultKind.Unreadable,
                        "other_day",
                        $"Asked for {text}, the other side told of {entry.BookingDate:yyyy-MM-dd}."
                    )
                );
            entries.Add(entry);
        }
        return (new(entries, next), null);
    }

    private static ParsedEntry? Entry(JsonElement row, int position, RemoteAccount account)
    {
        if (
            JsonText.Of(row, "transactionId") is not { Length: > 0 and <= 100 } id
            || Instant(JsonText.Of(row, "bookedAt")) is not { } booked
            || JsonText.Minor(row, "amount", account.Currency) is not { } minor
            || !Is(row, "currency", account.Currency.Code)
            || (!JsonText.IsUntold(row, "valueDate") && Day(JsonText.Of(row, "valueDate")) is null)
            || (!JsonText.IsUntold(row, "balance") && JsonText.Minor(row, "balance", account.Currency) is null)
        )
            return null;
        var local = ChinaTime.FromUtc(booked);
        var type = JsonText.Of(row, "type") ?? "";
        var isReversal = row.TryGetProperty("isReversal", out var reversal) && reversal.ValueKind == JsonValueKind.True;
        return new(
            id,
            DateOnly.FromDateTime(local),
            TimeOnly.FromDateTime(local),
            Day(JsonText.Of(row, "valueDate")),
            minor,
            isReversal ? TransactionKind.Reversal : KindOf(type),
            type,
            isReversal,
            JsonText.Of(row, "counterpartyName") ?? "",
            JsonText.Of(row, "counterpartyAccount") ?? "",
            JsonText.Of(row, "remark") ?? "",
            JsonText.Of(row, "endToEndId") ?? "",
            JsonText.Minor(row, "balance", account.Currency),
            position,
            row.GetRawText()
        );
    }

    /// <summary>The API's types are the portal's own kinds, in lower case.</summary>
    private static TransactionKind KindOf(string type) =>
        type.Length > 0
        && type.All(char.IsAsciiLetter)
        && Enum.TryParse<TransactionKind>(type, ignoreCase: true, out var kind)
        && Enum.IsDefined(kind)
            ? kind
            : TransactionKind.Other;

    private static DateTime LocalTime(ParsedEntry entry) => entry.BookingDate.ToDateTime(entry.Time!.Value);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>RFC 3339 with an offset: a time without one could be anybody's.</summary>
    private static DateTime? Instant(string? text)
    {
        string[] forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return
            text is { Length: <= 40 }
            && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'))
            && DateTimeOffset.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.UtcDateTime
            : null;
    }
}
