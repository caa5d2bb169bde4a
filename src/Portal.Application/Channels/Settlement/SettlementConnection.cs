using System.Globalization;
using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Channels.Settlement;

/// <summary>A channel of the settlement API: what it reads. Its wire is in <c>docs/settlement-api.md</c>.</summary>
internal sealed partial class SettlementConnection(SettlementGateway gateway, TimeProvider clock) : ReadingConnection
{
    /// <summary>What may be booked behind the newest row is looked for again.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromMinutes(15);

    private const int AccountsPerPage = 200;
    private const int MaxPages = 500;

    public override async Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct)
    {
        var reply = await gateway.GetAsync(["accounts"], [("limit", "20")], ct);
        if (reply.Fault is { } fault)
            return fault;
        if (JsonText.Rows(reply.Root, "accounts") is not { } rows)
            return Malformed("accounts");
        var text = string.Join(", ", rows.Select(row => JsonText.Of(row, "accountId")));
        return Reading<ConnectionFacts>.Of(new($"{rows.Count}: {text}", gateway.CertificateEndsAt, gateway.ClockDifference(reply)));
    }

    public override async Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(
        IReadOnlyList<RemoteAccount> accounts,
        CancellationToken ct
    )
    {
        var byId = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        string? next = null;
        for (var pages = 0; pages == 0 || next is not null; pages++)
        {
            if (pages == MaxPages)
                return Endless();
            (string, string)[] asked = [("limit", Number(AccountsPerPage)), .. Cursor(next)];
            var reply = await gateway.GetAsync(["accounts"], asked, ct);
            if (reply.Fault is { } fault)
                return fault;
            if (JsonText.Rows(reply.Root, "accounts") is not { } rows)
                return Malformed("accounts");
            foreach (var row in rows)
                byId[JsonText.Of(row, "accountId") ?? ""] = row;
            next = JsonText.Of(reply.Root, "nextCursor");
        }
        return Reading<IReadOnlyList<AccountTold>>.Of([
            .. accounts.Select(account => Balance(account, byId.TryGetValue(account.RemoteId, out var row) ? row : null)),
        ]);
    }

    public override async Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    )
    {
        var beginning = firstDay.ToDateTime(TimeOnly.MinValue);
        if ((cursor is null ? SettlementCursor.At(beginning) : SettlementCursor.Read(cursor)) is not { } at)
            return new ChannelFault(ChannelFaultKind.Unreadable, "cursor", "The stored cursor is none of this kind.");
        var now = ChinaTime.FromUtc(clock.GetUtcNow().UtcDateTime);
        var (page, fault) = await PageAsync(account, at.Day, at.Next, ct);
        if (fault is { Kind: ChannelFaultKind.Refused, Code: "parameter_invalid" } && at.Next is not null)
        {
            // The other side no longer knows its cursor: the day from its newest row again.
            at = at with
            {
                Next = null,
                Begun = null,
            };
            (page, fault) = await PageAsync(account, at.Day, null, ct);
        }
        if (page is null)
            return fault!;
        var begun = at.Begun ?? now;
        var entries = page.Entries.Where(entry => LocalTime(entry) >= at.Since).ToArray();
        if (page.Next is { } next && entries.Length == page.Entries.Count)
            return Reading<EntryPage>.Of(new(entries, (at with { Next = next, Begun = begun }).Write(), true));
        var tomorrow = at.Day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        if (tomorrow <= begun)
            return Reading<EntryPage>.Of(new(entries, SettlementCursor.At(tomorrow).Write(), true));
        var since = begun - Overlap;
        return Reading<EntryPage>.Of(new(entries, SettlementCursor.At(since > beginning ? since : beginning).Write(), false));
    }

    public override async Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct)
    {
        var pages = new List<IReadOnlyList<ParsedEntry>>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            if (pages.Count == MaxPages)
                return Endless();
            var (page, fault) = await PageAsync(account, day, next, ct);
            if (page is null)
                return fault!;
            // A row that slid to a later page comes once.
            pages.Add([.. page.Entries.Where(entry => known.Add(entry.Id))]);
            next = page.Next;
        } while (next is not null);
        return Reading<IReadOnlyList<ParsedEntry>>.Of([.. Enumerable.Reverse(pages).SelectMany(page => page)]);
    }

    public override async Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    )
    {
        var reply = await gateway.GetAsync(["account", "balance"], [("accountId", account.RemoteId)], ct);
        if (reply.Fault is { } fault)
            return fault;
        if (
            JsonText.Rows(reply.Root, "history") is not { } rows
            || !Is(reply.Root!.Value, "accountId", account.RemoteId)
            || !Is(reply.Root.Value, "currency", account.Currency.Code)
        )
            return Malformed("history");
        var closings = new List<DayClosing>();
        foreach (var row in rows)
        {
            if (Day(JsonText.Of(row, "date")) is not { } day || JsonText.Minor(row, "closingBalance", account.Currency) is not { } minor)
                return Malformed("history");
            if (day >= from && day <= to)
                closings.Add(new(day, minor));
        }
        return Reading<IReadOnlyList<DayClosing>>.Of(closings);
    }

    public override ValueTask DisposeAsync()
    {
        gateway.Dispose();
        return ValueTask.CompletedTask;
    }

    private AccountTold Balance(RemoteAccount account, JsonElement? row)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        AccountTold Wrong(ChannelFault fault) => new(account, null, null, null, now, fault);
        if (row is not { } told)
            return Wrong(new(ChannelFaultKind.Refused, "account_not_found", "The other side does not show this account."));
        if (!Is(told, "currency", account.Currency.Code))
            return Wrong(new(ChannelFaultKind.Unreadable, "currency", "The other side keeps it in another currency."));
        if (JsonText.Minor(told, "balance", account.Currency) is not { } booked || Instant(JsonText.Of(told, "asOf")) is not { } asOf)
            return Wrong(Malformed(account.RemoteId));
        string[] others = ["available", "frozen"];
        if (others.Any(name => !JsonText.IsUntold(told, name) && JsonText.Minor(told, name, account.Currency) is null))
            return Wrong(Malformed(account.RemoteId));
        return new(
            account,
            booked,
            JsonText.Minor(told, "available", account.Currency),
            JsonText.Minor(told, "frozen", account.Currency),
            asOf,
            null
        );
    }

    private static bool Is(JsonElement row, string name, string value) =>
        string.Equals(JsonText.Of(row, name), value, StringComparison.Ordinal);

    private static ChannelFault Malformed(string what) =>
        new(ChannelFaultKind.Unreadable, "malformed", $"The answer has no readable {what}.");

    private static ChannelFault Endless() => new(ChannelFaultKind.Unreadable, "endless", $"More than {MaxPages} pages.");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static (string, string)[] Cursor(string? next) => next is null ? [] : [("cursor", next)];
}
