using System.Collections.Concurrent;

namespace FundPortal.Web.Layout;

/// <summary>
/// One of MudBlazor's icons as a style, which the style sheet draws before an element of class <c>icon</c> in the colour of its text. A
/// component for each icon of the bar and the navigation took a circuit more memory than all of their words.
/// </summary>
internal static class IconStyle
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <param name="icon">A constant of MudBlazor's: each is kept for good, once for all circuits.</param>
    public static string Of(string icon) =>
        Known.GetOrAdd(
            icon,
            shapes =>
                $"--icon:url(\"data:image/svg+xml,{Uri.EscapeDataString($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'>{shapes}</svg>")}\")"
        );
}
