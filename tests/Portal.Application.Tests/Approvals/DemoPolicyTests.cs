using FundPortal.Application.Approvals;
using FundPortal.Application.Demo;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;
using FundPortal.Domain.Payments;
using FundPortal.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Tests.Approvals;

public sealed class DemoPolicyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demonstration_groups_policy_works_for_every_account_and_band_with_the_people_there_are()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddScoped<DemoGroup>());
        await database.RunAsync((DemoGroup demo) => demo.SeedAsync(Ct));
        var id = await database.UseAsync(db => db.PolicyVersions.Select(v => v.PublicId).SingleAsync(Ct));

        var shown = (await database.RunAsync((ShowPolicyVersion u) => u.HandleAsync(new(id), Actor.System, Ct))).Value;
        Assert.DoesNotContain(shown.Findings, finding => finding.Severity >= FindingSeverity.Warning);

        foreach (var account in shown.Names.Accounts)
        foreach (var (yuan, isNew, levels) in new[] { (50_000, false, 1), (50_001, false, 2), (1_000_001, false, 3), (1_000_001, true, 4) })
        {
            var query = new SimulatePolicy.Query(
                null,
                account.PublicId,
                PaymentType.Transfer,
                new Money(yuan * 100L, Currency.Cny),
                isNew,
                PaymentSource.Page,
                new TimeOnly(10, 0),
                null
            );
            var answer = (await database.RunAsync((SimulatePolicy u) => u.HandleAsync(query, Actor.System, Ct))).Value;
            Assert.Equal(levels, answer.Levels.Count);
            Assert.All(answer.Levels, level => Assert.True(level.People.Count >= level.Rule.Quorum));
        }
        foreach (var code in new[] { "USD", "EUR", "JPY", "HKD" })
            Assert.True(
                (await database.RunAsync((RateTable r) => r.ConvertAsync(new Money(100, Currency.Of(code)), Currency.Cny, Ct))).IsOk
            );
    }
}
