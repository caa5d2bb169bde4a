using FundPortal.Domain.Approvals;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Approvals;

/// <summary>A rule as lines, one per field, so that two rules can be compared line by line.</summary>
internal static class RuleText
{
    public static IReadOnlyList<string> Lines(Rule rule, PolicyWords words, IStringLocalizer<PoliciesText> text)
    {
        var lines = new List<string> { rule.Name };
        if (rule.AndAlso)
            lines.Add(text["AndAlso"]);
        if (rule.AnyOf.Count == 0)
            lines.Add(text["Always"]);
        for (var index = 0; index < rule.AnyOf.Count; index++)
        {
            var prefix = rule.AnyOf.Count > 1 ? text["Alternative", index + 1].Value + " · " : "";
            var fields = words.LinesOf(rule.AnyOf[index]);
            lines.AddRange(fields.Count == 0 ? [prefix + text["Always"]] : fields.Select(field => $"{prefix}{field.Label}: {field.Text}"));
        }
        for (var index = 0; index < rule.Levels.Count; index++)
        {
            var level = rule.Levels[index];
            var prefix = text["LevelN", index + 1].Value + " · ";
            lines.Add(prefix + level.Name);
            lines.Add(prefix + words.Level(level.Signers, level.Quorum));
            if (level.InParallel)
                lines.Add(prefix + text["Parallel"]);
            if (level.TimeLimit is not null)
                lines.Add(prefix + words.Limit(level.TimeLimit));
        }
        return lines;
    }
}
