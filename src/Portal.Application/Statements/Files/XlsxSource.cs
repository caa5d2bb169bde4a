using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// Reads a workbook forward with bounded memory, also one that Excel or LibreOffice saved again: shared strings, other styles, other
/// part names. Errors are <see cref="InvalidDataException"/> or <see cref="XmlException"/>.
/// </summary>
internal sealed class XlsxSource : IStatementSource
{
    /// <summary>Shared strings are held in memory: 64 million characters are more than any honest statement has.</summary>
    private const long MaxSharedCharacters = 64_000_000;

    /// <summary>Besides these a workbook can carry pictures, text boxes, comments, macros: things that show what no cell says.</summary>
    private static readonly string[] KnownParts =
    [
        "[Content_Types].xml",
        "_rels/",
        "docProps/",
        "package/services/metadata/",
        "docMetadata/",
        "customXml/",
        "xl/_rels/",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "xl/theme/",
        "xl/worksheets/",
        "xl/printerSettings/",
    ];

    private readonly ZipArchive archive;
    private readonly List<string> shared = [];
    private readonly List<string> formats = [];
    private readonly Dictionary<(int, CellKind, int), bool> shown = [];

    public XlsxSource(Stream stream)
    {
        archive = StatementZip.Open(stream);
        Flaw = ExtraPart();
        var package = Relations("_rels/.rels", "");
        var workbook = package.Single("officeDocument");
        var parts = Relations(RelationsOf(workbook), FolderOf(workbook));
        if (parts.Find("styles") is { } styles)
            ReadFormats(styles);
        if (parts.Find("sharedStrings") is { } strings)
            ReadShared(strings);
        Sheets = ReadSheets(workbook, parts);
    }

    public IReadOnlyList<SourceSheet> Sheets { get; }

    public StatementDifference? Flaw { get; private set; }

    public bool ShowsAs(RawCell cell, CellKind kind, int exponent)
    {
        var key = (cell.Style, kind, exponent);
        if (!shown.TryGetValue(key, out var same))
        {
            var format = cell.Style >= 0 && cell.Style < formats.Count ? formats[cell.Style] : "General";
            shown[key] = same = CellFormat.Same(format, CellFormat.Of(kind, exponent));
        }
        return same;
    }

    public void Dispose() => archive.Dispose();

    private StatementDifference? ExtraPart()
    {
        foreach (var entry in archive.Entries)
            if (!Array.Exists(KnownParts, known => entry.FullName.StartsWith(known, StringComparison.OrdinalIgnoreCase)))
                return new("extra_part", "", entry.FullName);
        return null;
    }

    private XmlReader Read(string part) => StatementZip.ReadXml(archive, part);

    private PartRelations Relations(string part, string folder)
    {
        var relations = new List<(string Id, string Type, string Target)>();
        using var reader = Read(part);
        while (reader.Next())
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" })
            {
                var type = reader.GetAttribute("Type") ?? "";
                var target = Uri.UnescapeDataString(reader.GetAttribute("Target") ?? "");
                target = target.StartsWith('/') ? target[1..] : folder + target;
                relations.Add((reader.GetAttribute("Id") ?? "", type[(type.LastIndexOf('/') + 1)..], target));
            }
        return new(relations);
    }

    private static string FolderOf(string part) => part[..(part.LastIndexOf('/') + 1)];

    private static string RelationsOf(string part) => FolderOf(part) + "_rels/" + part[(part.LastIndexOf('/') + 1)..] + ".rels";

    private void ReadFormats(string part)
    {
        var own = new Dictionary<int, string>
        {
            [0] = "General",
            [1] = "0",
            [49] = "@",
        };
        using var reader = Read(part);
        var inCellFormats = false;
        while (reader.Next())
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "numFmt" && !inCellFormats:
                    own[Number(reader, "numFmtId")] = reader.GetAttribute("formatCode") ?? "";
                    break;
                case XmlNodeType.Element when reader.LocalName is "cellXfs":
                    inCellFormats = !reader.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "cellXfs":
                    inCellFormats = false;
                    break;
                case XmlNodeType.Element when reader.LocalName is "xf" && inCellFormats:
                    formats.Add(own.GetValueOrDefault(Number(reader, "numFmtId"), "?"));
                    break;
            }
    }

    private void ReadShared(string part)
    {
        long total = 0;
        using var reader = Read(part);
        while (reader.Next())
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                var text = XlsxText.Read(reader);
                shared.Add(text);
                if ((total += text.Length + 32) > MaxSharedCharacters)
                    throw new InvalidDataException("The shared strings are too large.");
            }
    }

    private List<SourceSheet> ReadSheets(string workbook, PartRelations parts)
    {
        var sheets = new List<SourceSheet>();
        using var reader = Read(workbook);
        while (reader.Next())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            switch (reader.LocalName)
            {
                // The same numbers would be dates four years later.
                case "workbookPr" when reader.GetAttribute("date1904") is not (null or "0" or "false"):
                    Flaw ??= new("date_system", "", "");
                    break;
                case "sheet":
                    var name = reader.GetAttribute("name") ?? "";
                    if (reader.GetAttribute("state") is not (null or "visible"))
                        Flaw ??= new("hidden_sheet", name, "");
                    var path = parts.ById(RelationId(reader));
                    sheets.Add(new(name, () => new XlsxRows(Read(path), shared).Read()));
                    break;
            }
        }
        return sheets;
    }

    private static string RelationId(XmlReader sheet)
    {
        var id = "";
        while (sheet.MoveToNextAttribute())
            if (sheet.LocalName is "id" && sheet.Prefix.Length > 0)
                id = sheet.Value;
        sheet.MoveToElement();
        return id;
    }

    private static int Number(XmlReader reader, string attribute) =>
        int.TryParse(reader.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed class PartRelations(List<(string Id, string Type, string Target)> all)
    {
        public string? Find(string type) => all.Find(one => one.Type.Equals(type, StringComparison.Ordinal)).Target;

        public string Single(string type) =>
            all.Count(one => one.Type.Equals(type, StringComparison.Ordinal)) == 1
                ? Find(type)!
                : throw new InvalidDataException($"The package does not have one {type}.");

        public string ById(string id) =>
            all.Find(one => one.Id.Equals(id, StringComparison.Ordinal)).Target ?? throw new InvalidDataException("A sheet has no part.");
    }
}
