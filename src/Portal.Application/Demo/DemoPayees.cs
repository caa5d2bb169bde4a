using FundPortal.Application.Data;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Payees;

namespace FundPortal.Application.Demo;

/// <summary>
/// Payees of the demonstration group: most of them long known and confirmed by two people, one new, one whose bank details are to change, and
/// two that share an account.
/// </summary>
internal static class DemoPayees
{
    private sealed record DemoPayee(
        string Entity,
        string Name,
        string Number,
        string Bank,
        string? BankCode,
        int KnownDays,
        int? PaidDaysAgo = null,
        string Country = BankDetailsCheck.China
    );

    private const string Maker = "wang.min";
    private const string Second = "zhang.wei";
    private const string Moving = "宁波海天物流有限公司";

    private static readonly DemoPayee[] All =
    [
        new(DemoGroup.Holding, "北京中科信息服务有限公司", "110060149018010023456", "交通银行北京分行", "301290000007", 300, 210),
        new(DemoGroup.Holding, "国网上海市电力公司", "31001518900050012345", "中国建设银行上海市分行", "105100000017", 320, 300),
        new(DemoGroup.Shanghai, "苏州精工模具有限公司", "1102020109000123456", "中国工商银行苏州分行", "102100099996", 200, 180),
        new(DemoGroup.Shanghai, Moving, "3901140019200056789", "中国农业银行宁波分行", "103100000026", 190, 160),
        new(DemoGroup.Shanghai, "宁波海天供应链管理有限公司", "3901140019200056789", "中国农业银行宁波分行", "103100000026", 40),
        new(DemoGroup.Shanghai, "成都天府软件园有限公司", "127902318810501", "招商银行成都分行", "308584000013", 150, 120),
        new(DemoGroup.Shanghai, "杭州云栖网络科技有限公司", "571908887710606", "招商银行杭州分行", "308584000013", 0),
        new(DemoGroup.Shenzhen, "深圳市联创电子有限公司", "44201503500052501234", "中国建设银行深圳市分行", "105100000017", 240, 200),
        new(DemoGroup.Shenzhen, "Kansai Parts Co., Ltd.", "123-4567890", "MUFG Bank, Osaka", null, 170, 90, "JP"),
        new(DemoGroup.Europe, "Hafen Logistik GmbH", "DE02120300000000202051", "Deutsche Kreditbank", null, 160, 100, "DE"),
    ];

    public static async Task AddAsync(
        PortalDbContext db,
        Dictionary<string, LegalEntity> entities,
        Dictionary<string, Guid> people,
        DateTime now,
        CancellationToken ct
    )
    {
        foreach (var demo in All)
        {
            var payee = new Payee(
                entities[demo.Entity].Id,
                demo.Name,
                null,
                new BankDetails(demo.Name, demo.Number, demo.Bank, demo.BankCode, demo.Country),
                people[Maker],
                now.AddDays(-demo.KnownDays),
                TimeSpan.FromDays(1)
            );
            if (demo.KnownDays > 0)
                payee.Confirm(people[Second]);
            if (demo.PaidDaysAgo is { } days)
                payee.MarkPaid(payee.Details, DateOnly.FromDateTime(now.AddDays(-days)));
            db.Payees.Add(payee);
        }
        await db.SaveChangesAsync(ct);
        var moving = db.Payees.Local.First(payee => string.Equals(payee.Name, Moving, StringComparison.Ordinal));
        var wanted = moving.Details with { AccountNumber = "3901140019200061127", BankName = "中国农业银行宁波北仑支行" };
        db.PayeeChanges.Add(moving.Ask(wanted, "对方来函通知更换收款账户，已附盖章说明", people[Maker], now.AddHours(-3)).Value);
    }
}
