using FundPortal.Domain;
using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using FundPortal.Domain.Identity;

namespace FundPortal.Application.Approvals;

/// <summary>What is wrong with a policy that somebody is writing. Stores nothing.</summary>
public sealed class AnalysePolicy(PolicyWorldReader worlds) : IUseCase<AnalysePolicy.Query, IReadOnlyList<PolicyFinding>>
{
    public sealed record Query(ApprovalPolicy Policy);

    public async Task<Result<IReadOnlyList<PolicyFinding>>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ManagePolicies))
            return Refusal.Forbidden;
        return PolicyAnalysis.Of(input.Policy, await worlds.LoadAsync(ct)).ToArray();
    }
}

/// <summary>What can be chosen for a policy, and for trying one out.</summary>
public sealed class ListPolicyChoices(PolicyNameReader names) : IUseCase<ListPolicyChoices.Query, PolicyNames>
{
    public sealed record Query;

    public async Task<Result<PolicyNames>> HandleAsync(Query input, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Permission.ViewPayments))
            return Refusal.Forbidden;
        return await names.LoadAsync(actor, ct);
    }
}
