using FundPortal.Domain.Approvals;
using FundPortal.Domain.Approvals.Analysis;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Approvals;

/// <summary>What the analysis found, in a person's words.</summary>
public sealed class FindingWords(IStringLocalizer<PoliciesText> text, PolicyWords words, ApprovalPolicy policy)
{
    /// <summary>The rule or level that it is about; empty when it is about the whole policy.</summary>
    public string PlaceOf(PolicyFinding finding) =>
        finding switch
        {
            { Rule: { } rule, Level: { } level } => text["InLevel", NameOf(rule), level + 1],
            { Rule: { } rule } => text["InRule", NameOf(rule)],
            _ => "",
        };

    public string Of(PolicyFinding finding)
    {
        var key = "Finding_" + finding.Kind;
        return finding.Kind switch
        {
            FindingKind.Gap or FindingKind.OnlyAndAlso => text[key, words.Of(finding.Where!)],
            FindingKind.RuleUnreachable or FindingKind.Overlap => text[key, Rules(finding)],
            FindingKind.PersonCannotSign => text[key, words.People(finding.People!)],
            FindingKind.OtherCurrency => text[key, finding.Have!, finding.Need!],
            FindingKind.TooFewSigners => text[key, finding.Have!, finding.Need!, words.Accounts(finding.Accounts)],
            FindingKind.OnlyMaker => text[
                key,
                words.People(finding.People!),
                finding.Have!,
                finding.Need!,
                words.Accounts(finding.Accounts)
            ],
            FindingKind.SamePersonTwice when finding.People is { Count: > 0 } makers => text[
                "Finding_SamePersonTwiceMaker",
                Rules(finding),
                words.Accounts(finding.Accounts),
                words.People(makers)
            ],
            FindingKind.SamePersonTwice => text[key, Rules(finding), words.Accounts(finding.Accounts)],
            _ => text[key, finding.Need ?? 0],
        };
    }

    private string Rules(PolicyFinding finding) => words.List(finding.Rules!.Select(NameOf));

    private string NameOf(int rule) => policy.Rules[rule].Name is { Length: > 0 } name ? name : text["Position", rule + 1].Value;
}
