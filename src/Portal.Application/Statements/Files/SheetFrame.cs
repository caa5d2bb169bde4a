using System.Globalization;
using System.Security;
using System.Text;
using System.Xml;

namespace FundPortal.Application.Statements.Files;

/// <summary>What stands before and after the rows of a sheet part, in the default namespace, and the style of every cell.</summary>
internal sealed record SheetFrame(string Before, string After, IReadOnlyList<int> CellStyles)
{
    public static SheetFrame Read(Stream part)
    {
        using var reader = XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
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
                default:
                    Copy(element, into);
                    break;
            }
            element.Close();
            reader.Read();
        }
        return new(before.ToString(), after.ToString(), styles);
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
