using System.Text;
using System.Xml;

namespace FundPortal.Application.Importing.Formats;

/// <summary>An element with what statements need of it. Names are local: the namespace says the version and nothing else.</summary>
internal sealed class XmlTree(string name, int line)
{
    /// <summary>Most elements hold text only: no list for them.</summary>
    private List<XmlTree>? children;

    public string Name { get; } = name;

    public int Line { get; } = line;

    public string Text { get; private set; } = "";

    public string? Currency { get; private set; }

    public IReadOnlyList<XmlTree> Children => children ?? [];

    public XmlTree? this[string child] => children?.Find(c => string.Equals(c.Name, child, StringComparison.Ordinal));

    public IEnumerable<XmlTree> All(string child) => Children.Where(c => string.Equals(c.Name, child, StringComparison.Ordinal));

    /// <summary>The element at the end of a path such as <c>RltdPties/Cdtr/Nm</c>, or null.</summary>
    public XmlTree? At(string path)
    {
        var here = this;
        foreach (var step in path.Split('/'))
        {
            here = here[step];
            if (here is null)
                return null;
        }
        return here;
    }

    /// <summary>The first of the paths that has text, trimmed; else empty.</summary>
    public string TextAt(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (At(path)?.Text.Trim() is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    /// <summary>Reads the element the reader stands on, to its end. Linear in its size, and bounded in depth and count.</summary>
    /// <param name="isKept">Asked at the end of each element, with the one that holds it: false lets it go.</param>
    /// <exception cref="UnreadableFileException">Too deep or too many elements.</exception>
    public static XmlTree Read(XmlReader reader, Func<XmlTree, XmlTree, bool>? isKept = null)
    {
        var stack = new Stack<(XmlTree Tree, StringBuilder Text)>();
        XmlTree? root = null;
        var count = 0;
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++count > FormatLimits.XmlElements)
                        throw new UnreadableFileException(
                            "xml_too_many_elements",
                            "The file has too many elements.",
                            LineOf(reader),
                            reader.LocalName
                        );
                    if (reader.Depth > FormatLimits.XmlDepth)
                        throw new UnreadableFileException(
                            "xml_too_deep",
                            "Elements are nested too deeply.",
                            LineOf(reader),
                            reader.LocalName
                        );
                    if (reader.AttributeCount > FormatLimits.XmlAttributes)
                        throw new UnreadableFileException(
                            "xml_too_many_attributes",
                            "An element has too many attributes.",
                            LineOf(reader),
                            UnreadableFileException.Shorten(reader.LocalName)
                        );
                    var tree = new XmlTree(reader.LocalName, LineOf(reader)) { Currency = reader.GetAttribute("Ccy") };
                    if (stack.Count > 0)
                        (stack.Peek().Tree.children ??= []).Add(tree);
                    root ??= tree;
                    if (!reader.IsEmptyElement)
                        stack.Push((tree, new StringBuilder()));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when stack.Count > 0:
                    var held = stack.Peek().Text.Append(reader.Value);
                    if (held.Length > FormatLimits.XmlText)
                        throw new UnreadableFileException(
                            "xml_text_too_long",
                            "An element's text is too long.",
                            LineOf(reader),
                            stack.Peek().Tree.Name
                        );
                    break;
                case XmlNodeType.EndElement:
                    var (ended, text) = stack.Pop();
                    ended.Text = text.ToString();
                    if (isKept is not null && stack.TryPeek(out var holder) && !isKept(holder.Tree, ended))
                        holder.Tree.children!.RemoveAt(holder.Tree.children.Count - 1);
                    break;
            }
        } while (stack.Count > 0 && reader.Read());
        return root ?? throw new UnreadableFileException("xml_empty", "The file has no elements.");
    }

    private static int LineOf(XmlReader reader) => reader is IXmlLineInfo info ? info.LineNumber : 0;
}
