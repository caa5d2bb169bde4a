using System.Globalization;
using System.Text;

namespace FundPortal.Domain.Payments;

/// <summary>
/// One line of whole, visible characters: banks take nothing else, and an invisible sign, or one that turns the direction of writing, would
/// deceive whoever signs.
/// </summary>
public static class PlainLine
{
    public static bool Is(string text)
    {
        // Runes turn a lone surrogate into the replacement character.
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar || !Has(rune))
                return false;
        return true;
    }

    /// <summary>Whether such a line may hold the character.</summary>
    public static bool Has(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
