using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.FinanceBill;

/// <summary>
/// A channel of the finance bill API. It is asked for windows of time; the cursor is the time at which the next window begins. When all is
/// read, the next window begins <see cref="Overlap"/> before now: a row that was booked late, or by a clock that is behind, comes then. Rows
/// come again by it, always with the same id.
/// </summary>
internal sealed partial class BillConnection(BillGateway gateway, BillTypes types, TimeProvider clock) : ReadingConnection
{
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    public override async Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct)
    {
        var reply = await gateway.AskAsync("finance.getAccountBalance", new Dictionary<string, string>(StringComparer.Ordinal), ct);
        if (reply.Fault is { } fault)
            return fault;
        if (JsonText.Rows(reply.Root, "accounts") is not { } rows)
            return Malformed("accounts");
        var text = string.Join(", ", rows.Select(row => JsonText.Of(row, "account_id")).Take(20));
        return Reading<ConnectionFacts>.Of(new($"{rows.Count}: {text}", gateway.CertificateEndsAt, gateway.ClockDifference(reply)));
    }

    public override async Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(
        IReadOnlyList<RemoteAccount> accounts,
        CancellationToken ct
    )
    {
        var reply = await gateway.AskAsync("finance.getAccountBalance", new Dictionary<string, string>(StringComparer.Ordinal), ct);
        if (reply.Fault is { } fault)
            return fault;
        if (JsonText.Rows(reply.Root, "accounts") is not { } rows)
            return Malformed("accounts");
        var byId = rows.ToLookup(row => JsonText.Of(row, "account_id") ?? "", StringComparer.Ordinal);
        return Reading<IReadOnlyList<AccountTold>>.Of([.. accounts.Select(account => Balance(account, [.. byId[account.RemoteId]]))]);
    }

    public override async Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    )
    {
        var beginning = firstDay.ToDateTime(TimeOnly.MinValue);
        var now = Seconds(ChinaTime.FromUtc(clock.GetUtcNow().UtcDateTime));
        var from = cursor is null ? beginning : TimeOf(cursor);
        if (from is not { } start)
            return new ChannelFault(ChannelFaultKind.Unreadable, "cursor", "The stored cursor is no time.");
        // A clock that was set back: nothing new can be asked for yet.
        if (start > now)
            return Reading<EntryPage>.Of(new([], cursor!, false));
        var (window, fault) = await ReadWindowAsync(account, start, now, ct);
        if (window is null)
            return fault!;
        var hasMore = window.To < now;
        var next = hasMore ? window.To.AddSeconds(1) : Later(now - Overlap, beginning);
        return Reading<EntryPage>.Of(new(window.Entries, Write(next), hasMore));
    }

    public override async Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct)
    {
        var entries = new List<ParsedEntry>();
        var end = day.ToDateTime(TimeOnly.MinValue).AddDays(1).AddSeconds(-1);
        for (var start = day.ToDateTime(TimeOnly.MinValue); start <= end; )
        {
            var (window, fault) = await ReadWindowAsync(account, start, end, ct);
            if (window is null)
                return fault!;
            entries.AddRange(window.Entries);
            start = window.To.AddSeconds(1);
        }
        return Reading<IReadOnlyList<ParsedEntry>>.Of(entries);
    }

    public override ValueTask DisposeAsync()
    {
        gateway.Dispose();
        return ValueTask.CompletedTask;
    }

    private AccountTold Balance(RemoteAccount account, JsonElement[] rows)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var fault = rows switch
        {
            [] => new(ChannelFaultKind.Refused, "account_unknown", "The other side does not show this account."),
            [var row] when !string.Equals(JsonText.Of(row, "currency"), account.Currency.Code, StringComparison.Ordinal) => new(
                ChannelFaultKind.Unreadable,
                "currency",
                "The other side keeps it in another currency."
            ),
            [var row] when JsonText.Minor(row, "balance", account.Currency) is { } minor => null,
            _ => Malformed(account.RemoteId),
        };
        return new(account, fault is null ? JsonText.Minor(rows[0], "balance", account.Currency) : null, null, null, now, fault);
    }

    private static ChannelFault Malformed(string what) =>
        new(ChannelFaultKind.Unreadable, "malformed", $"The answer has no readable {what}.");

    private static DateTime? TimeOf(string? text) =>
        DateTime.TryParseExact(text, BillGateway.TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static string Write(DateTime time) => time.ToString(BillGateway.TimeForm, CultureInfo.InvariantCulture);

    private static DateTime Seconds(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
