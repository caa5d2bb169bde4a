using System.Text;

namespace FundPortal.Domain.Statements;

/// <summary>
/// Text as every statement file can carry it: line ends are LF; characters that XML does not know (controls, lone surrogates,
/// U+FFFE, U+FFFF) become U+FFFD; at most 32,767 UTF-16 units, the size of a spreadsheet cell. What is cut ends with an ellipsis.
/// The integrity code is taken over this form, so that a file can be read back to it.
/// </summary>
public static class PrintableText
{
    public const int MaxLength = 32_767;

    private const char LastBeforeSurrogates = '\ud7ff';

    public static string Of(string text) => IsClean(text) ? text : Cut(Clean(text));

    public static bool IsClean(string text)
    {
        if (text.Length > MaxLength)
            return false;
        // Nearly every text is plain; only the rest is looked at unit by unit.
        var odd = text.AsSpan().IndexOfAnyExceptInRange(' ', LastBeforeSurrogates);
        if (odd < 0)
            return true;
        for (var i = odd; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\ud800' || c is '\t' or '\n')
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (c is < '\ue000' or > '\ufffd')
                return false;
        }
        return true;
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        // Runes turn a lone surrogate into U+FFFD.
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
            clean.Append(
                rune.Value switch
                {
                    '\r' => "\n",
                    '\t' or '\n' => rune.ToString(),
                    < ' ' or 0xFFFE or 0xFFFF => "\ufffd",
                    _ => rune.ToString(),
                }
            );
        return clean.ToString();
    }

    private static string Cut(string text)
    {
        if (text.Length <= MaxLength)
            return text;
        var end = MaxLength - 1;
        if (char.IsHighSurrogate(text[end - 1]))
            end--;
        return text[..end] + "…";
    }
}
