using FundPortal.Application.Data;
using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using Microsoft.EntityFrameworkCore;

namespace FundPortal.Application.Approvals;

/// <summary>The version that routes payments now.</summary>
public sealed class PolicyInForce(PortalDbContext db)
{
    /// <summary>No version is in force: no payment can be submitted.</summary>
    public static readonly Refusal None = new("no_policy_in_force");

    /// <param name="Id">What a payment keeps (foreign key to PolicyVersions).</param>
    public sealed record Loaded(int Id, Guid PublicId, int Number, ApprovalPolicy Policy);

    /// <returns>The policy; or <see cref="None"/>, or <see cref="PolicyRefusals.Altered"/>.</returns>
    public async Task<Result<Loaded>> LoadAsync(CancellationToken ct)
    {
        var version = await db.PolicyVersions.AsNoTracking().SingleOrDefaultAsync(v => v.State == PolicyState.InForce, ct);
        if (version is null)
            return None;
        if (!version.IsUnaltered)
            return PolicyRefusals.Altered;
        return new Loaded(version.Id, version.PublicId, version.Number, PolicyContent.Read(version.Content));
    }
}
