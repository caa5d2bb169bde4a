using FundPortal.Application.Channels;
using FundPortal.Application.Channels.Pulls;
using FundPortal.Application.Tests.Importing;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Importing;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Channels;

/// <summary>The bank's final list of a day confirms, corrects, adds and takes away what <see cref="ReadChannels"/> read during the day, and the day is proved.</summary>
public sealed class DayEndTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_final_list_confirms_replaces_adds_and_removes_and_the_difference_is_kept()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var day = room.Today;
        room.Bank.Book(ReadableBank.Entry("SAME", day, 100));
        room.Bank.Book(ReadableBank.Entry("AMOUNT", day, 200));
        room.Bank.Book(ReadableBank.Entry("TEXT", day, 300, "old words"));
        room.Bank.Book(ReadableBank.Entry("GONE", day, 400));
        await room.ReadAsync();
        var before = (await room.Group.RowsAsync()).ToDictionary(row => row.BankReference, row => row.Id, StringComparer.Ordinal);
        room.Bank.Final[day] =
        [
            ReadableBank.Entry("SAME", day, 100),
            ReadableBank.Entry("AMOUNT", day, 250),
            ReadableBank.Entry("TEXT", day, 300, "new words"),
            ReadableBank.Entry("LATE", day, 50),
        ];
        await room.NextDayAsync();
        var rows = (await room.Group.RowsAsync()).ToDictionary(row => row.BankReference, StringComparer.Ordinal);
        Assert.Equal("AMOUNT LATE SAME TEXT", string.Join(' ', rows.Keys.Order(StringComparer.Ordinal)));
        Assert.All(rows.Values, row => Assert.False(row.IsProvisional));
        Assert.Equal(before["AMOUNT"], rows["AMOUNT"].Id);
        Assert.Equal((250, "new words"), (rows["AMOUNT"].AmountMinor, rows["TEXT"].Text));
        var total = (await room.Group.TotalsAsync()).Single(t => t.Kind == 0);
        Assert.Equal((4, 700), (total.Count, total.InMinor));
        var changes = (await room.AllAsync<DayDifference>()).OrderBy(d => d.Id).ToList();
        Assert.Equal([DayChange.Replaced, DayChange.Replaced, DayChange.Added, DayChange.Removed], changes.Select(c => c.Change).Order());
        var replaced = changes
            .Where(c => c.Change == DayChange.Replaced)
            .Select(c => (Before: PullFile.Read(c.Before!), After: PullFile.Read(c.After!)))
            .ToList();
        Assert.Contains(replaced, pair => pair is { Before.AmountMinor: 200, After.AmountMinor: 250 });
        Assert.Contains(replaced, pair => pair is { Before.Text: "old words", After.Text: "new words" });
        Assert.Equal("GONE", PullFile.Read(changes.Single(c => c.Change == DayChange.Removed).Before!).BankReference);
        var proof = (await room.AllAsync<DayProof>()).Single(p => p.Day == day);
        Assert.Equal((1, 2, 1, 1, 0L), (proof.Confirmed, proof.Replaced, proof.Added, proof.Removed, proof.DriftMinor));
        var raw = await room.Database.UseAsync(db => db.TransactionSources.CountAsync(Ct));
        Assert.Equal(4, raw);
    }

    [Fact]
    public async Task A_reversal_and_a_correction_stay_rows_of_their_own()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var day = room.Today;
        room.Bank.Book(ReadableBank.Entry("PAID", day, -100));
        room.Bank.Book(ReadableBank.Entry("REVERSED", day, 100, isReversal: true));
        room.Bank.Book(ReadableBank.Entry("CORRECTED", day, -90));
        await room.ReadAsync();
        await room.NextDayAsync();
        var rows = await room.Group.RowsAsync();
        Assert.Equal([-100, 100, -90], rows.Select(row => row.AmountMinor));
        Assert.Equal([false, true, false], rows.Select(row => row.IsReversal));
        Assert.Empty(await room.AllAsync<DayDifference>());
    }

    [Fact]
    public async Task A_day_that_does_not_add_up_is_drift_that_people_are_told_of()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var watcher = await room.Group.PersonAsync(Role.Auditor, [room.Group.North]);
        await room.Group.AddAsync(new Application.Identity.PersonRole { PersonId = watcher.PersonId, Role = Role.Auditor });
        var day = room.Today;
        room.Bank.Book(ReadableBank.Entry("T1", day, 100));
        await room.ReadAsync();
        room.Bank.ClosingError = 7;
        await room.NextDayAsync();
        var proof = (await room.AllAsync<DayProof>()).Single(p => p.Day == day);
        Assert.Equal((100_107L, 100_100L, 7L), (proof.ClosingMinor!.Value, proof.OursMinor!.Value, proof.DriftMinor!.Value));
        Assert.Equal(DriftNews.Kind, (await room.AllAsync<ChannelIncident>()).Single().Kind);
        Assert.Equal("balance_drift", (await room.AllAsync<Application.Notices.Notice>()).Single(n => n.PersonId == watcher.PersonId).Kind);
    }

    [Fact]
    public async Task A_missed_week_is_made_final_day_by_day_and_the_calendar_knows()
    {
        await using var room = await ReadingRoom.CreateAsync();
        room.Bank.Book(ReadableBank.Entry("T1", room.Today, 100));
        await room.ReadAsync();
        var first = room.Today;
        room.Database.Clock.Advance(TimeSpan.FromDays(7));
        room.Bank.Book(ReadableBank.Entry("T2", first.AddDays(3), 100));
        await room.ReadAsync();
        var proofs = (await room.AllAsync<DayProof>()).Where(p => p.Day >= first).OrderBy(p => p.Day).ToList();
        Assert.Equal(7, proofs.Count);
        Assert.All(proofs, proof => Assert.Equal(0, proof.DriftMinor));
        var account = await room.Database.UseAsync(db => db.Accounts.AsNoTracking().SingleAsync(a => a.Id == room.Group.NorthCny.Id, Ct));
        Assert.Equal(1_000_00, account.BaseMinor);
        var covered = (await room.AllAsync<ImportedStatement>()).Count(s => s.IsFinal && s.From >= first);
        Assert.Equal(7, covered);
    }

    [Fact]
    public async Task An_entry_booked_late_into_a_final_day_makes_that_day_be_asked_for_again()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var day = room.Today;
        room.Bank.Book(ReadableBank.Entry("T1", day, 100));
        await room.ReadAsync();
        await room.NextDayAsync();
        var asked = room.Bank.Days;
        room.Bank.Book(ReadableBank.Entry("T2", day, 20));
        await room.ReadAsync();
        Assert.True(room.Bank.Days > asked);
        Assert.All(await room.Group.RowsAsync(), row => Assert.False(row.IsProvisional));
        var proof = (await room.AllAsync<DayProof>()).Single(p => p.Day == day);
        Assert.Equal((2, 0L), (proof.Entries, proof.DriftMinor));
        Assert.Single(await room.AllAsync<ImportedStatement>(), s => s.From == day && s.IsFinal);
    }
}
