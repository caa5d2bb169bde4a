using FundPortal.Domain.Importing;

namespace FundPortal.Application.Channels;

/// <summary>A channel that only reads: nothing is ever handed to it, and it knows of no payment.</summary>
internal abstract class ReadingConnection : IChannelConnection
{
    private static readonly ChannelFault NoPayments = new(
        ChannelFaultKind.Refused,
        "no_payments",
        "This kind of channel sends no payments."
    );

    public abstract Task<Reading<ConnectionFacts>> TestAsync(CancellationToken ct);

    public abstract Task<Reading<IReadOnlyList<AccountTold>>> GetBalancesAsync(IReadOnlyList<RemoteAccount> accounts, CancellationToken ct);

    public abstract Task<Reading<EntryPage>> GetTransactionsAsync(
        RemoteAccount account,
        DateOnly firstDay,
        string? cursor,
        CancellationToken ct
    );

    public abstract Task<Reading<IReadOnlyList<ParsedEntry>>> GetDayAsync(RemoteAccount account, DateOnly day, CancellationToken ct);

    public virtual Task<Reading<IReadOnlyList<DayClosing>>> GetDayClosingsAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    ) => Task.FromResult(Reading<IReadOnlyList<DayClosing>>.Of([]));

    public Task<SubmitAnswer> SubmitAsync(BankOrder order, Func<CancellationToken, Task<bool>> maySend, CancellationToken ct) =>
        Task.FromResult(new SubmitAnswer(SubmitResult.NotSent, NoPayments.Code, NoPayments.Text, null, NoPayments));

    public Task<QueryAnswer> QueryAsync(BankOrder order, CancellationToken ct) =>
        Task.FromResult(new QueryAnswer(QueryResult.NoAnswer, NoPayments.Code, NoPayments.Text, null, null, null, NoPayments));

    public Task<Reading<IReadOnlyList<ReturnedOrder>>> GetReturnedAsync(
        RemoteAccount account,
        DateOnly from,
        DateOnly to,
        CancellationToken ct
    ) => Task.FromResult<Reading<IReadOnlyList<ReturnedOrder>>>(NoPayments);

    public abstract ValueTask DisposeAsync();
}
