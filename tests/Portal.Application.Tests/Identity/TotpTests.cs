using System.Collections.Frozen;
using FundPortal.Application.Data;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using FundPortal.TestKit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FundPortal.Application.Tests.Identity;

/// <summary>Rows A4, A5, A7: codes and recovery codes below the pages.</summary>
public sealed class TotpTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public async Task A5_codes_of_one_step_around_now_count_and_no_others(int seconds, bool isGood)
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        Assert.Equal(isGood, await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code(seconds)));
    }

    [Fact]
    public void A5_the_vectors_of_RFC_6238_hold_whatever_the_machines_time_zone_is()
    {
        // Appendix B, SHA-1, the last six of eight digits.
        var clock = new TestClock(DateTimeOffset.FromUnixTimeSeconds(1111111109).ToOffset(TimeSpan.FromHours(8)));
        var protection = new EphemeralDataProtectionProvider();
        var secrets = new TotpSecrets(protection, clock);
        var secret = protection.CreateProtector("FundPortal.Identity.Totp.v1").Protect("12345678901234567890"u8.ToArray());
        Assert.Equal("081804", secrets.Current(secret));
        Assert.Equal(1111111109 / 30, secrets.StepOf(secret, "081804"));
    }

    [Fact]
    public async Task A4_an_older_code_is_refused_once_a_newer_one_was_used()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        var passed = await person.PassAsync();
        Assert.True(await person.CodeIsAcceptedAsync(passed, person.Code(30)));
        Assert.False(await person.CodeIsAcceptedAsync(passed, person.Code()));
        Assert.False(await person.CodeIsAcceptedAsync(passed, person.Code(30)));
    }

    [Fact]
    public async Task A4_on_two_nodes_with_one_database_fifty_racing_tries_of_one_code_have_one_winner()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        await using var other = SecondNode(persons.Database);
        var secret = await persons.Database.UseAsync(db => db.Users.Select(p => p.TotpSecret!).SingleAsync(Ct));
        for (var round = 0; round < 3; round++)
        {
            var code = person.Code();
            using var gate = new ManualResetEventSlim();
            var tries = Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(
                        async () =>
                        {
                            gate.Wait(Ct);
                            await using var scope = (i % 2 == 0 ? persons.Database.Services : other).CreateAsyncScope();
                            return await scope.ServiceProvider.GetRequiredService<TotpVerifier>().ConsumeAsync(person.Id, secret, code, Ct);
                        },
                        Ct
                    )
                )
                .ToArray();
            gate.Set();
            Assert.Single(await Task.WhenAll(tries), step => step is not null);
            persons.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task A7_twenty_racing_uses_of_one_recovery_code_have_one_winner_and_new_codes_void_the_old()
    {
        await using var persons = await Persons.CreateAsync();
        var person = await persons.AddAsync("wang.min");
        var me = new Actor(person.Id, "wang.min", new[] { Role.FinanceStaff }.ToFrozenSet(), null, null);
        var codes = await RegenerateAsync(me, person);
        Assert.All(codes, code => Assert.True(code.Replace("-", "", StringComparison.Ordinal).Length * 5 >= 64));
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ConsumeAsync(codes[0])));
        Assert.Single(won, isRight => isRight);
        persons.Database.Clock.Advance(TimeSpan.FromSeconds(30));
        var renewed = await RegenerateAsync(me, person);
        Assert.False(await ConsumeAsync(codes[1]));
        Assert.True(await ConsumeAsync(renewed[1].Replace("-", " ", StringComparison.Ordinal)));
        Assert.False(await ConsumeAsync(""));

        Task<bool> ConsumeAsync(string code) => persons.Database.RunAsync((RecoveryCodes u) => u.ConsumeAsync(person.Id, code, Ct));

        async Task<IReadOnlyList<string>> RegenerateAsync(Actor actor, SignedUp owner) =>
            (await persons.Database.RunAsync((RegenerateRecoveryCodes u) => u.HandleAsync(new(owner.Code()), actor, Ct))).Value;
    }

    /// <summary>Another process on the same file: its own write queue, its own connections, the same keys.</summary>
    private static ServiceProvider SecondNode(TestDatabase database)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Database:Provider"] = database.Services.GetRequiredService<DatabaseOptions>().IsSqlServer ? "SqlServer" : "Sqlite",
                    ["ConnectionStrings:Portal"] = database.ConnectionString,
                }
            )
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(database.Clock);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<ILoggerFactory, NullLoggerFactory>();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddPortal(configuration);
        services.AddSingleton(database.Services.GetRequiredService<IDataProtectionProvider>());
        return services.BuildServiceProvider();
    }
}
