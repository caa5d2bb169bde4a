using System.Globalization;
using ClosedXML.Excel;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Payments.Files;

/// <summary>The workbook that people fill in: control block, header, and text cells where a number would lose digits.</summary>
internal static class PaymentTemplate
{
    /// <summary>First row is the title, then count and three totals, an empty row, the header.</summary>
    private const int CountRow = 2;
    private const int TotalLines = 3;
    private const int HeaderRow = CountRow + TotalLines + 2;

    private const string TextFormat = "@";

    public static byte[] Write(PaymentType type, bool isEnglish)
    {
        var texts = isEnglish ? PaymentFileTexts.English : PaymentFileTexts.Chinese;
        var isPayroll = type == PaymentType.Payroll;
        using var workbook = new XLWorkbook();
        workbook.Style.Font.FontName = "Arial";
        workbook.Style.Font.FontSize = 10;
        var sheet = workbook.AddWorksheet(texts[isPayroll ? "SheetPayroll" : "SheetTransfer"]);
        Set(sheet, 1, 1, texts[isPayroll ? "TitlePayroll" : "TitleTransfer"]).Style.Font.SetBold().Font.SetFontSize(14);
        Set(sheet, CountRow, 1, texts["Count"]);
        for (var i = 1; i <= TotalLines; i++)
            Set(sheet, CountRow + i, 1, texts["Total"]);
        Set(sheet, CountRow + 1, 3, "CNY");
        // Every cell is text: Excel keeps what was typed, digit by digit.
        foreach (var column in Enumerable.Range(1, PayColumn.Of(type).Count))
            sheet.Column(column).Style.NumberFormat.Format = TextFormat;
        var figures = sheet.Range(CountRow, 2, CountRow + TotalLines, 3);
        figures.Style.Border.BottomBorder = XLBorderStyleValues.Hair;
        Header(sheet, PayColumn.Of(type), texts);
        Notes(workbook.AddWorksheet(texts["SheetNotes"]), type, texts);
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }

    private static void Header(IXLWorksheet sheet, IReadOnlyList<PayColumn> columns, PaymentFileTexts texts)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            var head = Set(sheet, HeaderRow, i + 1, texts["Column_" + columns[i].Name]);
            head.Style.Font.SetBold().Font.SetFontColor(XLColor.White).Fill.SetBackgroundColor(XLColor.FromHtml("#1F3A5F"));
            sheet.Column(i + 1).Width = columns[i].Width;
        }
        sheet.SheetView.FreezeRows(HeaderRow);
    }

    private static void Notes(IXLWorksheet sheet, PaymentType type, PaymentFileTexts texts)
    {
        var isPayroll = type == PaymentType.Payroll;
        for (var i = 1; i <= 7; i++)
            Set(sheet, i, 1, texts["Note_" + i.ToString(CultureInfo.InvariantCulture)]);
        // Below each other, so that it is no table that could be taken for the batch.
        var line = 8;
        foreach (var column in PayColumn.Of(type))
        {
            Set(sheet, line, 1, texts["Column_" + column.Name]);
            Set(sheet, line++, 2, Example(column.Name, isPayroll, texts));
        }
        sheet.Column(1).Width = 24;
        sheet.Column(2).Width = 40;
    }

    private static string Example(string column, bool isPayroll, PaymentFileTexts texts) =>
        column switch
        {
            PayColumn.AccountName => texts["Example_name"],
            PayColumn.Employee => texts["Example_employee"],
            PayColumn.AccountNumber => isPayroll ? "6222021001122334455" : "1102020109000123456",
            PayColumn.BankName => texts["Example_bank"],
            PayColumn.BankCode => "102100099996",
            PayColumn.Country => "CN",
            PayColumn.Amount => "1,234.50",
            PayColumn.Currency => "CNY",
            PayColumn.Purpose => texts["Example_purpose"],
            PayColumn.Remark => texts["Example_remark"],
            PayColumn.PayOn => "2026-03-02",
            _ => "INV-0001",
        };

    /// <summary>Always text: assigning a value would let the library guess.</summary>
    private static IXLCell Set(IXLWorksheet sheet, int row, int column, string text)
    {
        var cell = sheet.Cell(row, column);
        cell.Style.NumberFormat.Format = TextFormat;
        cell.SetValue<string>(text);
        return cell;
    }
}
