using FundPortal.Domain.Identity;

namespace FundPortal.Application.Demo;

/// <summary>The people of the demonstration group. Their passwords are public (README), so they exist in Development only.</summary>
internal static class DemoPeople
{
    /// <param name="Entities">Names of the legal entities of the data scope.</param>
    /// <param name="HasTotp">False for the one who shows the first sign-in.</param>
    public sealed record DemoPerson(
        string UserName,
        string DisplayName,
        string Password,
        Role[] Roles,
        string[] Entities,
        bool HasTotp = true
    );

    public const string Owner = "chen.jing";
    public const string SecondOwner = "sun.hao";
    public const string President = "he.jun";

    /// <summary>Two of these three sign what is over 50,000.</summary>
    public static readonly string[] Directors = ["zhou.ting", "wu.gang", "xu.lan"];

    public static readonly DemoPerson[] All =
    [
        new("wang.min", "王敏", "Harbor-Lantern-2026", [Role.FinanceStaff], [DemoGroup.Shanghai, DemoGroup.Shenzhen]),
        new("liu.yang", "刘洋", "Cedar-Voyage-2026", [Role.FinanceStaff, Role.PayrollClerk], [DemoGroup.Holding]),
        new("zhang.wei", "张伟", "Meadow-Compass-2026", [Role.Approver], [DemoGroup.Holding]),
        new("li.na", "李娜", "Willow-Granite-2026", [Role.Approver], [DemoGroup.Shanghai], HasTotp: false),
        new(Directors[0], "周婷", "Marble-Sparrow-2026", [Role.Approver], [DemoGroup.Holding]),
        new(Directors[1], "吴刚", "Velvet-Anchor-2026", [Role.Approver], [DemoGroup.Holding]),
        new(Directors[2], "徐岚", "Saffron-Bridge-2026", [Role.Approver], [DemoGroup.Holding]),
        new(President, "何军", "Timber-Falcon-2026", [Role.Approver], [DemoGroup.Holding]),
        new("zhao.lei", "赵磊", "Copper-Orchard-2026", [Role.Auditor], [DemoGroup.Holding]),
        new("admin", "系统管理员", "Silver-Juniper-2026", [Role.Administrator], []),
        new(Owner, "陈静", "Amber-Festival-2026", [Role.PolicyOwner], [DemoGroup.Holding]),
        new(SecondOwner, "孙昊", "Pebble-Harvest-2026", [Role.PolicyOwner], [DemoGroup.Holding]),
    ];
}
