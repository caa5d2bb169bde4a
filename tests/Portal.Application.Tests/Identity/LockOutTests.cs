using FundPortal.Application.Identity;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Identity;

/// <summary>Rows A6, A10, A12: guessing, enumeration, and locking others out.</summary>
public sealed class LockOutTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A6_with_the_right_password_wrong_codes_are_judged_five_at_a_time_and_never_more_than_a_hundred()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        for (var i = 0; i < 60; i++)
            Assert.False(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.WrongCode()));
        Assert.Equal(5, await JudgedAsync(persons));
        Assert.False(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code()));

        // A patient guesser who comes back after every lock-out.
        for (var hour = 0; hour < 24; hour++)
        {
            persons.Database.Clock.Advance(TimeSpan.FromHours(1));
            var passed = await person.PassAsync();
            for (var i = 0; i < 6; i++)
                await person.CodeIsAcceptedAsync(passed, person.WrongCode());
        }
        Assert.Equal(100, await JudgedAsync(persons));
        Assert.False(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code()));

        // Only an administrator ends this.
        await persons.Database.RunAsync((SetDisabled u) => u.HandleAsync(new(person.Id, IsDisabled: false), Actor.System, Ct));
        Assert.True(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code()));
    }

    [Fact]
    public async Task A6_fifty_racing_wrong_codes_are_no_more_than_five_tries()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        var passed = await person.PassAsync();
        var wrong = person.WrongCode();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => person.CodeIsAcceptedAsync(passed, wrong)));
        Assert.Equal(5, await JudgedAsync(persons));
        Assert.Single(await persons.ActionsAsync(), action => action is "person.locked_out");
    }

    [Fact]
    public async Task A6_lock_outs_grow_from_a_minute_to_an_hour_and_a_right_code_ends_the_growth()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        foreach (var minutes in new[] { 1, 5, 15, 60, 60 })
        {
            var passed = await person.PassAsync();
            for (var i = 0; i < 5; i++)
                await person.CodeIsAcceptedAsync(passed, person.WrongCode());
            persons.Database.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.False(await person.CodeIsAcceptedAsync(passed, person.Code()));
            persons.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.True(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code()));
        var again = await person.PassAsync();
        for (var i = 0; i < 5; i++)
            await person.CodeIsAcceptedAsync(again, person.WrongCode());
        persons.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await person.CodeIsAcceptedAsync(again, person.Code()));
    }

    [Fact]
    public async Task A10_unknown_wrong_disabled_and_locked_people_get_one_answer_after_one_hash()
    {
        await using var persons = await Persons.CreateAsync();
        await persons.AddAsync("wang.min");
        await persons.AddAsync("no.totp", hasTotp: false);
        var disabled = await persons.AddAsync("li.na");
        await persons.Database.RunAsync((SetDisabled u) => u.HandleAsync(new(disabled.Id, IsDisabled: true), Actor.System, Ct));
        await persons.AddAsync("zhang.wei");
        for (var i = 0; i < 6; i++)
            await persons.TryAsync("zhang.wei", "wrong", "198.51.100.1");
        (string Name, string Password, string Address)[] classes =
        [
            ("nobody", "whatever it is", "192.0.2.1"),
            ("", "", "192.0.2.2"),
            ("wang.min", "wrong", "192.0.2.3"),
            ("wang.min", new string('x', 5000), "192.0.2.4"),
            ("no.totp", "wrong", "192.0.2.5"),
            ("li.na", Persons.Password, "192.0.2.6"),
            ("li.na", "wrong", "192.0.2.6"),
            ("zhang.wei", Persons.Password, "198.51.100.1"),
            ("zhang.wei", "wrong", "198.51.100.1"),
        ];
        foreach (var (name, password, address) in classes)
        {
            var before = persons.Hashes;
            var answer = await persons.TryAsync(name, password, address);
            Assert.Equal(SignIn.Refused, answer.Refusal);
            Assert.Equal(before + 1, persons.Hashes);
        }
    }

    [Fact]
    public async Task A10_unknown_names_are_counted_as_known_ones_are_and_never_written_down()
    {
        await using var persons = await Persons.CreateAsync();
        await persons.TryAsync("my-secret-password-in-the-wrong-field", "x");
        var row = Assert.Single(
            await persons.Database.UseAsync(db => db.TryCounts.Where(c => c.Source.StartsWith("network:")).ToListAsync(Ct))
        );
        Assert.Equal(1, row.Wrong);
        var entries = await persons.Database.UseAsync(db => db.AuditEntries.ToListAsync(Ct));
        Assert.Contains(entries, entry => entry.Action is "sign_in.refused");
        Assert.DoesNotContain(
            entries,
            entry => (entry.Data + entry.Subject + entry.ActorName).Contains("secret", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A12_strangers_lock_their_own_network_and_not_the_browser_in_which_the_person_signed_in()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        var passed = (await persons.TryAsync("wang.min", Persons.Password, "192.0.2.7")).Value;
        await persons.Database.RunAsync((SignIn u) => u.StartSessionAsync(passed, new Visitor("192.0.2.7", "test", "device-1"), Ct));
        for (var i = 0; i < 40; i++)
            await persons.TryAsync("wang.min", "wrong", "192.0.2.99");
        // A stranger beside the person, in the same network, is locked; so is the person in a browser that is not known.
        Assert.False((await persons.TryAsync("wang.min", Persons.Password, "192.0.2.7")).IsOk);
        Assert.True((await persons.TryAsync("wang.min", Persons.Password, "203.0.113.5")).IsOk);
        Assert.True((await persons.TryAsync("wang.min", Persons.Password, "192.0.2.7", "device-1")).IsOk);
        Assert.False((await persons.TryAsync("wang.min", Persons.Password, "192.0.2.7", "device-2")).IsOk);
        // Somebody else's device is not this person's.
        await persons.AddAsync("li.na");
        Assert.True((await persons.TryAsync("li.na", Persons.Password, "192.0.2.7", "device-1")).IsOk);
        // Every lock-out from outside ends by itself.
        persons.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await persons.TryAsync("wang.min", Persons.Password, "192.0.2.7")).IsOk);
        Assert.Equal(person.Id, passed.PersonId);
    }

    [Fact]
    public async Task A12_from_very_many_networks_a_hundred_wrong_passwords_are_judged_in_an_hour()
    {
        await using var persons = await Persons.CreateAsync();
        await persons.AddAsync("wang.min");
        for (var i = 0; i < 150; i++)
            await persons.TryAsync("wang.min", "wrong", $"10.1.{i}.1");
        var judged = await persons.Database.UseAsync(db =>
            db.AuditEntries.CountAsync(e => e.Action == "sign_in.refused" && e.Data.Contains("\"password\""), Ct)
        );
        Assert.Equal(100, judged);
        persons.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await persons.TryAsync("wang.min", Persons.Password, "10.2.0.1")).IsOk);
    }

    [Fact]
    public async Task A12_a_flood_of_sign_ins_hashes_one_by_one_and_turns_the_rest_away_uncounted()
    {
        using var hasher = new HeldHasher();
        using var passwords = new PasswordHashing(hasher);
        var most = Math.Max(1, Environment.ProcessorCount / 2);
        var running = Enumerable.Range(0, most).Select(_ => Task.Run(() => passwords.VerifyAsync(null, "x", Ct), Ct)).ToArray();
        await hasher.RunAsync(most, Ct);

        // None of these can begin: those that may wait do, the others are answered at once.
        var waiting = Enumerable.Range(0, 200).Select(_ => passwords.VerifyAsync(null, "x", Ct)).ToArray();
        Assert.Contains(waiting, answer => answer.IsCompleted && answer.Result is null);
        Assert.Contains(waiting, answer => !answer.IsCompleted);

        hasher.LetGo();
        var answers = await Task.WhenAll([.. running, .. waiting]);
        Assert.Equal(most, hasher.Most);
        Assert.Contains(answers, answer => answer is false);
    }

    /// <summary>Codes that were looked at, as against tries that were turned away unseen.</summary>
    private static Task<int> JudgedAsync(Persons persons) =>
        persons.Database.UseAsync(db => db.AuditEntries.CountAsync(e => e.Action == "sign_in.refused" && e.Data.Contains("\"code\""), Ct));

    /// <summary>Hashes until it is let go, and counts how many do at once.</summary>
    private sealed class HeldHasher : IPasswordHasher<Person>, IDisposable
    {
        private readonly ManualResetEventSlim gate = new();
        private readonly SemaphoreSlim begun = new(0);
        private int running;
        private int most;

        public int Most => most;

        public void LetGo() => gate.Set();

        /// <summary>Ends when that many hashes have begun.</summary>
        public async Task RunAsync(int count, CancellationToken ct)
        {
            for (var i = 0; i < count; i++)
                await begun.WaitAsync(ct);
        }

        public string HashPassword(Person user, string password) => "";

        public PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            InterlockedMax(Interlocked.Increment(ref running));
            begun.Release();
            gate.Wait();
            Interlocked.Decrement(ref running);
            return PasswordVerificationResult.Failed;
        }

        public void Dispose()
        {
            gate.Dispose();
            begun.Dispose();
        }

        private void InterlockedMax(int value)
        {
            int seen;
            while ((seen = most) < value && Interlocked.CompareExchange(ref most, value, seen) != seen) { }
        }
    }
}
