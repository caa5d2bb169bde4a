using FundPortal.Application.Channels;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Channels.Conformance;

/// <summary>
/// What every kind of channel must do, whatever it speaks. A new kind derives from this, or from <see cref="NetworkConformance"/> when it calls
/// somebody, or from <see cref="PayingConformance"/> when it pays as well.
/// </summary>
public abstract class ChannelConformance : IAsyncLifetime
{
    /// <summary>The column that keeps cursors.</summary>
    private const int MaxCursor = 2_000;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected static DateOnly Today => ChinaTime.Today(TimeProvider.System);

    /// <summary>An account that the other side knows.</summary>
    protected abstract RemoteAccount Account { get; }

    /// <summary>More entries than fit into one page.</summary>
    protected abstract int Many { get; }

    protected IChannelConnection Connection { get; private set; } = null!;

    public virtual ValueTask InitializeAsync()
    {
        Connection = Open();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A connection of its own, as after a restart.</summary>
    protected abstract IChannelConnection Open();

    /// <summary>The other side books these today, in this order.</summary>
    protected abstract Task BookAsync(IReadOnlyList<(long Minor, string Text)> entries);

    [Fact]
    public async Task A_test_call_says_what_answered()
    {
        var tested = await Connection.TestAsync(Ct);
        Assert.Null(tested.Fault);
        Assert.False(string.IsNullOrEmpty(tested.Value!.Text));
    }

    [Fact]
    public async Task Reading_goes_on_from_any_stored_cursor_after_a_restart_and_loses_nothing()
    {
        await BookAsync([.. Enumerable.Range(1, Many).Select(i => ((long)i, $"sale {i}"))]);
        var (all, end) = await DrainAsync(null);
        Assert.Superset(
            Enumerable.Range(1, Many).Select(i => $"sale {i}").ToHashSet(StringComparer.Ordinal),
            all.Select(e => e.Text).ToHashSet(StringComparer.Ordinal)
        );
        await BookAsync([(-777, "fee A"), (5, "late B")]);
        var (later, _) = await DrainAsync(end);
        // What comes again comes with the same id, amount and words: it is known by them.
        var known = all.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var fresh = later.Where(entry => !known.Contains(KeyOf(entry))).Select(entry => (entry.AmountMinor, entry.Text)).ToArray();
        Assert.Equal([(-777, "fee A"), (5, "late B")], fresh.OrderBy(e => e.AmountMinor));
        var (again, _) = await DrainAsync(null);
        Assert.Equal(
            all.Concat(later).Select(KeyOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            again.Select(KeyOf).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_day_is_told_whole_and_as_it_was_read_bit_by_bit()
    {
        await BookAsync([(100, "one"), (-40, "two"), (100, "one")]);
        var (read, _) = await DrainAsync(null);
        var day = (await Connection.GetDayAsync(Account, Today, Ct)).Value!;
        Assert.Equal(read.Select(KeyOf).Order(StringComparer.Ordinal), day.Select(KeyOf).Order(StringComparer.Ordinal));
        Assert.All(day, entry => Assert.Equal(Today, entry.BookingDate));
        Assert.Empty((await Connection.GetDayAsync(Account, Today.AddDays(-3), Ct)).Value!);
    }

    [Fact]
    public async Task A_cursor_that_somebody_spoiled_is_a_fault_and_no_exception()
    {
        var read = await Connection.GetTransactionsAsync(Account, Today, "{\"nonsense", Ct);
        Assert.Equal(ChannelFaultKind.Unreadable, read.Fault!.Kind);
    }

    /// <summary>A new connection for each page, as if the portal was killed after each commit.</summary>
    protected async Task<(List<ParsedEntry> Entries, string Cursor)> DrainAsync(string? cursor)
    {
        var entries = new List<ParsedEntry>();
        while (true)
        {
            await using var connection = Open();
            var read = await connection.GetTransactionsAsync(Account, Today, cursor, Ct);
            Assert.Null(read.Fault);
            var page = read.Value!;
            Assert.InRange(page.Cursor.Length, 1, MaxCursor);
            var times = page.Entries.Select(e => e.BookingDate.ToDateTime(e.Time ?? default)).ToArray();
            Assert.Equal(times.Order(), times);
            entries.AddRange(page.Entries);
            if (!page.HasMore)
                return (entries, page.Cursor);
            Assert.False(string.Equals(cursor, page.Cursor, StringComparison.Ordinal));
            cursor = page.Cursor;
        }
    }

    protected static string KeyOf(ParsedEntry entry) => $"{entry.Id} {entry.BookingDate:O} {entry.AmountMinor} {entry.Text}";
}
