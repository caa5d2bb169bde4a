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

    public static readonly DemoPerson[] All =
    [
        new("wang.min", "王敏", "Harbor-Lantern-2026", [Role.FinanceStaff], [DemoGroup.Shanghai, DemoGroup.Shenzhen]),
        new("zhang.wei", "张伟", "Meadow-Compass-2026", [Role.Approver], [DemoGroup.Holding]),
        new("li.na", "李娜", "Willow-Granite-2026", [Role.Approver], [DemoGroup.Shanghai], HasTotp: false),
        new("zhao.lei", "赵磊", "Copper-Orchard-2026", [Role.Auditor], [DemoGroup.Holding]),
        new("admin", "系统管理员", "Silver-Juniper-2026", [Role.Administrator], []),
        new("chen.jing", "陈静", "Amber-Festival-2026", [Role.PolicyOwner], [DemoGroup.Holding]),
    ];
}
