namespace FundPortal.Domain.Approvals.Analysis;

/// <summary>
/// What a policy does not cover, hides, or asks of people who are not there. Exact for the conditions (every payment belongs to a cell
/// that is looked at); of people it knows roles, rights and scopes as they are now, not delegations.
/// </summary>
public static class PolicyAnalysis
{
    /// <summary>Errors first, then warnings, then notes; within these in the order of the rules.</summary>
    public static IReadOnlyList<PolicyFinding> Of(ApprovalPolicy policy, PolicyWorld world)
    {
        var findings = StructureCheck.Of(policy, world).ToList();
        // Beyond the limits nothing more is computed: the input may be hostile.
        if (policy.Rules.Count > 0 && !findings.Exists(finding => finding.Kind == FindingKind.TooMany))
        {
            if (Coverage.Of(policy, world) is { } coverage)
            {
                findings.AddRange(coverage.Findings(findings.Select(finding => finding.Rule).OfType<int>().ToHashSet()));
                findings.AddRange(new SignerCheck(policy, world).Findings(coverage.Routes()));
            }
            else
            {
                findings.Add(new(FindingKind.TooComplex, FindingSeverity.Error, Need: PolicyLimits.Combinations));
            }
        }
        return
        [
            .. findings
                .OrderByDescending(finding => finding.Severity)
                .ThenBy(finding => finding.Rule ?? -1)
                .ThenBy(finding => finding.Level ?? -1),
        ];
    }
}
