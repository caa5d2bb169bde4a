using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;
using FundPortal.Application.Importing.Formats;

namespace FundPortal.Application.Statements.Files;

/// <summary>What stands before and after the rows of a sheet part, in the default namespace, and the style of every cell.</summary>
internal sealed record SheetFrame(string Before, string After, IReadOnlyList<int> CellStyles)
{
    public static SheetFrame Read(Stream part)
    {
        using var reader = SafeXml.Open(part);
        var (before, after) = (new StringBuilder(), new StringBuilder());
        var styles = new List<int>();
        var into = before;
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF)
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                reader.Read();
                continue;
            }
            using var element = reader.ReadSubtree();
            switch (reader.LocalName)
            {
                case "sheetData":
                    while (element.Read())
                        if (element is { NodeType: XmlNodeType.Element, LocalName: "c" })
                            styles.Add(int.Parse(element.GetAttribute("s") ?? "0", CultureInfo.InvariantCulture));
                    into = after;
                    break;
                // ClosedXML writes an empty list of tables.
                case "dimension" or "tableParts":
                    break;
                case "cols":
                    CopyColumns(element, into);
                    break;
                default:
                    Copy(element, into);
                    break;
            }
            element.Close();
            reader.Read();
        }
        return new(before.ToString(), after.ToString(), styles);
    }

    /// <summary>ClosedXML begins with the columns after the last used one; Excel wants them from left to right.</summary>
    private static void CopyColumns(XmlReader reader, StringBuilder into)
    {
        var columns = new SortedDictionary<int, string>();
        while (reader.Read())
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "col" })
            {
                var first = int.Parse(reader.GetAttribute("min")!, CultureInfo.InvariantCulture);
                var column = new StringBuilder();
                using (var element = reader.ReadSubtree())
                    Copy(element, column);
                columns.Add(first, column.ToString());
            }
        into.Append("<cols>").AppendJoin("", columns.Values).Append("</cols>");
    }

    private static void Copy(XmlReader reader, StringBuilder into)
    {
        while (reader.Read())
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    into.Append('<').Append(reader.LocalName);
                    var isEmpty = reader.IsEmptyElement;
                    while (reader.MoveToNextAttribute())
                        if (reader.Prefix.Length == 0 && !reader.Name.Equals("xmlns", StringComparison.Ordinal))
                            into.Append(' ').Append(reader.Name).Append("=\"").Append(SecurityElement.Escape(reader.Value)).Append('"');
                    into.Append(isEmpty ? "/>" : ">");
                    break;
                case XmlNodeType.EndElement:
                    into.Append("</").Append(reader.LocalName).Append('>');
                    break;
                case XmlNodeType.Text:
                    into.Append(SecurityElement.Escape(reader.Value));
                    break;
            }
    }
}
