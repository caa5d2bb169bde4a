using System.Text.Json;
using FundPortal.Application.Approvals;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Tests.Approvals;

public sealed class PolicyInForceTests
{
    private static readonly ApprovalPolicy Policy = new(
        Currency.Cny,
        [
            new(
                "新收款人",
                [
                    new()
                    {
                        Entities = [3, 1, 3],
                        Accounts = [9],
                        Types = [PaymentType.Payroll, PaymentType.Transfer],
                        Currencies = ["USD", "CNY", "USD"],
                        Amount = new(5_000_000, null),
                        NewPayee = true,
                        OwnTransfer = false,
                        Sources = [PaymentSource.Api],
                        Time = new(new(22, 0), new(6, 30)),
                    },
                ],
                [
                    new(
                        "财务经理",
                        new([Role.Approver], [Guid.Parse("11111111-2222-3333-4444-555555555555")]),
                        2,
                        true,
                        new(TimeSpan.FromHours(4), TimeSpan.FromHours(24), new([Role.PolicyOwner], []), TimeSpan.FromDays(7))
                    ),
                ],
                AndAlso: true
            ),
            new("always", [], [new("one", new([Role.Approver], []), 1, false, null)], AndAlso: false),
        ]
    );

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Payments and proofs point to hashes of this form: it must not drift.</summary>
    [Fact]
    public void The_canonical_text_is_this_one() =>
        Assert.Equal(
            """
            {"currency":"CNY","rules":[{"name":"新收款人","anyOf":[{"entities":[1,3],"accounts":[9],"types":["Transfer","Payroll"],"currencies":["CNY","USD"],"amount":{"over":5000000,"upTo":null},"newPayee":true,"ownTransfer":false,"sources":["Api"],"time":{"from":"22:00:00","to":"06:30:00"}}],"levels":[{"name":"财务经理","signers":{"roles":["Approver"],"people":["11111111-2222-3333-4444-555555555555"]},"quorum":2,"inParallel":true,"timeLimit":{"remindAfter":"04:00:00","escalateAfter":"1.00:00:00","escalateTo":{"roles":["PolicyOwner"],"people":[]},"expireAfter":"7.00:00:00"}}],"andAlso":true},{"name":"always","anyOf":[],"levels":[{"name":"one","signers":{"roles":["Approver"],"people":[]},"quorum":1,"inParallel":false,"timeLimit":null}],"andAlso":false}]}
            """,
            PolicyContent.Write(Policy)
        );

    [Fact]
    public void Text_reads_back_to_the_same_policy() =>
        Assert.Equal(PolicyContent.Write(Policy), PolicyContent.Write(PolicyContent.Read(PolicyContent.Write(Policy))));

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"currency":"XXQ","rules":[]}""")]
    [InlineData("""{"currency":"CNY","rules":[],"more":1}""")]
    [InlineData("""{"currency":"CNY","rules":null}""")]
    public void Other_text_is_no_policy(string text) => Assert.ThrowsAny<JsonException>(() => PolicyContent.Read(text));

    [Fact]
    public async Task Without_a_version_in_force_there_is_nothing_to_route_by()
    {
        await using var group = await Group.CreateAsync();
        await Policies.DraftAsync(group, Policy);
        Assert.Same(PolicyInForce.None, (await group.Database.RunAsync((PolicyInForce p) => p.LoadAsync(Ct))).Refusal);
    }

    [Fact]
    public async Task The_version_in_force_is_loaded_with_what_a_payment_keeps()
    {
        await using var group = await Group.CreateAsync();
        var stored = await Policies.PutInForceAsync(group, Policy);
        var loaded = (await group.Database.RunAsync((PolicyInForce p) => p.LoadAsync(Ct))).Value;
        Assert.Equal((stored.Id, stored.PublicId, 1), (loaded.Id, loaded.PublicId, loaded.Number));
        Assert.Equal(stored.Content, PolicyContent.Write(loaded.Policy));
    }

    [Fact]
    public async Task E5_a_version_altered_in_the_database_routes_nothing_and_says_so()
    {
        await using var group = await Group.CreateAsync();
        await Policies.PutInForceAsync(group, Policy);
        var rows = await group.Database.UseAsync(db =>
            db.PolicyVersions.ExecuteUpdateAsync(
                set => set.SetProperty(v => v.Content, v => v.Content.Replace("\"quorum\":2", "\"quorum\":1")),
                Ct
            )
        );
        Assert.Equal(1, rows);
        Assert.Same(PolicyRefusals.Altered, (await group.Database.RunAsync((PolicyInForce p) => p.LoadAsync(Ct))).Refusal);
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_version_in_force()
    {
        await using var group = await Group.CreateAsync();
        await Policies.PutInForceAsync(group, Policy);
        await Assert.ThrowsAsync<DbUpdateException>(() => Policies.PutInForceAsync(group, Policy, number: 2));
    }

    [Fact]
    public async Task The_newest_confirmed_rate_whose_day_has_come_counts()
    {
        await using var group = await Group.CreateAsync();
        var me = (await group.PersonAsync(Role.PolicyOwner, [])).PersonId;
        await RateAsync(group, me, 7_00000000, new(2026, 2, 27), isConfirmed: true);
        await RateAsync(group, me, 7_10000000, new(2026, 3, 2), isConfirmed: true);
        await RateAsync(group, me, 7_20000000, new(2026, 3, 2), isConfirmed: true);
        await RateAsync(group, me, 8_00000000, new(2026, 3, 2), isConfirmed: false);
        await RateAsync(group, me, 9_00000000, new(2026, 3, 3), isConfirmed: true);

        var converted = (await ConvertAsync(group, new Money(100_01, Currency.Of("USD")))).Value;

        Assert.Equal((720_08, 7_20000000L, new DateOnly(2026, 3, 2), "test"), Of(converted));
        Assert.Equal(new(5, null), (await ConvertAsync(group, new Money(5, Currency.Cny))).Value);
        var missing = (await ConvertAsync(group, new Money(5, Currency.Of("EUR")))).Refusal!;
        Assert.Equal("rate_missing", missing.Code);
        Assert.Equal(["EUR", "CNY"], missing.Args);
    }

    private static (long, long, DateOnly, string) Of(RateTable.Converted converted) =>
        (converted.Minor, converted.Rate!.RateE8, converted.Rate.Date, converted.Rate.Source);

    private static Task<Domain.Result<RateTable.Converted>> ConvertAsync(Group group, Money amount) =>
        group.Database.RunAsync((RateTable rates) => rates.ConvertAsync(amount, Currency.Cny, Ct));

    private static Task<ExchangeRate> RateAsync(Group group, Guid person, long rateE8, DateOnly date, bool isConfirmed) =>
        group.AddAsync(
            new ExchangeRate
            {
                FromCode = "USD",
                ToCode = "CNY",
                RateE8 = rateE8,
                Date = date,
                Source = "test",
                EnteredBy = person,
                ConfirmedAt = isConfirmed ? DateTime.UnixEpoch : null,
            }
        );
}
