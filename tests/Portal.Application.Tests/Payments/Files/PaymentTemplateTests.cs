using ClosedXML.Excel;
using FundPortal.Application.Payments.Files;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.Payments.Files;

public sealed class PaymentTemplateTests
{
    [Theory]
    [InlineData(PaymentType.Transfer, false)]
    [InlineData(PaymentType.Transfer, true)]
    [InlineData(PaymentType.Payroll, false)]
    [InlineData(PaymentType.Payroll, true)]
    public void A_template_filled_in_by_a_person_is_read_back(PaymentType type, bool isEnglish)
    {
        using var workbook = new XLWorkbook(new MemoryStream(PaymentTemplate.Write(type, isEnglish)));
        var sheet = workbook.Worksheet(1);
        var header = sheet.RowsUsed().First(row => row.CellsUsed().Count() > 3).RowNumber();
        string[] line =
            type == PaymentType.Payroll
                ? ["张三", "0062220202001122334", "工行", "102100099996", "1,000.05", ""]
                : ["A", "0062220202001122334", "工行", "102100099996", "", "1,000.05", "", "货款", "", "2026-03-03"];
        for (var row = 1; row <= 3; row++)
        for (var column = 0; column < line.Length; column++)
            sheet.Cell(header + row, column + 1).SetValue<string>(line[column]);
        sheet.Cell(2, 2).SetValue<string>("3");
        sheet.Cell(3, 2).SetValue<string>("3000.15");
        using var saved = new MemoryStream();
        workbook.SaveAs(saved);

        var file = PaymentFileReader.Read(saved.ToArray());

        Assert.Empty(file.Problems.Concat(file.Rows.SelectMany(r => r.Problems)).Select(p => $"{p.Cell} {p.Why}"));
        Assert.Equal((type, 3, 3_000_15L), (file.Type, file.Rows.Count, file.Totals[0].Minor));
        Assert.Equal("0062220202001122334", file.Rows[0].To.AccountNumber);
    }

    [Fact]
    public void An_empty_template_asks_to_be_filled_in_and_its_cells_are_text()
    {
        var bytes = PaymentTemplate.Write(PaymentType.Transfer, isEnglish: false);
        var file = PaymentFileReader.Read(bytes);
        Assert.Empty(file.Rows);
        Assert.Equal(["file_no_rows", "control_missing"], file.Problems.Select(p => p.Why.Args[1]));
        using var workbook = new XLWorkbook(new MemoryStream(bytes));
        Assert.Equal("@", workbook.Worksheet(1).Cell(500, 2).Style.NumberFormat.Format);
        Assert.Equal(2, workbook.Worksheets.Count);
    }
}
