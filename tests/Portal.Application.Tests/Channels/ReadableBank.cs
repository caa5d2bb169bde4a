using System.Globalization;
using FundPortal.Application.Channels;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Channels;

/// <summary>A bank within the test that pages, corrects itself, fails and tells balances as the test says, with a clock that stands.</summary>
internal sealed class ReadableBank(TimeProvider clock) : IChannelKind, IChannelConnection
{
    private readonly List<ParsedEntry> entries = [];

    public ChannelKind Kind => ChannelKind.CmbDirect;

    public IReadOnlyList<ChannelField> Fields { get; } =
    [new("userId", IsSecret: false, IsRequired: true, MaxLength: 16), new("signingKey", IsSecret: true, IsRequired: true, MaxLength: 200)];

    /// <summary>Balance before the first entry, in fen.</summary>
    public long OpeningMinor { get; set; } = 1_000_00;

    public int PageSize { get; set; } = 2;

    /// <summary>The bank's final list of days where it differs from what it told during the day.</summary>
    public Dictionary<DateOnly, List<ParsedEntry>> Final { get; } = [];

    /// <summary>Thrown into the next answers; null: all is well.</summary>
    public ChannelFault? Fault { get; set; }

    /// <summary>What happens before a page is answered, by its number since the beginning.</summary>
    public Func<int, Task> OnPage { get; set; } = _ => Task.CompletedTask;

    public long? Balance { get; set; }

    public long ClosingError { get; set; }

    public int Pages { get; private set; }

    public int Days { get; private set; }

    public void Book(ParsedEntry entry) => entries.Add(entry);

    public static ParsedEntry Entry(
        string id,
        DateOnly day,
        long amount,
        string text = "text",
        string counterparty = "Acme",
        string endToEndId = "",
        bool isReversal = false
    ) =>
        new(
            id,
            day,
            new TimeOnly(9, 0),
            day,
            amount,
            TransactionKind.Transfer,
            "TRF",
            isReversal,
            counterparty,
            "",
            text,
            endToEndId,
            null,
            1,
            $"raw {id}"
        );

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values)
    {
        var problems = new List<ChannelFieldProblem>();
        if (!address.StartsWith("https://", StringComparison.Ordinal))
            problems.Add(new("address", "format"));
        problems.AddRange(Fields.Where(f => !values.ContainsKey(f.Name)).Select(f => new ChannelFieldProblem(f.Name, "required")));
        return problems;
    }

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) => this;

    public Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct) =>
        Task.FromResult(Fault is { } fault ? fault : Reading<ConnectionFacts>.Of(new("ready", null, null)));

    public Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(IReadOnlyList<RemoteAccount> accounts, CancellationToken ct) =>
        Task.FromResult(
            Fault is { } fault
                ? fault
                : Reading<IReadOnlyList<AccountTold>>.Of([
                    .. accounts.Select(a => new AccountTold(
                        a,
                        Balance ?? OpeningMinor + entries.Sum(e => e.AmountMinor),
                        null,
                        null,
                        clock.GetUtcNow().UtcDateTime,
                        null
                    )),
                ])
        );

    public async Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    )
    {
        await OnPage(Pages++);
        if (Fault is { } fault)
            return fault;
        var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        var page = entries.Skip(from).Take(PageSize).ToArray();
        return Reading<EntryPage>.Of(
            new(page, (from + page.Length).ToString(CultureInfo.InvariantCulture), entries.Count > from + page.Length)
        );
    }

    public Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct)
    {
        Days++;
        return Task.FromResult(Fault is { } fault ? fault : Reading<IReadOnlyList<ParsedEntry>>.Of(ListOf(day)));
    }

    public Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    )
    {
        var closings = new List<DayClosing>();
        var days = entries.Select(e => e.BookingDate).Concat(Final.Keys).Distinct().ToArray();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var moved = days.Where(d => d <= day).Sum(d => ListOf(d).Sum(e => e.AmountMinor));
            closings.Add(new(day, OpeningMinor + moved + (day == to ? ClosingError : 0)));
        }
        return Task.FromResult(Reading<IReadOnlyList<DayClosing>>.Of(closings));
    }

    public Task<SubmitAnswer> SubmitAsync(BankOrder order, Func<CancellationToken, Task<bool>> maySend, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<QueryAnswer> QueryAsync(BankOrder order, CancellationToken ct) => throw new NotSupportedException();

    public Task<Reading<IReadOnlyList<ReturnedOrder>>> GetReturnedAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    ) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private List<ParsedEntry> ListOf(DateOnly day) => Final.GetValueOrDefault(day) ?? entries.FindAll(e => e.BookingDate == day);
}
