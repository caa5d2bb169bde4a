using System.Text.Json;
using FundPortal.Application.Channels.Http;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Polly;
using Polly.Retry;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>A channel of the CMB dialect: what it reads. Payments are in the other part.</summary>
internal sealed partial class CmbConnection : IChannelConnection
{
    private const int AccountsPerCall = 30;
    private const int MaxPages = 500;
    private const string Cny = "10";

    private readonly CmbGateway gateway;
    private readonly TimeProvider clock;
    private readonly string branch;
    private readonly string mode;
    private readonly ResiliencePipeline<CmbReply> reads;
    private readonly ResiliencePipeline<CmbReply> sends;

    public CmbConnection(CmbGateway gateway, IReadOnlyDictionary<string, string> values, TimeProvider clock)
    {
        (this.gateway, this.clock) = (gateway, clock);
        branch = values.GetValueOrDefault(CmbKind.BankBranch, "");
        mode = values.GetValueOrDefault(CmbKind.BusinessMode, "");
        reads = Resilience.Reads<CmbReply>(reply => reply.Fault);
        sends = Resilience.Sends<CmbReply>(reply => reply.Fault);
    }

    public async Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct)
    {
        // A question about a payment that cannot exist: it proves address, keys and signatures of both sides, and changes nothing.
        var reply = await ReadAsync("BB1PAYQR", QueryBody("FPCONNECTIONTEST"), ct);
        return FaultOf(reply) is { } fault
            ? fault
            : Reading<ConnectionFacts>.Of(new($"{reply.ResultCode} {reply.ResultText}".Trim(), gateway.CertificateEndsAt, null));
    }

    public async Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(IReadOnlyList<RemoteAccount> accounts, CancellationToken ct)
    {
        var told = new List<AccountTold>(accounts.Count);
        foreach (var chunk in accounts.Chunk(AccountsPerCall))
        {
            var asked = chunk.Select(a => new { accnbr = a.RemoteId, bbknbr = branch }).ToArray();
            var reply = await ReadAsync("NTQADINF", new { ntqadinfx = asked }, ct);
            if (FaultOf(reply) is { } fault)
                return fault;
            if (CmbText.Rows(reply.Body, "ntqadinfz") is not { } rows)
                return Malformed("ntqadinfz");
            var byNumber = rows.ToLookup(row => CmbText.Of(row, "accnbr") ?? "", StringComparer.Ordinal);
            told.AddRange(chunk.Select(account => Balance(account, [.. byNumber[account.RemoteId]])));
        }
        return Reading<IReadOnlyList<AccountTold>>.Of(told);
    }

    public async Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    )
    {
        if ((cursor is null ? new CmbCursor(firstDay, "", null) : CmbCursor.Read(cursor)) is not { } at)
            return new ChannelFault(ChannelFaultKind.Unreadable, "cursor", "The stored cursor is none of this kind.");
        var reply = await ReadAsync("trsQryByBreakPoint", PageBody(account, at.From, ChinaTime.Today(clock), at), ct);
        if (FaultOf(reply) is { } fault)
            return fault;
        var (page, problem) = Page(reply, account, at);
        return problem is null ? Reading<EntryPage>.Of(new(page!.Entries, page.Next.Write(), page.HasMore)) : problem;
    }

    public async Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct)
    {
        var entries = new List<ParsedEntry>();
        var at = new CmbCursor(day, "", null);
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var reply = await ReadAsync("trsQryByBreakPoint", PageBody(account, day, day, at), ct);
            if (FaultOf(reply) is { } fault)
                return fault;
            var (page, problem) = Page(reply, account, at);
            if (problem is not null)
                return problem;
            if (page!.Entries.FirstOrDefault(entry => entry.BookingDate != day) is { } stray)
                return new ChannelFault(
                    ChannelFaultKind.Unreadable,
                    "other_day",
                    $"Asked for {day:O}, the bank told of {stray.BookingDate:O}."
                );
            entries.AddRange(page.Entries);
            if (!page.HasMore)
                return Reading<IReadOnlyList<ParsedEntry>>.Of(entries);
            at = page.Next;
        }
        return new ChannelFault(ChannelFaultKind.Unreadable, "endless", $"More than {MaxPages} pages for one day.");
    }

    public async Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    )
    {
        const int DaysPerCall = 31;
        var closings = new List<DayClosing>();
        // The bank tells of days before today only.
        var yesterday = ChinaTime.Today(clock).AddDays(-1);
        var end = to < yesterday ? to : yesterday;
        for (var first = from; first <= end; first = first.AddDays(DaysPerCall))
        {
            var last = first.AddDays(DaysPerCall - 1);
            if (await ReadClosingsAsync(account, first, last < end ? last : end, closings, ct) is { } fault)
                return fault;
        }
        return Reading<IReadOnlyList<DayClosing>>.Of(closings);
    }

    public ValueTask DisposeAsync()
    {
        gateway.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<ChannelFault?> ReadClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        List<DayClosing> closings,
        CancellationToken ct
    )
    {
        var key = "";
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var asked = new
            {
                bbknbr = branch,
                accnbr = account.RemoteId,
                bgndat = CmbText.Day(from),
                enddat = CmbText.Day(to),
                ctnkey = key,
            };
            var reply = await ReadAsync("NTQABINF", new { ntqabinfy = new[] { asked } }, ct);
            if (FaultOf(reply) is { } fault)
                return fault;
            if (CmbText.Rows(reply.Body, "ntqabinfz") is not { } rows)
                return Malformed("ntqabinfz");
            foreach (var row in rows)
            {
                if (
                    !CmbText.Is(row, "accnbr", account.RemoteId)
                    || CmbText.Day(row, "trsdat") is not { } day
                    || day < from
                    || day > to
                    || CmbText.Minor(row, "balamt", account.Currency) is not { } minor
                )
                    return Malformed("ntqabinfz");
                closings.Add(new(day, minor));
            }
            key = CmbText.Rows(reply.Body, "ntqabinfy") is [var more] ? CmbText.Of(more, "ctnkey") ?? "" : "";
            if (key.Length == 0)
                return null;
        }
        return new(ChannelFaultKind.Unreadable, "endless", $"More than {MaxPages} pages of closing balances.");
    }

    private async Task<CmbReply> ReadAsync(string function, object body, CancellationToken ct)
    {
        try
        {
            // Each try is a call of its own: a request id is never used twice.
            return await reads.ExecuteAsync(async cancel => await gateway.CallAsync(function, body, null, cancel), ct);
        }
        catch (ExecutionRejectedException rejected)
        {
            return Rejected(function, rejected);
        }
    }

    private CmbReply Rejected(string function, ExecutionRejectedException rejected) =>
        new(null, null, null, Resilience.FaultOf(rejected), false, new(function, "", null, clock.GetUtcNow().UtcDateTime, 0));

    private static ChannelFault? FaultOf(CmbReply reply) =>
        reply.Fault
        ?? (
            reply.ResultCode is CmbGateway.Received
                ? null
                : new(ChannelFaultKind.Refused, reply.ResultCode is { Length: > 0 } code ? code : "no_code", reply.ResultText ?? "")
        );

    private static ChannelFault Malformed(string what) =>
        new(ChannelFaultKind.Unreadable, "malformed", $"The bank's answer has no readable {what}.");

    private AccountTold Balance(RemoteAccount account, JsonElement[] rows)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (rows is not [var row])
            return new(account, null, null, null, now, Malformed(account.RemoteId));
        if (CmbText.Of(row, "errcod") is not CmbGateway.Received and var code)
            return new(account, null, null, null, now, new(ChannelFaultKind.Refused, code ?? "no_code", CmbText.Of(row, "errtxt") ?? ""));
        if (CurrencyNumber(account.Currency) is not { } currency || !CmbText.Is(row, "ccynbr", currency))
            return new(
                account,
                null,
                null,
                null,
                now,
                new(ChannelFaultKind.Unreadable, "currency", "The bank keeps it in another currency.")
            );
        return new(
            account,
            CmbText.Minor(row, "onlblv", account.Currency),
            CmbText.Minor(row, "avlblv", account.Currency),
            CmbText.Minor(row, "hldblv", account.Currency),
            now,
            null
        );
    }

    /// <returns>Null for a currency that the dialect's number is not known of.</returns>
    private static string? CurrencyNumber(Currency currency) => currency == Currency.Cny ? Cny : null;
}
