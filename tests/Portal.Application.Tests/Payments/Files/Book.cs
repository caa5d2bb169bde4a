using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;

namespace FundPortal.Application.Tests.Payments.Files;

/// <summary>A workbook written part by part, so that a test decides what stands in each cell to the letter.</summary>
internal sealed class Book
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private readonly List<(string Name, string Xml, string State)> sheets = [];

    public string WorkbookProperties { get; set; } = "";

    /// <summary>0 general, 1 text, 2 date.</summary>
    public const string Styles =
        $"""<styleSheet xmlns="{Main}"><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="4"/></cellXfs></styleSheet>""";

    public Book Sheet(string name, string rows, string before = "", string after = "", string state = "visible")
    {
        sheets.Add((name, $"""<worksheet xmlns="{Main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>""", state));
        return this;
    }

    public static string Row(int number, params string?[] cells) => RowWith(number, "", cells);

    /// <param name="cells">A text, or a whole cell when it begins with an angle bracket (<c>@</c> stands for its place).</param>
    public static string RowWith(int number, string attributes, params string?[] cells)
    {
        var row = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"<row r=\"{number}\" {attributes}>"));
        for (var i = 0; i < cells.Length; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + i)}{number}");
            if (cells[i] is not { } cell)
                continue;
            if (cell.StartsWith('<'))
                row.Append(cell.Replace("@", $"r=\"{place}\"", StringComparison.Ordinal));
            else
                row.Append(
                    CultureInfo.InvariantCulture,
                    $"<c r=\"{place}\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(cell)}</t></is></c>"
                );
        }
        return row.Append("</row>").ToString();
    }

    public byte[] Save(Func<string, string, string>? change = null)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(
                "_rels/.rels",
                $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{Relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
            );
            var list = string.Concat(
                sheets.Select((s, i) => $"""<sheet name="{s.Name}" sheetId="{i + 1}" state="{s.State}" r:id="s{i}"/>""")
            );
            Add(
                "xl/workbook.xml",
                $"""<workbook xmlns="{Main}" xmlns:r="{Relations}">{WorkbookProperties}<sheets>{list}</sheets></workbook>"""
            );
            var links = string.Concat(
                sheets.Select((_, i) => $"""<Relationship Id="s{i}" Type="{Relations}/worksheet" Target="worksheets/s{i}.xml"/>""")
            );
            Add(
                "xl/_rels/workbook.xml.rels",
                $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="st" Type="{Relations}/styles" Target="styles.xml"/>{links}</Relationships>"""
            );
            Add("xl/styles.xml", Styles);
            for (var i = 0; i < sheets.Count; i++)
                Add($"xl/worksheets/s{i}.xml", sheets[i].Xml);

            void Add(string name, string text)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(change?.Invoke(name, text) ?? text));
            }
        }
        return stream.ToArray();
    }

    public static readonly string[] Header =
    [
        "收款人户名",
        "收款账号",
        "开户行",
        "联行号",
        "国家",
        "金额",
        "币种",
        "用途",
        "业务编号",
        "付款日期",
    ];

    public static string?[] Good(string? amount = "1,234.50", string currency = "CNY") =>
        [
            "苏州精工模具有限公司",
            "1102020109000123456",
            "中国工商银行苏州分行",
            "102100099996",
            "CN",
            amount,
            currency,
            "货款",
            "INV-1",
            "2026-03-03",
        ];

    /// <summary>A batch whose control block fits: rows from 4 on.</summary>
    public static byte[] Batch(params string?[][] rows) => Batch("", "", rows);

    public static byte[] Batch(string before, string after, params string?[][] rows) => Parts(before, after, rows).Save();

    public static Book Parts(string before, string after, params string?[][] rows) =>
        new Book().Sheet(
            "付款",
            Row(1, "笔数", rows.Length.ToString(CultureInfo.InvariantCulture))
                + Row(2, "总金额", "1,234.50", "CNY")
                + Row(3, Header)
                + string.Concat(rows.Select((cells, i) => Row(4 + i, cells))),
            before,
            after
        );
}
