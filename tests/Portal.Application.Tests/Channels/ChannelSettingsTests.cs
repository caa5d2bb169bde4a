using System.Text;
using FundPortal.Application.Channels;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Channels;
using FundPortal.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Channels;

/// <summary>
/// Setting a channel up: <see cref="SaveChannel"/>, <see cref="SaveChannelAccounts"/>, <see cref="TestChannel"/>, <see cref="DryRunChannel"/>,
/// <see cref="SetChannelState"/>, and how it is shown (<see cref="ListChannels"/>, <see cref="ShowChannel"/>, <see cref="ShowDrift"/>).
/// </summary>
public sealed class ChannelSettingsTests
{
    private const string Secret = "my-signing-key-is-secret";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_walks_from_nothing_to_live()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var saved = await SaveAsync(room, admin, Command(Code(room, admin)));
        Assert.Null(saved.Refusal);
        var refused = await GoLiveAsync(room, admin, saved.Value.Id);
        Assert.Equal(SetChannelState.NotTried, refused.Refusal);
        Assert.Null((await AccountsAsync(room, admin, saved.Value.Id, isForPayments: true)).Refusal);
        Assert.Null((await TestAsync(room, admin, saved.Value.Id)).Value.Fault);
        Assert.Equal(SetChannelState.NotTried, (await GoLiveAsync(room, admin, saved.Value.Id)).Refusal);
        room.Bank.Book(ReadableBank.Entry("T1", room.Today, 100));
        var dry = (await DryAsync(room, admin, saved.Value.Id)).Value;
        Assert.True(dry.IsGood);
        Assert.Equal((1, 0, 0), (dry.Rows[0].New, dry.Rows[0].Known, dry.Rows[0].Doubtful));
        // An administrator has no data scope, so the balance is not told.
        Assert.Null(dry.Rows[0].BookedMinor);
        Assert.Empty(await room.AllAsync<Domain.Transactions.BankTransaction>());
        Assert.Empty(await room.AllAsync<Domain.Accounts.AccountBalance>());
        Assert.Null((await GoLiveAsync(room, admin, saved.Value.Id)).Refusal);
        Assert.Equal(ChannelState.Live, (await ShowAsync(room, admin, saved.Value.Id)).State);
    }

    [Fact]
    public async Task Every_kind_tells_what_it_asks_for_to_whoever_sets_channels_up()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var kinds = await room.Database.RunAsync((ListChannelKinds u) => u.HandleAsync(new(), Domain.Identity.Actor.System, Ct));
        Assert.NotEmpty(kinds.Value);
        Assert.All(kinds.Value, kind => Assert.Equal(ChannelCapabilities.Of(kind.Kind), kind.Capabilities));
        var admin = await AdminAsync(room);
        Assert.True((await room.Database.RunAsync((ListChannelKinds u) => u.HandleAsync(new(), admin, Ct))).IsOk);
    }

    [Fact]
    public async Task Credentials_are_neither_shown_nor_stored_in_clear_nor_in_the_trail()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var id = (await SaveAsync(room, admin, Command(Code(room, admin)))).Value.Id;
        var shown = await ShowAsync(room, admin, id);
        var field = shown.Settings.Single(f => f.IsSecret);
        Assert.True(field.IsSet);
        Assert.Null(field.Value);
        Assert.Equal("U1", shown.Settings.Single(f => !f.IsSecret).Value);
        Assert.DoesNotContain(
            Secret,
            string.Join('\n', (await room.AllAsync<Domain.Audit.AuditEntry>()).Select(e => e.Data)),
            StringComparison.Ordinal
        );
        var stored = (await room.AllAsync<Channel>()).Single(c => c.PublicId == id);
        Assert.DoesNotContain(Secret, Encoding.UTF8.GetString(stored.Credentials!), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, stored.Settings, StringComparison.Ordinal);
        Assert.Equal(Secret, room.Database.Services.GetRequiredService<ChannelOpener>().ValuesOf(stored)["signingKey"]);
    }

    [Fact]
    public async Task A_secret_that_is_left_out_stays_and_a_new_one_needs_a_code_and_a_new_trial()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var first = (await SaveAsync(room, admin, Command(Code(room, admin)))).Value;
        await AccountsAsync(room, admin, first.Id, isForPayments: false);
        await TestAsync(room, admin, first.Id);
        await DryAsync(room, admin, first.Id);
        Assert.Null((await GoLiveAsync(room, admin, first.Id)).Refusal);
        var version = (await ShowAsync(room, admin, first.Id)).Version;
        // The timetable alone needs no code, and the channel lives on.
        var timed = Command(null, id: first.Id, version: version, values: new(StringComparer.Ordinal) { ["userId"] = "U1" }) with
        {
            ReadEverySeconds = 5,
        };
        Assert.Null((await SaveAsync(room, admin, timed)).Refusal);
        var shown = await ShowAsync(room, admin, first.Id);
        Assert.Equal((ChannelState.Live, true, 5), (shown.State, shown.Settings.Single(f => f.IsSecret).IsSet, shown.ReadEverySeconds));
        var other = timed with
        {
            Version = shown.Version,
            Values = new Dictionary<string, string>(StringComparer.Ordinal) { ["signingKey"] = "another" },
        };
        Assert.Equal(SignIn.WrongCode, (await SaveAsync(room, admin, other)).Refusal);
        Assert.Null((await SaveAsync(room, admin, other with { Code = Code(room, admin) })).Refusal);
        shown = await ShowAsync(room, admin, first.Id);
        Assert.Equal((ChannelState.Paused, false), (shown.State, shown.IsTried));
        Assert.Equal(SetChannelState.NotTried, (await GoLiveAsync(room, admin, first.Id)).Refusal);
    }

    [Theory]
    [InlineData(599)]
    [InlineData(86_401)]
    public async Task How_long_not_found_is_not_believed_has_bounds(int seconds)
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var refused = await SaveAsync(room, admin, Command(Code(room, admin)) with { NotFoundAfterSeconds = seconds });
        Assert.Equal(["notFoundAfterSeconds", "not_found_after_range"], refused.Refusal!.Args);
        var saved = await SaveAsync(room, admin, Command(Code(room, admin)) with { NotFoundAfterSeconds = 1_200 });
        Assert.Equal(1_200, (await ShowAsync(room, admin, saved.Value.Id)).NotFoundAfterSeconds);
    }

    [Fact]
    public async Task Paying_accounts_need_a_code_and_pay_through_one_channel()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var one = (await SaveAsync(room, admin, Command(Code(room, admin)))).Value;
        var two = (await SaveAsync(room, admin, Command(Code(room, admin)) with { Name = "second" })).Value;
        Assert.Null((await AccountsAsync(room, admin, one.Id, isForPayments: true)).Refusal);
        var served = new SaveChannelAccounts.Served(room.Group.NorthCny.PublicId, "1001", true);
        var withoutCode = await room.Database.RunAsync(
            (SaveChannelAccounts u) => u.HandleAsync(new(two.Id, [served], two.Version), admin, Ct)
        );
        Assert.Equal(SignIn.WrongCode, withoutCode.Refusal);
        Assert.Equal(
            Refusal.Invalid("isForPayments", "pays_elsewhere").Code,
            (await AccountsAsync(room, admin, two.Id, isForPayments: true)).Refusal!.Code
        );
        Assert.Null((await AccountsAsync(room, admin, two.Id, isForPayments: false)).Refusal);
    }

    [Fact]
    public async Task A_bad_test_is_kept_and_wrong_settings_are_named()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var admin = await AdminAsync(room);
        var wrong = await SaveAsync(room, admin, Command(Code(room, admin)) with { Address = "ftp://bank" });
        Assert.Equal("address", wrong.Refusal!.Args[0]);
        var id = (await SaveAsync(room, admin, Command(Code(room, admin)))).Value.Id;
        room.Bank.Fault = new(ChannelFaultKind.BadSignature, "signature", "not the bank");
        Assert.Equal("signature", (await TestAsync(room, admin, id)).Value.Fault!.Code);
        Assert.False((await ShowAsync(room, admin, id)).Connection!.IsGood);
    }

    [Fact]
    public async Task People_see_channels_and_drift_of_their_own_accounts_only()
    {
        await using var room = await ReadingRoom.CreateAsync();
        var day = room.Today;
        room.Bank.Book(ReadableBank.Entry("T1", day, 100));
        await room.ReadAsync();
        room.Bank.ClosingError = 5;
        await room.NextDayAsync();
        var north = await room.Group.PersonAsync(Role.Auditor, [room.Group.North]);
        var south = await room.Group.PersonAsync(Role.Auditor, [room.Group.South]);
        var mine = Assert.Single((await room.Database.RunAsync((ListChannels u) => u.HandleAsync(new(), north, Ct))).Value);
        Assert.Equal((1, true), (mine.DriftingDays, mine.NeedsALook));
        Assert.Empty((await room.Database.RunAsync((ListChannels u) => u.HandleAsync(new(), south, Ct))).Value);
        var foreign = await room.Database.RunAsync((ShowChannel u) => u.HandleAsync(new(room.Channel.PublicId), south, Ct));
        Assert.Equal(Refusal.NotFound, foreign.Refusal);
        var own = (await room.Database.RunAsync((ShowChannel u) => u.HandleAsync(new(room.Channel.PublicId), north, Ct))).Value;
        Assert.Empty(own.Settings);
        Assert.NotEmpty(own.Pulls);
        var drift = (await room.Database.RunAsync((ShowDrift u) => u.HandleAsync(new(), north, Ct))).Value;
        Assert.Equal((1, 5L), (drift.DriftingDays, drift.Proofs.Single(p => p.Day == day).DriftMinor));
        var nothing = (await room.Database.RunAsync((ShowDrift u) => u.HandleAsync(new(), south, Ct))).Value;
        Assert.Empty(nothing.Proofs);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(3600)]
    public void Reads_are_spread_and_not_bunched_at_minute_0_or_30(int every)
    {
        var start = new DateTime(2026, 3, 2, 1, 29, 30, DateTimeKind.Utc);
        for (var i = 0; i < 3_000; i++)
        {
            var now = start.AddSeconds(i);
            var next = ReadingTimetable.Next(now, every, i % 1000);
            Assert.InRange(next, now.AddSeconds(every), now.AddSeconds(every + (every / 10) + 200));
            Assert.False(every >= 60 && next.Minute is 0 or 30);
        }
    }

    private static async Task<Actor> AdminAsync(ReadingRoom room)
    {
        var admin = await room.Group.PersonAsync(Role.Administrator, []);
        var secret = room.Database.Services.GetRequiredService<TotpSecrets>().Make();
        await room.Database.UseAsync(async db =>
        {
            (await db.Users.SingleAsync(p => p.Id == admin.PersonId, Ct)).TotpSecret = secret;
            return await db.SaveChangesAsync(Ct);
        });
        return admin;
    }

    /// <summary>A fresh code: the clock goes on by a step first.</summary>
    private static string Code(ReadingRoom room, Actor actor)
    {
        room.Database.Clock.Advance(TimeSpan.FromSeconds(TotpSecrets.StepSeconds));
        var secret = room
            .Database.UseAsync(db => db.Users.Where(p => p.Id == actor.PersonId).Select(p => p.TotpSecret!).SingleAsync())
            .GetAwaiter()
            .GetResult();
        return room.Database.Services.GetRequiredService<TotpSecrets>().Current(secret);
    }

    private static SaveChannel.Command Command(string? code, Guid? id = null, int version = 0, Dictionary<string, string>? values = null) =>
        new(
            id,
            "first",
            ChannelKind.CmbDirect,
            "https://bank.example",
            values ?? new(StringComparer.Ordinal) { ["userId"] = "U1", ["signingKey"] = Secret },
            60,
            default,
            default,
            false,
            600,
            version,
            code
        );

    private static Task<Result<SaveChannel.Saved>> SaveAsync(ReadingRoom room, Actor me, SaveChannel.Command command) =>
        room.Database.RunAsync((SaveChannel u) => u.HandleAsync(command, me, Ct));

    private static async Task<ShowChannel.Details> ShowAsync(ReadingRoom room, Actor me, Guid id) =>
        (await room.Database.RunAsync((ShowChannel u) => u.HandleAsync(new(id), me, Ct))).Value;

    private static Task<Result<TestChannel.Answer>> TestAsync(ReadingRoom room, Actor me, Guid id) =>
        room.Database.RunAsync((TestChannel u) => u.HandleAsync(new(id), me, Ct));

    private static Task<Result<DryRunChannel.Answer>> DryAsync(ReadingRoom room, Actor me, Guid id) =>
        room.Database.RunAsync((DryRunChannel u) => u.HandleAsync(new(id), me, Ct));

    private static async Task<Result<Done>> AccountsAsync(ReadingRoom room, Actor me, Guid id, bool isForPayments)
    {
        var version = (await ShowAsync(room, me, id)).Version;
        var served = new SaveChannelAccounts.Served(room.Group.NorthCny.PublicId, "1001", isForPayments);
        var code = Code(room, me);
        return await room.Database.RunAsync((SaveChannelAccounts u) => u.HandleAsync(new(id, [served], version, code), me, Ct));
    }

    private static async Task<Result<Done>> GoLiveAsync(ReadingRoom room, Actor me, Guid id)
    {
        var version = (await ShowAsync(room, me, id)).Version;
        var code = Code(room, me);
        return await room.Database.RunAsync((SetChannelState u) => u.HandleAsync(new(id, true, version, code), me, Ct));
    }
}
