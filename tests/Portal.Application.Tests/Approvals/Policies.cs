using FundPortal.Application.Approvals;
using FundPortal.Application.Tests.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Tests.Approvals;

/// <summary>Policies stored as if two people had agreed on them.</summary>
internal static class Policies
{
    /// <summary>One level that any approver signs, for every payment.</summary>
    public static readonly ApprovalPolicy OneLevel = new(
        Currency.Cny,
        [new("all", [], [new("approver", new([Role.Approver], []), 1, InParallel: false, null)], AndAlso: false)]
    );

    public static async Task<PolicyVersion> DraftAsync(Group group, ApprovalPolicy policy, int number = 1) =>
        await group.AddAsync(await MakeAsync(group, policy, number));

    public static async Task<PolicyVersion> PutInForceAsync(Group group, ApprovalPolicy policy, int number = 1)
    {
        var version = await MakeAsync(group, policy, number);
        version.Propose(version.ContentHash, version.EditedBy, DateTime.UnixEpoch);
        var second = await group.PersonAsync(Role.PolicyOwner, []);
        Assert.True(version.Confirm(version.ContentHash, second.PersonId, DateTime.UnixEpoch).IsOk);
        return await group.AddAsync(version);
    }

    private static async Task<PolicyVersion> MakeAsync(Group group, ApprovalPolicy policy, int number) =>
        new(number, PolicyContent.Write(policy), "", (await group.PersonAsync(Role.PolicyOwner, [])).PersonId, DateTime.UnixEpoch);
}
