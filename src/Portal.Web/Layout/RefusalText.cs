using FundPortal.Domain;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Layout;

/// <summary>Words for a refusal in the person's language.</summary>
internal static class RefusalText
{
    /// <summary>A wrong field is named, with what is wrong with it; anything else has a text of its own.</summary>
    public static string Of(IStringLocalizer<CommonText> text, Refusal refusal)
    {
        if (string.Equals(refusal.Code, "invalid", StringComparison.Ordinal) && refusal.Args is [string field, string reason, ..])
        {
            var name = text["Field_" + field];
            var why = text["Invalid_" + reason, [.. refusal.Args.Skip(2)]];
            return $"{(name.ResourceNotFound ? field : name.Value)}: {(why.ResourceNotFound ? reason : why.Value)}";
        }
        var whole = text["Refusal_" + refusal.Code, [.. refusal.Args]];
        return whole.ResourceNotFound ? refusal.Code : whole.Value;
    }
}
