using System.IO.Compression;
using System.Security;
using System.Text;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// An Excel workbook written forward: account sheets as their rows come, then the summary and the small parts. Part <c>sheet1.xml</c>
/// is the summary, the first tab, though it is written last.
/// </summary>
internal sealed class XlsxBook : IStatementBook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Types = "application/vnd.openxmlformats-officedocument.";

    private readonly ZipArchive archive;
    private readonly XlsxTemplate template;
    private readonly DateTimeOffset madeAt;
    private readonly int sheetRows;
    private readonly SheetNames names = new();
    private readonly List<(string Name, long LastEntryRow)> sheets = [];
    private Stream? part;
    private Utf8Output? output;
    private XlsxSheetSink? sink;

    public XlsxBook(Stream stream, StatementTexts texts, DateTime madeAtUtc, int sheetRows)
    {
        archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        template = XlsxTemplate.In(texts.Language);
        // Zip times have no zone; the portal's days are China's.
        madeAt = new DateTimeOffset(ChinaTime.FromUtc(madeAtUtc), ChinaTime.Offset);
        this.sheetRows = sheetRows;
        sheets.Add((names.Take(texts["SummaryTitle"], 1), 0));
    }

    public IStatementSink Sink => sink ?? throw new InvalidOperationException("No sheet was started.");

    public long EntriesPerSheet => sheetRows - StatementLayout.HeadRows - StatementLayout.MaxFootRows;

    public void StartAccountSheet(StatementHeader header, int part)
    {
        sheets.Add((names.Take(header.AccountNumber, part), 0));
        StartSheet(sheets.Count, template.Account);
    }

    public void EndAccountSheet(long entryRows)
    {
        var last = StatementLayout.HeadRows + entryRows;
        sheets[^1] = sheets[^1] with { LastEntryRow = last };
        EndSheet(template.Account, $"<autoFilter ref=\"{FilterRange(last).Replace("$", "", StringComparison.Ordinal)}\"/>");
    }

    public void StartSummary() => StartSheet(1, template.Summary);

    public void Finish()
    {
        EndSheet(template.Summary, "");
        Add("xl/styles.xml", template.Styles);
        Add("xl/theme/theme1.xml", template.Theme);
        Add("xl/workbook.xml", Workbook());
        Add("xl/_rels/workbook.xml.rels", WorkbookRelations());
        Add(
            "_rels/.rels",
            $"""<Relationships xmlns="{PackageRelations}"><Relationship Id="rId1" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
        );
        Add("[Content_Types].xml", ContentTypes());
    }

    public void Dispose()
    {
        // A part that is still open belongs to a file that was given up.
        part?.Dispose();
        archive.Dispose();
    }

    private void StartSheet(int number, SheetFrame frame)
    {
        part = Open(FormattableString.Invariant($"xl/worksheets/sheet{number}.xml"));
        output = new Utf8Output(part);
        sink = new XlsxSheetSink(output, template);
        output.Write($"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{Main}">""");
        output.Write(frame.Before);
        output.Write("<sheetData>"u8);
    }

    private void EndSheet(SheetFrame frame, string autoFilter)
    {
        output!.Write("</sheetData>"u8);
        output.Write(autoFilter);
        output.Write(frame.After);
        output.Write("</worksheet>"u8);
        output.Flush();
        part!.Dispose();
        part = null;
    }

    private Stream Open(string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = madeAt;
        return entry.Open();
    }

    private void Add(string name, string xml) =>
        Add(name, Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml));

    private void Add(string name, byte[] content)
    {
        using var stream = Open(name);
        stream.Write(content);
    }

    private static string FilterRange(long lastRow) =>
        FormattableString.Invariant(
            $"$A${StatementLayout.HeadRows}:${(char)('A' + StatementLayout.LastEntryColumn)}${Math.Max(lastRow, StatementLayout.HeadRows)}"
        );

    private string Workbook()
    {
        var xml = new StringBuilder();
        xml.Append(
            $"""<workbook xmlns="{Main}" xmlns:r="{Relations}"><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="28800" windowHeight="15000" activeTab="0"/></bookViews><sheets>"""
        );
        for (var i = 0; i < sheets.Count; i++)
            xml.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""<sheet name="{Escape(sheets[i].Name)}" sheetId="{i + 1}" r:id="rId{i + 1}"/>"""
            );
        xml.Append("</sheets><definedNames>");
        // Sorted by name, then sheet, as Excel writes them.
        for (var i = 1; i < sheets.Count; i++)
            Define("_xlnm._FilterDatabase", i, FilterRange(sheets[i].LastEntryRow), " hidden=\"1\"");
        for (var i = 0; i < sheets.Count; i++)
        {
            var row = i == 0 ? StatementLayout.SummaryHeadRows : StatementLayout.HeadRows;
            Define("_xlnm.Print_Titles", i, FormattableString.Invariant($"${row}:${row}"), "");
        }
        return xml.Append("</definedNames></workbook>").ToString();

        void Define(string name, int sheet, string range, string more) =>
            xml.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""<definedName name="{name}" localSheetId="{sheet}"{more}>'{Escape(sheets[sheet].Name.Replace("'", "''", StringComparison.Ordinal))}'!{range}</definedName>"""
            );
    }

    private string WorkbookRelations()
    {
        var xml = new StringBuilder($"""<Relationships xmlns="{PackageRelations}">""");
        for (var i = 1; i <= sheets.Count; i++)
            Relation(i, "worksheet", FormattableString.Invariant($"worksheets/sheet{i}.xml"));
        Relation(sheets.Count + 1, "styles", "styles.xml");
        Relation(sheets.Count + 2, "theme", "theme/theme1.xml");
        return xml.Append("</Relationships>").ToString();

        void Relation(int id, string type, string target) =>
            xml.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""<Relationship Id="rId{id}" Type="{Relations}/{type}" Target="{target}"/>"""
            );
    }

    private string ContentTypes()
    {
        var xml = new StringBuilder(
            $"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"""
        );
        Override("workbook.xml", "spreadsheetml.sheet.main+xml");
        for (var i = 1; i <= sheets.Count; i++)
            Override(FormattableString.Invariant($"worksheets/sheet{i}.xml"), "spreadsheetml.worksheet+xml");
        Override("styles.xml", "spreadsheetml.styles+xml");
        Override("theme/theme1.xml", "theme+xml");
        return xml.Append("</Types>").ToString();

        void Override(string partName, string type) =>
            xml.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"""<Override PartName="/xl/{partName}" ContentType="{Types}{type}"/>"""
            );
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
