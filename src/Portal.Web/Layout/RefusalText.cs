using FundPortal.Domain;
using Microsoft.Extensions.Localization;

namespace FundPortal.Web.Layout;

/// <summary>Words for a refusal in the person's language.</summary>
internal static class RefusalText
{
    /// <summary>A wrong field is named, with what is wrong with it; anything else has a text of its own.</summary>
    public static string Of(IStringLocalizer<CommonText> text, Refusal refusal)
    {
        if (IsInvalid(refusal))
        {
            var field = (string)refusal.Args[0];
            var name = text["Field_" + field];
            return $"{(name.ResourceNotFound ? field : name.Value)}: {Reason(text, refusal)}";
        }
        var whole = text["Refusal_" + refusal.Code, Places(text, refusal.Args)];
        return whole.ResourceNotFound ? refusal.Code : whole.Value;
    }

    /// <summary>What is wrong with a field, to stand beside it.</summary>
    public static string Reason(IStringLocalizer<CommonText> text, Refusal refusal)
    {
        if (!IsInvalid(refusal))
            return Of(text, refusal);
        var reason = (string)refusal.Args[1];
        var why = text["Invalid_" + reason, Places(text, refusal.Args.Skip(2))];
        return why.ResourceNotFound ? reason : why.Value;
    }

    private static bool IsInvalid(Refusal refusal) =>
        string.Equals(refusal.Code, "invalid", StringComparison.Ordinal) && refusal.Args is [string, string, ..];

    /// <summary>States and reasons in words, days and instants as people read them.</summary>
    private static object[] Places(IStringLocalizer<CommonText> text, IEnumerable<object> args) =>
        [
            .. args.Select(arg =>
                arg switch
                {
                    Enum value => text[$"{value.GetType().Name}_{value}"].Value,
                    DateOnly day => Format.Day(day),
                    DateTime at => Format.Instant(at),
                    _ => arg,
                }
            ),
        ];
}
