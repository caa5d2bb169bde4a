using FundPortal.Application.Approvals;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Demo;

/// <summary>The demonstration group's approval policy and rates, as two policy owners agreed on them.</summary>
internal static class DemoPolicy
{
    private const long Small = 50_000_00;

    private const long Large = 1_000_000_00;

    /// <param name="people">Ids by user name.</param>
    public static PolicyVersion InForce(IReadOnlyDictionary<string, Guid> people, DateTime now)
    {
        var version = new PolicyVersion(1, PolicyContent.Write(Make(people)), "演示政策：按金额分三档", people[DemoPeople.Owner], now);
        version.Propose(version.ContentHash, people[DemoPeople.Owner], now);
        version.Confirm(version.ContentHash, people[DemoPeople.SecondOwner], now);
        return version;
    }

    public static IEnumerable<ExchangeRate> Rates(IReadOnlyDictionary<string, Guid> people, DateOnly day, DateTime now) =>
        new[] { ("USD", 7_10000000L), ("EUR", 8_20000000L), ("JPY", 4_750000L), ("HKD", 91000000L) }.Select(rate => new ExchangeRate
        {
            FromCode = rate.Item1,
            ToCode = Currency.Cny.Code,
            RateE8 = rate.Item2,
            Date = day,
            Source = "演示汇率，非市场牌价 · demonstration figure, not a market rate",
            EnteredBy = people[DemoPeople.SecondOwner],
            EnteredAt = now,
            ConfirmedBy = people[DemoPeople.Owner],
            ConfirmedAt = now,
        });

    private static ApprovalPolicy Make(IReadOnlyDictionary<string, Guid> people)
    {
        var manager = Level("财务经理", 1, new([Role.Approver], []), new(TimeSpan.FromHours(24), null, null, TimeSpan.FromDays(10)));
        var directors = new Signers([], [.. DemoPeople.Directors.Select(name => people[name])]);
        var board = Level(
            "财务总监组（三选二）",
            2,
            directors,
            new(TimeSpan.FromHours(24), TimeSpan.FromHours(48), new([], [people[DemoPeople.President]]), TimeSpan.FromDays(10))
        );
        var president = Level(
            "总裁",
            1,
            new([], [people[DemoPeople.President]]),
            new(TimeSpan.FromHours(24), null, null, TimeSpan.FromDays(10))
        );
        return new(
            Currency.Cny,
            [
                new("新收款人核对", [new() { NewPayee = true }], [Level("收款人核对", 1, new([Role.Approver], []), null)], AndAlso: true),
                Band("5 万元及以下", null, Small, manager),
                Band("5 万元以上至 100 万元", Small, Large, manager, board),
                Band("100 万元以上", Large, null, manager, board, president),
            ]
        );
    }

    private static Rule Band(string name, long? over, long? upTo, params PolicyLevel[] levels) =>
        new(name, [new() { Amount = new(over, upTo) }], levels, AndAlso: false);

    private static PolicyLevel Level(string name, int quorum, Signers signers, LevelTimeLimit? limit) =>
        new(name, signers, quorum, InParallel: false, limit);
}
