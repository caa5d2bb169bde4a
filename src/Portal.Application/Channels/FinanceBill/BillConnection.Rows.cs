using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.FinanceBill;

internal sealed partial class BillConnection
{
    /// <summary>The other side serves no more at once.</summary>
    private const int RowsPerPage = 100;

    /// <summary>A window with more rows is made shorter, as long as it is longer than a second.</summary>
    private const int RowsPerWindow = 1_000;

    /// <summary>Rows of one second.</summary>
    private const int MaxRows = 10_000;

    /// <summary>Also where the other side serves fewer rows at once.</summary>
    private const int MaxPages = 1_000;

    /// <summary>Rows that come in between move the pages: then the window is read again.</summary>
    private const int Tries = 3;

    /// <param name="To">Included; earlier than asked for where there was too much.</param>
    private sealed record Window(IReadOnlyList<ParsedEntry> Entries, DateTime To);

    private async Task<(Window? Window, ChannelFault? Fault)> ReadWindowAsync(
        RemoteAccount account,
        DateTime from,
        DateTime to,
        CancellationToken ct
    )
    {
        for (var tries = 0; ; )
        {
            var (first, count, fault) = await ReadPageAsync(account, from, to, 1, ct);
            if (fault is not null)
                return (null, fault);
            if (count > RowsPerWindow && to > from)
            {
                to = from.AddSeconds(Math.Floor((to - from).TotalSeconds / 2));
                continue;
            }
            if (count > MaxRows)
                return (null, new(ChannelFaultKind.Unreadable, "too_many_rows", $"{count} rows within one second."));
            // Newest first, and by id: what slid to a later page meanwhile comes twice.
            var rows = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
            var last = count;
            Add(rows, first);
            for (var page = 2; rows.Count < last && page <= MaxPages; page++)
            {
                (var more, last, fault) = await ReadPageAsync(account, from, to, page, ct);
                if (fault is not null)
                    return (null, fault);
                if (more.Count == 0)
                    break;
                Add(rows, more);
            }
            if (rows.Count == last)
                return Entries([.. rows.Values.Reverse()], account, from, to);
            if (++tries == Tries)
                return (null, new(ChannelFaultKind.Unreadable, "pages_move", $"{last} rows were promised, {rows.Count} came."));
        }
    }

    private async Task<(IReadOnlyList<JsonElement> Rows, int Count, ChannelFault? Fault)> ReadPageAsync(
        RemoteAccount account,
        DateTime from,
        DateTime to,
        int page,
        CancellationToken ct
    )
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["account_id"] = account.RemoteId,
            ["start_time"] = Write(from),
            ["end_time"] = Write(to),
            ["page_no"] = page.ToString(CultureInfo.InvariantCulture),
            ["page_size"] = RowsPerPage.ToString(CultureInfo.InvariantCulture),
        };
        var reply = await gateway.AskAsync("finance.getTransactionList", asked, ct);
        if (reply.Fault is not null)
            return ([], 0, reply.Fault);
        if (
            JsonText.Rows(reply.Root, "lists") is not { Count: <= RowsPerPage } rows
            || !int.TryParse(JsonText.Of(reply.Root, "count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || rows.Any(row => JsonText.Of(row, "trans_id") is not { Length: > 0 and <= 100 })
        )
            return ([], 0, Malformed("count or lists"));
        return (rows, count, null);
    }

    private static void Add(OrderedDictionary<string, JsonElement> rows, IReadOnlyList<JsonElement> page)
    {
        foreach (var row in page)
            rows[JsonText.Of(row, "trans_id")!] = row;
    }

    private (Window? Window, ChannelFault? Fault) Entries(JsonElement[] rows, RemoteAccount account, DateTime from, DateTime to)
    {
        var entries = new List<ParsedEntry>(rows.Length);
        foreach (var row in rows)
        {
            var (entry, fault) = Entry(row, entries.Count + 1, account);
            if (entry is null)
                return (null, fault);
            var at = entry.BookingDate.ToDateTime(entry.Time!.Value);
            if (at < from || at > to)
                return (
                    null,
                    new(ChannelFaultKind.Unreadable, "other_time", $"Asked for {Write(from)} to {Write(to)}, told of {Write(at)}.")
                );
            entries.Add(entry);
        }
        return (new(entries, to), null);
    }

    private (ParsedEntry? Entry, ChannelFault? Fault) Entry(JsonElement row, int position, RemoteAccount account)
    {
        var type = JsonText.Of(row, "trans_type") ?? "";
        if (
            !string.Equals(JsonText.Of(row, "account_id"), account.RemoteId, StringComparison.Ordinal)
            || TimeOf(JsonText.Of(row, "trans_time")) is not { } at
            || JsonText.Minor(row, "amount", account.Currency) is not { } minor
            || minor < 0
            || (!JsonText.IsUntold(row, "balance") && JsonText.Minor(row, "balance", account.Currency) is null)
        )
            return (null, Malformed($"row {JsonText.Of(row, "trans_id")}"));
        if (types.SignOf(type) is not { } sign)
            return (
                null,
                new(
                    ChannelFaultKind.Unreadable,
                    "unknown_type",
                    $"The type \"{type}\" is not known: list it under income types or expense types."
                )
            );
        var entry = new ParsedEntry(
            JsonText.Of(row, "trans_id")!,
            DateOnly.FromDateTime(at),
            TimeOnly.FromDateTime(at),
            null,
            sign * minor,
            TransactionKind.Other,
            type,
            IsReversal: false,
            "",
            "",
            JsonText.Of(row, "remark") ?? "",
            "",
            JsonText.Minor(row, "balance", account.Currency),
            position,
            row.GetRawText()
        );
        return (entry, null);
    }
}
