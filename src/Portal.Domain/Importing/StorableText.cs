using System.Globalization;
using System.Text;

namespace FundPortal.Domain.Importing;

/// <summary>Texts of strangers made fit for a database column: no NUL, no half of a surrogate pair, not longer than the column.</summary>
public static class StorableText
{
    /// <summary>Begins a raw text in which unstorable characters stand as <c>\uXXXX</c> and each backslash is doubled.</summary>
    public const string EscapedMark = @"\escaped:";

    /// <summary>For columns that people read: unstorable characters become U+FFFD, ends are trimmed, what is too long is cut (the raw text keeps all).</summary>
    public static string ForColumn(string text, int maxLength)
    {
        var clean = text.Trim();
        if (!IsStorable(clean))
            clean = Replace(clean, (_, builder) => builder.Append('\uFFFD'), escapeBackslash: false);
        if (clean.Length <= maxLength)
            return clean;
        var cut = char.IsHighSurrogate(clean[maxLength - 1]) ? maxLength - 1 : maxLength;
        return clean[..cut];
    }

    /// <summary>For the raw text: unchanged where it can be stored, otherwise escaped so that nothing is lost.</summary>
    public static string ForRaw(string raw) =>
        IsStorable(raw) && !raw.StartsWith(EscapedMark, StringComparison.Ordinal)
            ? raw
            : EscapedMark
                + Replace(
                    raw,
                    (c, builder) => builder.Append(@"\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                    escapeBackslash: true
                );

    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsWhole(text, i, out var width))
                return false;
            i += width - 1;
        }
        return true;
    }

    private static string Replace(string text, Action<char, StringBuilder> unstorable, bool escapeBackslash)
    {
        var builder = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsWhole(text, i, out var width))
                unstorable(text[i], builder);
            else if (escapeBackslash && text[i] == '\\')
                builder.Append(@"\\");
            else
                builder.Append(text, i, width);
            i += width - 1;
        }
        return builder.ToString();
    }

    private static bool IsWhole(string text, int index, out int width)
    {
        var c = text[index];
        width = 1;
        if (!char.IsSurrogate(c))
            return c != '\0';
        if (index + 1 == text.Length || !char.IsSurrogatePair(c, text[index + 1]))
            return false;
        width = 2;
        return true;
    }
}
