using System.Globalization;
using System.Text;
using System.Xml;

namespace FundPortal.Application.Statements.Files;

/// <summary>Text of a cell or shared string: all <c>t</c> elements inside, without phonetic hints, with <c>_xHHHH_</c> decoded.</summary>
internal static class XlsxText
{
    /// <summary>A workbook needs ten.</summary>
    private const int MaxDepth = 64;

    /// <summary>Escaped as <c>_xHHHH_</c> a character takes seven.</summary>
    private const int MaxRaw = 7 * Domain.Statements.PrintableText.MaxLength;

    /// <summary>The next node; elements inside one another beyond any need would fill the memory.</summary>
    public static bool Next(this XmlReader reader) =>
        reader.Read() && (reader.Depth <= MaxDepth ? true : throw new InvalidDataException("A part is nested too deeply."));

    /// <summary>Reads the element the reader stands on; leaves it on the end of that element.</summary>
    public static string Read(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return "";
        var depth = reader.Depth;
        string? only = null;
        StringBuilder? joined = null;
        while (reader.Next() && reader.Depth > depth)
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName is "rPh")
            {
                SkipToEnd(reader);
                continue;
            }
            if (reader.LocalName is not "t")
                continue;
            var text = ReadValue(reader);
            if (only is null)
            {
                only = text;
                continue;
            }
            joined ??= new StringBuilder(only);
            joined.Append(text);
            if (joined.Length > MaxRaw)
                throw new InvalidDataException("A text is longer than a cell can be.");
        }
        return Decode(joined?.ToString() ?? only ?? "");
    }

    /// <summary>Text inside the element the reader stands on, up to a limit; leaves it on the end of the element.</summary>
    public static string ReadValue(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return "";
        var depth = reader.Depth;
        string? text = null;
        while (reader.Next() && reader.Depth > depth)
            if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                text = text is null ? reader.Value : text + reader.Value;
                if (text.Length > MaxRaw)
                    throw new InvalidDataException("A text is longer than a cell can be.");
            }
        return text ?? "";
    }

    private static void SkipToEnd(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return;
        var depth = reader.Depth;
        while (reader.Next() && reader.Depth > depth) { }
    }

    private static string Decode(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
            return text;
        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (Utf8Output.IsEscape(text.AsSpan(i)))
            {
                decoded.Append((char)ushort.Parse(text.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 6;
            }
            else
                decoded.Append(text[i]);
        return decoded.ToString();
    }
}
