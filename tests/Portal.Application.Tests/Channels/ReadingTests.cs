using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Tests.Importing;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Channels;

/// <summary>Balances and transactions read through a channel (<see cref="ReadChannels"/>).</summary>
public sealed class ReadingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_are_stored_once_and_totals_follow()
    {
        await using var room = await ReadingRoom.CreateAsync();
        for (var i = 1; i <= 5; i++)
            room.Bank.Book(ReadableBank.Entry($"T{i}", room.Today, 100));
        Assert.Equal(1, await room.ReadAsync());
        Assert.Equal(5, (await room.Group.RowsAsync()).Count(row => row.IsProvisional));
        await room.ReadAsync();
        room.Bank.Book(ReadableBank.Entry("T6", room.Today, -30));
        await room.ReadAsync();
        Assert.Equal(6, (await room.Group.RowsAsync()).Count);
        var total = (await room.Group.TotalsAsync()).Single(t => t.Kind == 0);
        Assert.Equal((6, 500, 30), (total.Count, total.InMinor, total.OutMinor));
        Assert.Equal([1, 1, 2, 2], (await room.AllAsync<ImportFile>()).Where(f => f.NewEntries > 0).Select(f => f.NewEntries).Order());
    }

    [Fact]
    public async Task A_channel_is_not_read_before_its_time()
    {
        await using var room = await ReadingRoom.CreateAsync();
        Assert.Equal(1, await room.ReadAsync());
        var again = await room.Database.RunAsync((ReadChannels u) => u.HandleAsync(new(), Actor.System, Ct));
        Assert.Equal(0, again.Value);
    }

    [Fact]
    public async Task A_reader_that_dies_between_pages_is_followed_from_its_last_commit()
    {
        await using var room = await ReadingRoom.CreateAsync();
        for (var i = 1; i <= 6; i++)
            room.Bank.Book(ReadableBank.Entry($"T{i}", room.Today, 100));
        room.Bank.OnPage = page => page == 2 ? throw new IOException("the machine lost its power") : Task.CompletedTask;
        await Assert.ThrowsAnyAsync<IOException>(room.ReadAsync);
        Assert.Equal(4, (await room.Group.RowsAsync()).Count);
        await using var other = room.Database.OtherNode();
        room.Database.Clock.Advance(TimeSpan.FromMinutes(5));
        await using var scope = other.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ReadChannels>().HandleAsync(new(), Actor.System, Ct);
        Assert.Equal("T1 T2 T3 T4 T5 T6", string.Join(' ', (await room.Group.RowsAsync()).Select(row => row.BankReference)));
    }

    [Fact]
    public async Task Of_two_nodes_at_once_one_reads()
    {
        await using var room = await ReadingRoom.CreateAsync();
        for (var i = 1; i <= 6; i++)
            room.Bank.Book(ReadableBank.Entry($"T{i}", room.Today, 100));
        room.Database.Clock.Advance(TimeSpan.FromMinutes(3));
        await using var other = room.Database.OtherNode();
        async Task<int> ReadAsync(IServiceProvider node)
        {
            await using var scope = node.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<ReadChannels>().HandleAsync(new(), Actor.System, Ct)).Value;
        }
        var counts = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => Task.Run(() => ReadAsync(i % 2 == 0 ? other : room.Database.Services), Ct))
        );
        Assert.Equal(1, counts.Sum());
        Assert.Equal(6, (await room.Group.RowsAsync()).Count);
    }

    [Fact]
    public async Task A_reader_that_slept_past_its_lease_stores_nothing()
    {
        await using var room = await ReadingRoom.CreateAsync();
        room.Bank.Book(ReadableBank.Entry("T1", room.Today, 100));
        room.Bank.OnPage = async page =>
        {
            if (page != 0)
                return;
            // Meanwhile its lease ends, and another node takes the turn.
            room.Database.Clock.Advance(ReadingTurn.Lease + TimeSpan.FromSeconds(1));
            await room.Database.RunAsync(
                async (Turns turns) => await turns.TakeAsync(room.Channel.Id, Ct) ?? throw new InvalidOperationException()
            );
        };
        await room.ReadAsync();
        Assert.Empty(await room.Group.RowsAsync());
        Assert.Null((await room.AllAsync<ChannelCursor>()).Single().Cursor);
    }

    [Fact]
    public async Task A_balance_that_did_not_change_stays_fresh_without_a_new_row()
    {
        await using var room = await ReadingRoom.CreateAsync();
        await room.ReadAsync();
        var first = (await room.AllAsync<AccountBalance>()).Single();
        await room.ReadAsync();
        var second = (await room.AllAsync<AccountBalance>()).Single();
        Assert.True(second.AsOf > first.AsOf);
        Assert.Equal(("bank", 1_000_00), (second.Source, second.AmountMinor));
        room.Bank.Balance = 5;
        await room.ReadAsync();
        Assert.Equal(2, (await room.AllAsync<AccountBalance>()).Count);
    }

    [Fact]
    public async Task What_a_file_brought_a_channel_with_other_ids_does_not_bring_again()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var me = await room.Group.PersonAsync(Role.FinanceStaff, [room.Group.Holding]);
        var day = room.Today.DayNumber - Files.Day1.DayNumber + 1;
        var file = Files.File(Files.Statement(room.Group.NorthCny, [Files.Entry(day, 100, "paid", "FILE-1")]));
        Assert.Equal(1, (await room.Group.StoreOneAsync(me, file)).New);
        room.Bank.PageSize = 1;
        room.Bank.Book(ReadableBank.Entry("BANK-1", room.Today, 100));
        room.Bank.Book(ReadableBank.Entry("BANK-2", room.Today, 100));
        await room.ReadAsync();
        var references = (await room.Group.RowsAsync()).Select(row => row.BankReference).Order(StringComparer.Ordinal);
        Assert.Equal("BANK-2 FILE-1", string.Join(' ', references));
        var doubtful = (await room.AllAsync<DoubtfulEntry>()).Single();
        Assert.Equal("BANK-1", PullFile.Read(doubtful.Row).BankReference);
        await room.NextDayAsync();
        Assert.Equal(2, (await room.Group.RowsAsync()).Count);
        Assert.Equal(0, (await room.AllAsync<DayProof>()).Single(p => p.Day == room.Today.AddDays(-1)).DriftMinor);
    }

    [Fact]
    public async Task What_a_channel_brought_a_file_with_other_ids_does_not_bring_again()
    {
        await using var room = await ReadingRoom.CreateAsync();
        room.Bank.Book(ReadableBank.Entry("BANK-1", room.Today, 100));
        await room.ReadAsync();
        var me = await room.Group.PersonAsync(Role.FinanceStaff, [room.Group.Holding]);
        var day = room.Today.DayNumber - Files.Day1.DayNumber + 1;
        var stored = await room.Group.StoreOneAsync(
            me,
            Files.File(Files.Statement(room.Group.NorthCny, [Files.Entry(day, 100, "paid", "FILE-1")]))
        );
        Assert.Equal((0, 1), (stored.New, stored.DoubtfulLeftOut));
        Assert.Single(await room.Group.RowsAsync());
    }

    [Fact]
    public async Task A_refused_answer_stores_nothing_moves_nothing_and_is_an_incident()
    {
        await using var room = await ReadingRoom.CreateAsync();
        room.Bank.Book(ReadableBank.Entry("T1", room.Today, 100));
        room.Bank.Book(ReadableBank.Entry("T2", room.Today.AddDays(40), 100));
        await room.ReadAsync();
        Assert.Empty(await room.Group.RowsAsync());
        Assert.Null((await room.AllAsync<ChannelCursor>()).Single().Cursor);
        Assert.Equal("booking_date", (await room.AllAsync<ChannelIncident>()).Single().Code);
        Assert.Equal(1, (await room.AllAsync<ChannelHealth>()).Single().FailuresInARow);
    }

    [Fact]
    public async Task A_fault_of_the_bank_is_counted_and_the_next_round_goes_on()
    {
        await using var room = await ReadingRoom.CreateAsync();
        room.Bank.Fault = new(ChannelFaultKind.TimedOut, "timeout", "no answer");
        await room.ReadAsync();
        await room.ReadAsync();
        Assert.Equal(2, (await room.AllAsync<ChannelHealth>()).Single().FailuresInARow);
        Assert.Equal(2, (await room.AllAsync<ChannelIncident>()).Single().Count);
        room.Bank.Fault = null;
        await room.ReadAsync();
        Assert.Equal(0, (await room.AllAsync<ChannelHealth>()).Single().FailuresInARow);
    }
}
