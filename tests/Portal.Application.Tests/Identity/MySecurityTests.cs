using System.Collections.Frozen;
using FundPortal.Application.Identity;
using FundPortal.Domain;
using FundPortal.Domain.Identity;
using OtpNet;

namespace FundPortal.Application.Tests.Identity;

/// <summary>What a person does with the own account, from end to end on a real database.</summary>
public sealed class MySecurityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_password_counts_and_the_old_one_does_not()
    {
        await using var persons = await Persons.CreateAsync();
        var (person, me) = await MeAsync(persons);
        const string New = "amber-lantern-orchard-4";

        await Ask(persons, (ChangeMyPassword u) => u.HandleAsync(new(Persons.Password, New), me, Ct));

        Assert.False((await persons.TryAsync(person.Name, Persons.Password)).IsOk);
        Assert.True((await persons.TryAsync(person.Name, New)).IsOk);
    }

    [Fact]
    public async Task A3_A_new_phone_counts_only_after_a_code_of_its_own()
    {
        await using var persons = await Persons.CreateAsync();
        var (person, me) = await MeAsync(persons);

        var shown = (await Ask(persons, (BeginReenrolment u) => u.HandleAsync(new(Persons.Password, person.Code()), me, Ct))).Value;
        persons.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        var phone = person with { Secret = Base32Encoding.ToBytes(shown.Base32) };
        Assert.False((await persons.Database.RunAsync((FinishReenrolment u) => u.HandleAsync(new(phone.WrongCode()), me, Ct))).IsOk);
        await Ask(persons, (FinishReenrolment u) => u.HandleAsync(new(phone.Code()), me, Ct));
        persons.Database.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.False(await person.CodeIsAcceptedAsync(await person.PassAsync(), person.Code()));
        Assert.True(await phone.CodeIsAcceptedAsync(await person.PassAsync(), phone.Code()));
    }

    [Fact]
    public async Task I_see_who_I_am_choose_my_language_and_only_my_own_sessions_are_mine()
    {
        await using var persons = await Persons.CreateAsync();
        var (person, me) = await MeAsync(persons);

        await Ask(persons, (SetMyLanguage u) => u.HandleAsync(new("en"), me, Ct));

        var answer = (await Ask(persons, (WhoAmI u) => u.HandleAsync(new(), me, Ct))).Value;
        Assert.Equal((person.Id, "en"), (answer.Id, answer.Language));
        Assert.Empty((await Ask(persons, (ListMySessions u) => u.HandleAsync(new(), me, Ct))).Value);
        var foreign = await persons.Database.RunAsync((EndMySession u) => u.HandleAsync(new(Guid.NewGuid()), me, Ct));
        Assert.Same(Refusal.NotFound, foreign.Refusal);
    }

    private static async Task<(SignedUp Person, Actor Me)> MeAsync(Persons persons)
    {
        var person = await persons.AddAsync("lin");
        return (person, new Actor(person.Id, "lin", new[] { Role.FinanceStaff }.ToFrozenSet(), "192.0.2.7", null));
    }

    private static async Task<Result<T>> Ask<TUseCase, T>(Persons persons, Func<TUseCase, Task<Result<T>>> ask)
        where TUseCase : notnull
    {
        var result = await persons.Database.RunAsync(ask);
        Assert.True(result.IsOk, result.Refusal?.ToString());
        return result;
    }
}
