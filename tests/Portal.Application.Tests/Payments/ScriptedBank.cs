using System.Collections.Concurrent;
using System.Globalization;
using FundPortal.Application.Channels;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Tests.Payments;

/// <summary>
/// A bank within the test that answers as the test says, and remembers what reached it. The sandbox bank tests the wire; this one tests what the
/// portal makes of each answer, with a clock that stands.
/// </summary>
internal sealed class ScriptedBank : IChannelKind, IChannelConnection
{
    private readonly ConcurrentQueue<BankOrder> received = [];

    public ChannelKind Kind => ChannelKind.CmbDirect;

    public IReadOnlyList<ChannelField> Fields => [];

    /// <summary>Every order whose bytes arrived.</summary>
    public IReadOnlyList<BankOrder> Received => [.. received];

    /// <summary>What the bank answers to an order that arrived.</summary>
    public Func<BankOrder, SubmitAnswer> OnSubmit { get; set; } = _ => new(SubmitResult.Accepted, "NTE", null, null);

    public Func<BankOrder, QueryAnswer> OnQuery { get; set; } = _ => new(QueryResult.Pending, "WRF", null, null, null, null);

    /// <summary>What happens between the claim and the last look.</summary>
    public Func<Task> BeforeLastLook { get; set; } = () => Task.CompletedTask;

    /// <summary>What happens after the order arrived and before its sender hears of it.</summary>
    public Func<Task> AfterArrival { get; set; } = () => Task.CompletedTask;

    public IReadOnlyList<ReturnedOrder> Returned { get; set; } = [];

    /// <summary>What it tells of the account's entries while their day goes on.</summary>
    public List<ParsedEntry> Entries { get; } = [];

    /// <summary>Its final list of days where that differs.</summary>
    public Dictionary<DateOnly, ParsedEntry[]> Final { get; } = [];

    public static QueryAnswer Told(QueryResult result, string? code = null) => new(result, code, null, "R1", null, null);

    public IReadOnlyList<ChannelFieldProblem> Check(string address, IReadOnlyDictionary<string, string> values) => [];

    public IChannelConnection Open(string address, IReadOnlyDictionary<string, string> values) => this;

    public async Task<SubmitAnswer> SubmitAsync(BankOrder order, Func<CancellationToken, Task<bool>> maySend, CancellationToken ct)
    {
        await BeforeLastLook();
        if (!await maySend(ct))
            return new(SubmitResult.NotSent, "last_look", null, null);
        received.Enqueue(order);
        await AfterArrival();
        return OnSubmit(order);
    }

    public Task<QueryAnswer> QueryAsync(BankOrder order, CancellationToken ct) => Task.FromResult(OnQuery(order));

    public Task<Reading<IReadOnlyList<ReturnedOrder>>> GetReturnedAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    ) => Task.FromResult(Reading<IReadOnlyList<ReturnedOrder>>.Of(Returned));

    public Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct) => throw new NotSupportedException();

    public Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(IReadOnlyList<RemoteAccount> accounts, CancellationToken ct) =>
        Task.FromResult(Reading<IReadOnlyList<AccountTold>>.Of([]));

    public Task<Reading<EntryPage>> GetTransactionsAsync(RemoteAccount account, DateOnly firstDay, string? cursor, CancellationToken ct)
    {
        var known = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture);
        return Task.FromResult(
            Reading<EntryPage>.Of(new([.. Entries.Skip(known)], Entries.Count.ToString(CultureInfo.InvariantCulture), false))
        );
    }

    public Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct) =>
        Task.FromResult(
            Reading<IReadOnlyList<ParsedEntry>>.Of(Final.GetValueOrDefault(day) ?? [.. Entries.Where(e => e.BookingDate == day)])
        );

    public Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    ) => Task.FromResult(Reading<IReadOnlyList<DayClosing>>.Of([]));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
