using System.Globalization;
using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files;

/// <summary>
/// What ClosedXML makes of a tiny workbook, once per language: styles, theme, and what stands before and after the rows of a sheet
/// (panes, widths, page set-up). The rows themselves never pass through ClosedXML, which would hold them all.
/// </summary>
internal sealed class XlsxTemplate
{
    private static readonly Lazy<XlsxTemplate> Chinese = new(() => new(StatementTexts.In(StatementLanguage.Chinese)));
    private static readonly Lazy<XlsxTemplate> English = new(() => new(StatementTexts.In(StatementLanguage.English)));
    private static readonly double[] EntryWidths = [9, 12, 11, 12, 13, 15, 30, 25, 42, 25, 20, 20, 22];
    private static readonly double[] SummaryWidths = [9, 28, 20, 25, 28, 8, 12, 12, 22, 20, 20, 22, 22, 18, 10];

    /// <summary>ISO 4217 knows no currency with more decimals.</summary>
    private const int MaxExponent = 4;

    /// <summary>What follows a cell's place, <c>" s="12"</c>; by <see cref="StyleIndex"/>, since every cell asks.</summary>
    private readonly byte[][] styles;

    private XlsxTemplate(StatementTexts texts)
    {
        using var stream = new MemoryStream();
        var looks = Save(stream, texts["PageFooter"]);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read);
        Styles = Bytes(archive, "xl/styles.xml");
        Theme = Bytes(archive, "xl/theme/theme1.xml");
        Summary = SheetFrame.Read(Entry(archive, "xl/worksheets/sheet1.xml"));
        Account = SheetFrame.Read(Entry(archive, "xl/worksheets/sheet2.xml"));
        var ids = SheetFrame.Read(Entry(archive, "xl/worksheets/sheet3.xml")).CellStyles;
        styles = new byte[StyleIndex(CellKind.Count, MaxExponent, CellLook.Note) + 1][];
        for (var i = 0; i < looks.Count; i++)
            styles[StyleIndex(looks[i].Kind, looks[i].Exponent, looks[i].Look)] = Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"\" s=\"{ids[i]}\"")
            );
    }

    public byte[] Styles { get; }

    public byte[] Theme { get; }

    public SheetFrame Summary { get; }

    public SheetFrame Account { get; }

    public static XlsxTemplate In(StatementLanguage language) => (language == StatementLanguage.English ? English : Chinese).Value;

    /// <param name="exponent">Of the currency for amounts, 0 for all other kinds.</param>
    public ReadOnlySpan<byte> Style(CellKind kind, int exponent, CellLook look) => styles[StyleIndex(kind, exponent, look)];

    private static int StyleIndex(CellKind kind, int exponent, CellLook look) =>
        ((((int)kind * ((int)CellLook.Note + 1)) + (int)look) * (MaxExponent + 1)) + exponent;

    /// <summary>Sheets in this order: summary, account, one cell per style below each other in column A.</summary>
    private static List<(CellKind Kind, int Exponent, CellLook Look)> Save(Stream stream, string footer)
    {
        using var workbook = new XLWorkbook();
        workbook.Style.Font.FontName = "Arial";
        workbook.Style.Font.FontSize = 10;
        Prepare(workbook.AddWorksheet("summary"), SummaryWidths, StatementLayout.SummaryHeadRows, footer);
        Prepare(workbook.AddWorksheet("account"), EntryWidths, StatementLayout.HeadRows, footer);
        var samples = workbook.AddWorksheet("styles");
        var looks = new List<(CellKind, int, CellLook)>();
        foreach (var kind in Enum.GetValues<CellKind>())
        foreach (var look in Enum.GetValues<CellLook>())
            for (var exponent = 0; exponent <= (kind == CellKind.Amount ? MaxExponent : 0); exponent++)
            {
                looks.Add((kind, exponent, look));
                Dress(samples.Cell(looks.Count, 1), kind, exponent, look);
            }
        workbook.SaveAs(stream);
        return looks;
    }

    private static void Prepare(IXLWorksheet sheet, double[] widths, int headRows, string footer)
    {
        for (var i = 0; i < widths.Length; i++)
            sheet.Column(i + 1).Width = widths[i];
        sheet.ShowGridLines = false;
        sheet.SheetView.FreezeRows(headRows);
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PagesWide = 1;
        sheet.PageSetup.PagesTall = 0;
        sheet.PageSetup.Margins.SetLeft(0.4).SetRight(0.4).SetTop(0.5).SetBottom(0.6).SetHeader(0.3).SetFooter(0.3);
        sheet.PageSetup.Footer.Center.AddText(footer, XLHFOccurrence.AllPages);
        sheet.PageSetup.Footer.Left.AddText("&A", XLHFOccurrence.AllPages);
    }

    private static void Dress(IXLCell cell, CellKind kind, int exponent, CellLook look)
    {
        var style = cell.Style;
        style.NumberFormat.Format = CellFormat.Of(kind, exponent);
        style.Alignment.Vertical = XLAlignmentVerticalValues.Center;
        style.Alignment.Horizontal = kind is CellKind.Amount or CellKind.LongAmount
            ? XLAlignmentHorizontalValues.Right
            : XLAlignmentHorizontalValues.Left;
        switch (look)
        {
            case CellLook.Title:
                style.Font.Bold = true;
                style.Font.FontSize = 14;
                break;
            case CellLook.Label:
                style.Font.FontColor = XLColor.FromHtml("#5B6572");
                break;
            case CellLook.Head:
                style.Font.Bold = true;
                style.Font.FontColor = XLColor.White;
                style.Fill.BackgroundColor = XLColor.FromHtml("#1F3A5F");
                style.Alignment.Horizontal = XLAlignmentHorizontalValues.Center;
                break;
            case CellLook.Total:
                style.Font.Bold = true;
                style.Border.TopBorder = XLBorderStyleValues.Thin;
                break;
            case CellLook.Difference:
                style.Font.Bold = true;
                style.Font.FontColor = XLColor.Red;
                break;
            case CellLook.Note:
                style.Font.Italic = true;
                style.Font.FontColor = XLColor.FromHtml("#5B6572");
                break;
            case CellLook.Body:
                style.Border.BottomBorder = XLBorderStyleValues.Hair;
                style.Border.BottomBorderColor = XLColor.FromHtml("#C5CCD6");
                break;
        }
    }

    private static Stream Entry(ZipArchive archive, string name) =>
        archive.GetEntry(name)?.Open() ?? throw new InvalidOperationException($"ClosedXML wrote no part {name}.");

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var part = Entry(archive, name);
        using var copy = new MemoryStream();
        part.CopyTo(copy);
        return copy.ToArray();
    }
}
