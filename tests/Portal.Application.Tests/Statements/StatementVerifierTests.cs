using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using ClosedXML.Excel;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Tests.Statements;

public sealed partial class StatementVerifierTests
{
    [Theory]
    [InlineData(StatementLanguage.Chinese)]
    [InlineData(StatementLanguage.English)]
    public async Task A_file_that_ClosedXML_only_saved_again_is_unaltered(StatementLanguage language)
    {
        var order = Sample.Usual() with { Language = language };
        await Sample.AssertUnalteredAsync(await SavedAgainAsync(order, _ => { }));
    }

    /// <summary>Excel makes columns of shared strings, writes 17 digits, leaves out or renames what it likes.</summary>
    [Fact]
    public async Task A_file_with_inexact_binary_fractions_is_unaltered()
    {
        var stream = await EditAsync(
            "xl/worksheets/sheet2.xml",
            xml => xml.Replace("<v>1376.51</v>", "<v>1376.5099999999999</v>", StringComparison.Ordinal)
        );
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task Text_in_runs_with_phonetic_hints_is_unaltered()
    {
        var stream = await EditAsync(
            "xl/worksheets/sheet2.xml",
            xml =>
                xml.Replace(
                    "<is><t>货款</t></is>",
                    "<is><r><t>货</t></r><r><rPr><b/></rPr><t>款</t></r><rPh sb=\"0\" eb=\"1\"><t>huo</t></rPh></is>",
                    StringComparison.Ordinal
                )
        );
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task A_balance_that_the_bank_itself_broke_is_unaltered()
    {
        var rows = Sample.Rows(100_000, 1, 2, 3);
        rows[1] = rows[1] with { BalanceMinor = 5 };
        await Sample.AssertUnalteredAsync(await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(), rows, expectedClosing: 7))));
    }

    [Theory]
    [InlineData("A7", 9)]
    [InlineData("B7", "2026-02-03")]
    [InlineData("C7", "10:00:00")]
    [InlineData("D7", "2026-02-03")]
    [InlineData("E7", "手续费")]
    [InlineData("F7", "X")]
    [InlineData("G7", "丙公司")]
    [InlineData("H7", "1")]
    [InlineData("I7", "x")]
    [InlineData("J7", "x")]
    [InlineData("K7", 500.01)]
    [InlineData("L8", 123.46)]
    [InlineData("M9", 1)]
    [InlineData("K8", 1)]
    [InlineData("C2", "别的公司")]
    [InlineData("I2", "别的银行")]
    [InlineData("C3", "6222021234567890124")]
    [InlineData("I3", "x")]
    [InlineData("C4", "2026-01-31")]
    [InlineData("D4", "2026-03-01")]
    [InlineData("I4", "USD")]
    [InlineData("M5", 1000.01)]
    [InlineData("K6", "支出")]
    [InlineData("A1", "对账单")]
    [InlineData("F11", 5)]
    [InlineData("K11", 500.02)]
    [InlineData("L11", 0)]
    [InlineData("M12", 1)]
    [InlineData("M13", 1)]
    [InlineData("M14", 0.01)]
    [InlineData("A15", "已核对")]
    [InlineData("Z7", "x")]
    [InlineData("C9", "x")]
    public async Task One_altered_cell_of_an_account_is_found(string place, object value)
    {
        var verification = await Sample.VerifyAsync(
            await SavedAgainAsync(Sample.Usual(), book => Set(book.Worksheet(2).Cell(place), value))
        );

        Assert.Equal(StatementVerdict.Altered, verification.Verdict);
        Assert.NotNull(verification.First);
        Assert.NotNull(verification.PrintedCode);
    }

    [Theory]
    [InlineData("A1", "汇总")]
    [InlineData("C2", "2026-03-02 10:00:01 UTC+08:00")]
    [InlineData("C3", "别人")]
    [InlineData("B5", "别的公司")]
    [InlineData("D5", "1")]
    [InlineData("F5", "USD")]
    [InlineData("G5", "2026-01-01")]
    [InlineData("I5", 1)]
    [InlineData("L5", 1)]
    [InlineData("N6", 1)]
    [InlineData("O5", 3)]
    [InlineData("C8", "fundportal-statement-2")]
    [InlineData("C9", "0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task One_altered_cell_of_the_summary_is_found(string place, object value)
    {
        var verification = await Sample.VerifyAsync(
            await SavedAgainAsync(Sample.Usual(), book => Set(book.Worksheet(1).Cell(place), value))
        );
        Assert.Equal(StatementVerdict.Altered, verification.Verdict);
    }

    [Fact]
    public async Task The_place_of_a_wrong_total_is_told()
    {
        var verification = await Sample.VerifyAsync(
            await SavedAgainAsync(Sample.Usual(), book => book.Worksheet(2).Cell("K11").SetValue(9))
        );
        Assert.Equal(new StatementDifference("cell", "6222021234567890123", "K11"), verification.First);
    }

    [Fact]
    public async Task A_changed_text_is_told_by_the_code_alone()
    {
        var verification = await Sample.VerifyAsync(
            await SavedAgainAsync(Sample.Usual(), book => book.Worksheet(2).Cell("I7").SetValue<string>("别的"))
        );
        Assert.Equal("content", verification.First?.Reason);
        Assert.NotEqual(verification.PrintedCode, verification.ComputedCode, StringComparer.Ordinal);
    }

    public static TheoryData<string, Action<XLWorkbook>> Shuffles =>
        new()
        {
            { "row deleted", book => book.Worksheet(2).Row(8).Delete() },
            { "row inserted", book => book.Worksheet(2).Row(8).InsertRowsBelow(1).First().Cell(1).SetValue(3) },
            { "rows swapped", book => Swap(book.Worksheet(2), 8, 9) },
            { "sheet deleted", book => book.Worksheet(3).Delete() },
            { "sheet added", book => book.AddWorksheet("x").Cell(1, 1).SetValue("x") },
            { "sheet hidden", book => book.Worksheet(3).Visibility = XLWorksheetVisibility.Hidden },
            { "sheet renamed", book => book.Worksheet(3).Name = "other" },
            { "sheets swapped", book => book.Worksheet(3).Position = 2 },
            { "format of a balance", book => book.Worksheet(2).Cell("M7").Style.NumberFormat.Format = "\"9,999.00\"" },
            { "format of a date", book => book.Worksheet(2).Cell("B7").Style.NumberFormat.Format = "yyyy\"-12-31\"" },
            { "formula with the same value", book => book.Worksheet(2).Cell("K7").FormulaA1 = "250+250" },
            { "merged cells", book => book.Worksheet(2).Range("K7:L7").Merge() },
            {
                "conditional format",
                book => book.Worksheet(2).Range("K7:L7").AddConditionalFormat().WhenGreaterThan(0).Fill.SetBackgroundColor(XLColor.Red)
            },
            { "comment", book => book.Worksheet(2).Cell("K7").Comment.AddText("paid") },
            { "sheet emptied", book => book.Worksheet(2).Clear() },
        };

    [Theory]
    [MemberData(nameof(Shuffles), DisableDiscoveryEnumeration = true)]
    public async Task What_is_moved_added_or_taken_away_is_found(string what, Action<XLWorkbook> alter)
    {
        var verification = await Sample.VerifyAsync(await SavedAgainAsync(Sample.Usual(), alter));
        Assert.True(verification.Verdict == StatementVerdict.Altered, what);
    }

    [Fact]
    public async Task Another_date_system_is_found()
    {
        var stream = await EditAsync(
            "xl/workbook.xml",
            xml => xml.Replace("<bookViews>", "<workbookPr date1904=\"1\"/><bookViews>", StringComparison.Ordinal)
        );
        Assert.Equal("date_system", (await Sample.VerifyAsync(stream)).First?.Reason);
    }

    [Fact]
    public async Task Every_changed_sign_of_a_CSV_file_is_found()
    {
        var order = Sample.Order(Sample.Account(Sample.Header(), Sample.Rows(100_000, 50_000, -12_345)));
        var text = Encoding.UTF8.GetString((await Sample.CsvAsync(order)).ToArray());
        var missed = new List<string>();
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
                continue;
            var other = text[i] == '7' ? '8' : '7';
            var altered = text[..i] + other + text[(i + 1)..];
            var verdict = (await Sample.VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(altered)))).Verdict;
            // The audit entry's number and hash are proved by the audit chain, not by the code.
            var line = text[..i].Count(c => c == '\n');
            if (verdict == StatementVerdict.Unaltered && line is not (20 or 21))
                missed.Add($"{line}: {altered[Math.Max(0, i - 20)..Math.Min(altered.Length, i + 20)]}");
        }
        Assert.Empty(missed);
    }

    [Fact]
    public async Task Lines_of_a_CSV_file_that_were_swapped_deleted_or_doubled_are_found()
    {
        var lines = Encoding
            .UTF8.GetString((await Sample.CsvAsync(Sample.Usual())).ToArray())
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            await AssertFound([.. lines[..i], .. lines[(i + 1)..]]);
            await AssertFound([.. lines[..i], lines[i], .. lines[i..]]);
            if (i > 0)
                await AssertFound([.. lines[..(i - 1)], lines[i], lines[i - 1], .. lines[(i + 1)..]]);
        }

        static async Task AssertFound(IEnumerable<string> altered)
        {
            var stream = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", altered) + "\r\n"));
            Assert.NotEqual(StatementVerdict.Unaltered, (await Sample.VerifyAsync(stream)).Verdict);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\r\n1,2,3\r\n")]
    [InlineData("\"unterminated")]
    [InlineData("PK\u0003\u0004 not a zip")]
    public async Task Other_files_are_not_statements(string content)
    {
        var verification = await Sample.VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)));
        Assert.Equal(StatementVerdict.NotAStatement, verification.Verdict);
    }

    [Fact]
    public async Task Another_workbook_is_not_a_statement()
    {
        using var book = new XLWorkbook();
        book.AddWorksheet("x").Cell(1, 1).SetValue("x");
        var stream = new MemoryStream();
        book.SaveAs(stream);
        Assert.Equal(StatementVerdict.NotAStatement, (await Sample.VerifyAsync(stream)).Verdict);
    }

    [Fact]
    public async Task H1_a_document_type_is_refused()
    {
        var stream = await EditAsync(
            "xl/worksheets/sheet2.xml",
            xml => xml.Replace("<worksheet", "<!DOCTYPE x [<!ENTITY e \"x\">]><worksheet", StringComparison.Ordinal)
        );
        Assert.Equal(StatementVerdict.NotAStatement, (await Sample.VerifyAsync(stream)).Verdict);
    }

    [Fact]
    public async Task H1_elements_nested_without_end_are_refused()
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));
        var stream = await EditAsync(
            "xl/worksheets/sheet2.xml",
            xml => xml.Replace("</sheetData>", "</sheetData>" + nested, StringComparison.Ordinal)
        );
        Assert.Equal(StatementVerdict.NotAStatement, (await Sample.VerifyAsync(stream)).Verdict);
    }

    [Fact]
    public async Task Amounts_beyond_64_bits_are_refused_without_an_error()
    {
        var csv = Encoding.UTF8.GetString((await Sample.CsvAsync(Sample.Usual())).ToArray());
        csv = csv.Replace(",500.00,", ",92233720368547758.07,", StringComparison.Ordinal);
        Assert.NotEqual(StatementVerdict.Unaltered, (await Sample.VerifyAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)))).Verdict);
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('x')]
    public async Task H2_a_bomb_is_refused_soon_and_with_little_memory(char filling)
    {
        var stream = await EditAsync(
            "xl/worksheets/sheet2.xml",
            xml => xml.Replace("<sheetData>", "<sheetData a=\"" + new string(filling, 60_000_000) + "\">", StringComparison.Ordinal)
        );
        var before = GC.GetTotalAllocatedBytes();
        Assert.Equal(StatementVerdict.NotAStatement, (await Sample.VerifyAsync(stream)).Verdict);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
    }

    private static void Swap(IXLWorksheet sheet, int one, int other)
    {
        for (var column = 1; column <= 13; column++)
        {
            var (a, b) = (sheet.Cell(one, column), sheet.Cell(other, column));
            (a.Value, b.Value) = (b.Value, a.Value);
        }
    }

    private static void Set(IXLCell cell, object value)
    {
        switch (value)
        {
            case string text when DayPattern().IsMatch(text):
                cell.SetValue(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case string text when TimePattern().IsMatch(text):
                cell.SetValue(TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case string text:
                cell.SetValue<string>(text);
                break;
            default:
                cell.SetValue(Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static async Task<MemoryStream> SavedAgainAsync(StatementOrder order, Action<XLWorkbook> alter)
    {
        using var book = new XLWorkbook(await Sample.XlsxAsync(order));
        alter(book);
        var stream = new MemoryStream();
        book.SaveAs(stream);
        return stream;
    }

    private static async Task<MemoryStream> EditAsync(string part, Func<string, string> edit)
    {
        var stream = await Sample.XlsxAsync(Sample.Usual());
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            string xml;
            using (var reader = new StreamReader(await archive.GetEntry(part)!.OpenAsync()))
                xml = await reader.ReadToEndAsync();
            var edited = edit(xml);
            Assert.NotEqual(xml, edited, StringComparer.Ordinal);
            archive.GetEntry(part)!.Delete();
            await using var writer = new StreamWriter(await archive.CreateEntry(part).OpenAsync());
            await writer.WriteAsync(edited);
        }
        return stream;
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.None, 1000)]
    private static partial Regex DayPattern();

    [GeneratedRegex("^[0-9]{2}:[0-9]{2}:[0-9]{2}$", RegexOptions.None, 1000)]
    private static partial Regex TimePattern();
}
