using System.Globalization;
using System.IO.Compression;
using System.Xml;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Statements.Files;

namespace FundPortal.Application.Payments.Files;

/// <summary>
/// Opens a workbook for payments from its parts, each within the limits of <see cref="SafeZip"/> and <see cref="SafeXml"/>: a cell's text is
/// what stands in the file, where a library would already have made a rounded number, a date or a formula's last result of it.
/// </summary>
internal static class PayWorkbook
{
    /// <summary>A batch of 5,000 rows has half a megabyte.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int MaxSheets = 20;
    private const int MaxStrings = 200_000;

    /// <exception cref="UnreadableFileException">It is no workbook, too large, or damaged.</exception>
    public static IReadOnlyList<PaySheet> Read(byte[] bytes)
    {
        if (bytes.Length > MaxBytes)
            throw new UnreadableFileException("file_too_large", $"The file has more than {MaxBytes} bytes.");
        if (!SafeZip.IsZip(bytes))
            throw new UnreadableFileException("file_not_xlsx", "The file is no .xlsx workbook.");
        try
        {
            using var archive = SafeZip.Open(bytes);
            return Read(new Parts(archive));
        }
        catch (Exception error)
            when (error is XmlException or InvalidDataException or ArgumentException or IOException or NotSupportedException)
        {
            throw new UnreadableFileException("file_damaged", "The workbook is damaged: " + error.Message);
        }
    }

    private static List<PaySheet> Read(Parts parts)
    {
        var workbook = Relations(parts, "_rels/.rels", "").FirstOrDefault(r => r.Type is "officeDocument").Target;
        if (workbook is null)
            throw new UnreadableFileException("file_not_xlsx", "The file is no .xlsx workbook.");
        var folder = workbook[..(workbook.LastIndexOf('/') + 1)];
        var relations = Relations(parts, $"{folder}_rels/{workbook[folder.Length..]}.rels", folder);
        var dates = relations.FirstOrDefault(r => r.Type is "styles").Target is { } styles ? PayStyles.DatesIn(parts.Open(styles)) : [];
        var strings = relations.FirstOrDefault(r => r.Type is "sharedStrings").Target is { } shared ? Strings(parts.Open(shared)) : [];
        var sheets = new List<PaySheet>();
        using var reader = parts.Open(workbook);
        while (reader.Next())
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            // The same numbers would be dates four years later.
            if (reader.LocalName is "workbookPr" && reader.GetAttribute("date1904") is not (null or "0" or "false"))
                throw new UnreadableFileException("file_date_1904", "The workbook counts days from 1904.");
            if (reader.LocalName is not "sheet")
                continue;
            if (sheets.Count == MaxSheets)
                throw new UnreadableFileException("file_too_many_sheets", $"The workbook has more than {MaxSheets} sheets.");
            var id = RelationId(reader);
            var part = relations.Find(r => string.Equals(r.Id, id, StringComparison.Ordinal));
            // A sheet of another kind (a chart) has no cells.
            if (part is not { Type: "worksheet", Target: { } target })
                continue;
            var isHidden = reader.GetAttribute("state") is not (null or "visible");
            sheets.Add(new PaySheetReader(parts.Open(target), strings, dates).Read(reader.GetAttribute("name") ?? "", isHidden));
        }
        return sheets;
    }

    private static List<(string Id, string Type, string Target)> Relations(Parts parts, string part, string folder)
    {
        var found = new List<(string, string, string)>();
        using var reader = parts.Open(part);
        while (reader.Next())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "Relationship" })
                continue;
            var type = reader.GetAttribute("Type") ?? "";
            var target = reader.GetAttribute("Target") ?? "";
            found.Add(
                (
                    reader.GetAttribute("Id") ?? "",
                    type[(type.LastIndexOf('/') + 1)..],
                    target.StartsWith('/') ? target[1..] : folder + target
                )
            );
        }
        return found;
    }

    private static List<string> Strings(XmlReader part)
    {
        var strings = new List<string>();
        using var reader = part;
        while (reader.Next())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "si" })
                continue;
            if (strings.Count == MaxStrings)
                throw new UnreadableFileException("file_too_large", $"The workbook has more than {MaxStrings} texts.");
            strings.Add(XlsxText.Read(reader));
        }
        return strings;
    }

    /// <summary>The prefix of the attribute differs from program to program.</summary>
    private static string RelationId(XmlReader sheet)
    {
        var id = "";
        while (sheet.MoveToNextAttribute())
            if (sheet.LocalName is "id" && sheet.Prefix.Length > 0)
                id = sheet.Value;
        sheet.MoveToElement();
        return id;
    }

    /// <summary>The archive's parts; what all of them unpack to is counted together.</summary>
    private sealed class Parts(ZipArchive archive)
    {
        private long left = FormatLimits.ArchiveBytes;

        public XmlReader Open(string name)
        {
            var entry =
                archive.GetEntry(name)
                ?? throw new UnreadableFileException(
                    "file_damaged",
                    "The workbook lacks a part.",
                    element: UnreadableFileException.Shorten(name)
                );
            return SafeXml.Open(SafeZip.Read(entry, ref left));
        }
    }
}

/// <summary>Which cell formats show a number as a date.</summary>
internal static class PayStyles
{
    /// <summary>By the index that cells name.</summary>
    public static List<bool> DatesIn(XmlReader part)
    {
        var own = new Dictionary<int, bool>();
        var dates = new List<bool>();
        using var reader = part;
        var inCells = false;
        while (reader.Next())
        {
            if (reader is { NodeType: XmlNodeType.EndElement, LocalName: "cellXfs" })
                inCells = false;
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName is "cellXfs")
                inCells = !reader.IsEmptyElement;
            else if (reader.LocalName is "numFmt" && Id(reader) is { } defined)
                own[defined] = IsDate(reader.GetAttribute("formatCode") ?? "");
            else if (reader.LocalName is "xf" && inCells)
                dates.Add(Id(reader) is { } id && (own.TryGetValue(id, out var isDate) ? isDate : IsBuiltInDate(id)));
        }
        return dates;
    }

    private static int? Id(XmlReader reader) =>
        int.TryParse(reader.GetAttribute("numFmtId"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>ECMA-376 18.8.30, the Chinese ones (27 to 36, 50 to 58) included.</summary>
    private static bool IsBuiltInDate(int id) => id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58);

    /// <summary>Has a year or a day outside quotes and brackets: an hour alone is no date, and <c>[Red]</c> is a colour.</summary>
    private static bool IsDate(string code)
    {
        var closing = '\0';
        for (var i = 0; i < code.Length; i++)
        {
            var sign = code[i];
            if (closing != '\0')
                closing = sign == closing ? '\0' : closing;
            else if (sign is '"' or '[')
                closing = sign == '"' ? '"' : ']';
            else if (sign is '\\' or '_' or '*')
                i++;
            else if (sign is 'y' or 'Y' or 'd' or 'D' or 'e')
                return true;
        }
        return false;
    }
}
