using System.IO.Compression;
using System.Xml;
using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Tests.Statements;

public sealed class XlsxStatementTests
{
    [Fact]
    public async Task Opened_again_it_adds_up_to_the_cent()
    {
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(Sample.Usual()));

        Assert.Equal(["对账单汇总", "6222021234567890123", "0012345"], Names(workbook));
        var sheet = workbook.Worksheet(2);
        Assert.Equal("账户对账单", sheet.Cell("A1").GetString());
        Assert.Equal("星河商贸有限公司", sheet.Cell("C2").GetString());
        Assert.Equal(new DateTime(2026, 2, 1), sheet.Cell("C4").GetDateTime());
        Assert.Equal(1000.00, sheet.Cell("M5").GetDouble());
        Assert.Equal(new DateTime(2026, 2, 1), sheet.Cell("B7").GetDateTime());
        Assert.Equal(XLDataType.DateTime, sheet.Cell("D7").DataType);
        Assert.Equal(500.00, sheet.Cell("K7").GetDouble());
        Assert.Equal(123.45, sheet.Cell("L8").GetDouble());
        Assert.Equal(0.05, sheet.Cell("L9").GetDouble());
        Assert.Equal(1376.51, sheet.Cell("M10").GetDouble());
        Assert.Equal(["合计", "笔数", "4"], Texts(sheet, "A11", "E11", "F11"));
        Assert.Equal(500.01, sheet.Cell("K11").GetDouble());
        Assert.Equal(123.50, sheet.Cell("L11").GetDouble());
        Assert.Equal(1376.51, sheet.Cell("M12").GetDouble());
        Assert.Equal(1376.51, sheet.Cell("M13").GetDouble());
        Assert.Equal(0.00, sheet.Cell("M14").GetDouble());
        Assert.Equal("#,##0.00;[Red]-#,##0.00", sheet.Cell("M14").Style.NumberFormat.Format);
    }

    [Fact]
    public async Task A_closing_balance_that_differs_from_the_books_shows_in_red()
    {
        var order = Sample.Order(Sample.Account(Sample.Header(), Sample.Rows(100_000, 50_000), expectedClosing: 149_999));
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(order));

        var cell = workbook.Worksheet(2).Cell("M11");
        Assert.Equal(0.01, cell.GetDouble());
        Assert.Equal(XLColor.Red, cell.Style.Font.FontColor);
        Assert.Equal(0.01, workbook.Worksheet(1).Cell("N5").GetDouble());
    }

    [Fact]
    public async Task The_summary_has_every_account_and_the_integrity_code_with_its_audit_entry()
    {
        var seen = new List<IntegrityResult>();
        using var stream = new MemoryStream();
        await StatementFiles.WriteXlsxAsync(
            Sample.Usual(),
            result =>
            {
                seen.Add(result);
                return Task.FromResult(Sample.Anchor);
            },
            stream,
            default
        );
        using var workbook = new XLWorkbook(stream);

        var sheet = workbook.Worksheet(1);
        var integrity = Assert.Single(seen);
        Assert.Equal("2026-03-02 10:00:00 UTC+08:00", sheet.Cell("C2").GetString());
        Assert.Equal("王会计", sheet.Cell("C3").GetString());
        Assert.Equal(["6222021234567890123", "0012345"], Texts(sheet, "D5", "D6"));
        Assert.Equal(-5000, sheet.Cell("L6").GetDouble());
        Assert.Equal(["fundportal-statement-1", integrity.Code, "4711", Sample.Anchor.Hash], Texts(sheet, "C8", "C9", "C10", "C11"));
        Assert.Matches("^[0-9a-f]{64}$", integrity.Code);
    }

    [Fact]
    public async Task An_account_without_entries_says_so()
    {
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(Sample.Usual()));
        Assert.Equal("本期无交易", workbook.Worksheet(3).Cell("A7").GetString());
        Assert.Equal(-5000, workbook.Worksheet(3).Cell("M9").GetDouble());

        using var english = new XLWorkbook(await Sample.XlsxAsync(Sample.Usual() with { Language = StatementLanguage.English }));
        Assert.Equal("No transactions in this period", english.Worksheet(3).Cell("A7").GetString());
    }

    [Fact]
    public async Task In_English_every_word_of_the_portal_is_English()
    {
        var rows = Sample.Rows(0, 1, -2).ConvertAll(row => row with { Counterparty = "ACME", Text = "Invoice" });
        var header = Sample.Header() with { Entity = "Galaxy", Bank = "ICBC", AccountName = "Main" };
        var order = Sample.Order(Sample.Account(header, rows)) with
        {
            Language = StatementLanguage.English,
            Cover = Sample.Cover with { MadeBy = "Wang" },
        };
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(order));

        Assert.Equal(["Account statement", "Money in", "Fee"], Texts(workbook.Worksheet(2), "A1", "K6", "E8"));
        Assert.DoesNotContain(
            workbook.Worksheets.SelectMany(sheet => sheet.CellsUsed()).Select(cell => cell.GetString()),
            text => text.Any(c => c is >= '\u4e00' and <= '\u9fff')
        );
    }

    [Theory]
    [InlineData("JPY", 1234567, "#,##0;[Red]-#,##0", 1234567)]
    [InlineData("CNY", 1234567, "#,##0.00;[Red]-#,##0.00", 12345.67)]
    [InlineData("BHD", 1234567, "#,##0.000;[Red]-#,##0.000", 1234.567)]
    [InlineData("CLF", -1234567, "#,##0.0000;[Red]-#,##0.0000", -123.4567)]
    public async Task Amounts_have_the_decimals_of_their_currency(string currency, long balance, string format, double shown)
    {
        var order = Sample.Order(Sample.Account(Sample.Header(currency, balance - 5), Sample.Rows(balance - 5, 5)));
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(order));

        var cell = workbook.Worksheet(2).Cell("M7");
        Assert.Equal(format, cell.Style.NumberFormat.Format);
        Assert.Equal(shown, cell.GetDouble());
    }

    [Theory]
    [InlineData("6222021234567890123")]
    [InlineData("0012345")]
    [InlineData("1-2")]
    [InlineData("TRUE")]
    [InlineData("1e5")]
    [InlineData("2026-01-01")]
    [InlineData(" 12 ")]
    [InlineData("'quoted")]
    [InlineData("_x0041_")]
    [InlineData("a&b<c>\"d\" ]]> é 𠮷")]
    [InlineData("two\nlines")]
    public async Task Ids_and_texts_stay_as_they_are(string id)
    {
        var row = Sample.Row(1, 5, 100_005) with { Text = id, Reference = id, Counterparty = id, CounterpartyAccount = id, BankType = id };
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(number: id), [row])));
        using var workbook = new XLWorkbook(stream);

        var sheet = workbook.Worksheet(2);
        foreach (var place in new[] { "C3", "F7", "G7", "H7", "I7", "J7" })
        {
            Assert.Equal(XLDataType.Text, sheet.Cell(place).DataType);
            // ClosedXML does not decode inline strings; Excel and LibreOffice do.
            Assert.Equal(id, sheet.Cell(place).GetString().Replace("_x005F_", "_", StringComparison.Ordinal));
        }
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task H6_nothing_from_data_is_ever_a_formula()
    {
        var rows = HostileTexts
            .All.Select((text, i) => Sample.Row(i + 1, 1, 100_001 + i, text, text) with { Reference = text, BankType = text })
            .ToList();
        var header = Sample.Header(number: "=1+1") with { Entity = "=cmd|'/c calc'!A1", AccountName = "@SUM(A1)" };
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(header, rows)));

        using (var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
            foreach (var entry in archive.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)))
            {
                await using var part = await entry.OpenAsync();
                using var reader = XmlReader.Create(part);
                while (reader.Read())
                    Assert.False(reader.LocalName is "f");
            }
        using var workbook = new XLWorkbook(stream);
        for (var i = 0; i < rows.Count; i++)
            Assert.Equal(
                PrintableText.Of(HostileTexts.All[i]),
                workbook.Worksheet(2).Cell(7 + i, 9).GetString().ReplaceLineEndings("\n").Replace("_x005F_", "_", StringComparison.Ordinal)
            );
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task Characters_that_XML_does_not_know_become_the_replacement_character()
    {
        var row = Sample.Row(1, 5, 100_005, "a\0b\u0007c\ud800d\uffffe\r\nf");
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(), [row])));
        using var workbook = new XLWorkbook(stream);

        Assert.Equal("a\ufffdb\ufffdc\ufffdd\ufffde\nf", workbook.Worksheet(2).Cell("I7").GetString().ReplaceLineEndings("\n"));
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task A_text_longer_than_a_cell_is_cut_at_32767_characters()
    {
        var row = Sample.Row(1, 5, 100_005, string.Concat(Enumerable.Repeat("𠮷<", 20_000)));
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(), [row])));
        using var workbook = new XLWorkbook(stream);

        var text = workbook.Worksheet(2).Cell("I7").GetString();
        Assert.InRange(text.Length, 32_766, 32_767);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task An_amount_of_more_than_15_digits_is_text_and_a_note_says_why()
    {
        const long Huge = 9_007_199_254_740_993;
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(), Sample.Rows(100_000, Huge, -Huge))));
        using var workbook = new XLWorkbook(stream);

        var sheet = workbook.Worksheet(2);
        Assert.Equal("90071992547409.93", sheet.Cell("K7").GetString());
        Assert.Equal(XLDataType.Text, sheet.Cell("K7").DataType);
        Assert.Equal(XLDataType.Number, sheet.Cell("M8").DataType);
        Assert.Contains("15", sheet.Cell("A13").GetString(), StringComparison.Ordinal);
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task More_rows_than_a_sheet_holds_go_on_a_further_sheet()
    {
        var header = Sample.Header();
        var rows = Sample.Rows(100_000, Enumerable.Range(1, 25).Select(i => (long)i));
        var stream = await Sample.XlsxAsync(Sample.Order(Sample.Account(header, rows)), sheetRows: 21);
        using var workbook = new XLWorkbook(stream);

        Assert.Equal(["对账单汇总", "6222021234567890123", "6222021234567890123 (2)", "6222021234567890123 (3)"], Names(workbook));
        var second = workbook.Worksheet(3);
        Assert.Equal("账户对账单（续 2）", second.Cell("A1").GetString());
        Assert.Equal(["承前余额", "1000.55", "11"], Texts(second, "A5", "M5", "A7"));
        Assert.Equal("合计", workbook.Worksheet(4).Cell("A12").GetString());
        Assert.Equal(3.25, workbook.Worksheet(4).Cell("K12").GetDouble());
        await Sample.AssertUnalteredAsync(stream);
        Assert.Empty(Validate(stream));
    }

    [Fact]
    public async Task Exactly_as_many_rows_as_a_sheet_holds_stay_on_one_sheet()
    {
        var rows = Sample.Rows(100_000, Enumerable.Range(1, 10).Select(i => (long)i));
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(Sample.Order(Sample.Account(Sample.Header(), rows)), sheetRows: 21));
        Assert.Equal(2, workbook.Worksheets.Count);
    }

    [Fact]
    public async Task Sheet_names_are_clean_and_unique_whatever_the_account_numbers()
    {
        string[] numbers =
        [
            "a/b:c?*[]\\",
            new string('9', 40),
            new string('9', 40) + "1",
            "abc",
            "ABC",
            "'x'",
            "",
            "history",
            "对账单汇总",
            "R&D<>",
        ];
        var order = Sample.Order([.. numbers.Select(number => Sample.Account(Sample.Header(number: number), []))]);
        var stream = await Sample.XlsxAsync(order);
        using var workbook = new XLWorkbook(stream);

        Assert.Equal(numbers.Length + 1, Names(workbook).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(workbook.Worksheets, sheet => Assert.InRange(sheet.Name.Length, 1, 31));
        Assert.Empty(Validate(stream));
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task It_prints_on_A4_landscape_with_repeated_names_and_page_numbers()
    {
        using var workbook = new XLWorkbook(await Sample.XlsxAsync(Sample.Usual()));

        var sheet = workbook.Worksheet(2);
        Assert.Equal(XLPaperSize.A4Paper, sheet.PageSetup.PaperSize);
        Assert.Equal(XLPageOrientation.Landscape, sheet.PageSetup.PageOrientation);
        Assert.Equal((1, 0), (sheet.PageSetup.PagesWide, sheet.PageSetup.PagesTall));
        Assert.Equal((6, 6), (sheet.PageSetup.FirstRowToRepeatAtTop, sheet.PageSetup.LastRowToRepeatAtTop));
        Assert.Contains("&P", sheet.PageSetup.Footer.Center.GetText(XLHFOccurrence.OddPages), StringComparison.Ordinal);
        Assert.Equal(6, sheet.SheetView.SplitRow);
        Assert.Equal("A6:M10", sheet.AutoFilter.Range.RangeAddress.ToString());
        Assert.Equal(42, sheet.Column(9).Width, 1);
    }

    [Fact]
    public async Task Columns_are_told_from_left_to_right()
    {
        using var archive = new ZipArchive(await Sample.XlsxAsync(Sample.Usual()), ZipArchiveMode.Read);
        using var reader = XmlReader.Create(await archive.GetEntry("xl/worksheets/sheet2.xml")!.OpenAsync());
        var last = 0;
        while (reader.ReadToFollowing("col"))
        {
            var first = int.Parse(reader.GetAttribute("min")!, System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(first > last);
            last = int.Parse(reader.GetAttribute("max")!, System.Globalization.CultureInfo.InvariantCulture);
        }
        Assert.True(last >= 13);
    }

    [Theory]
    [InlineData(StatementLanguage.Chinese)]
    [InlineData(StatementLanguage.English)]
    public async Task The_package_is_valid_Open_XML(StatementLanguage language) =>
        Assert.Empty(Validate(await Sample.XlsxAsync(Sample.Usual() with { Language = language })));

    [Fact]
    public async Task A_cancelled_export_stops_and_stores_no_code()
    {
        using var cancel = new CancellationTokenSource();
        var order = Sample.Order(new StatementAccount(Sample.Header(), Endless(), 0));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            StatementFiles.WriteXlsxAsync(order, _ => throw new InvalidOperationException("called"), Stream.Null, cancel.Token)
        );

        async IAsyncEnumerable<StatementRow> Endless()
        {
            for (var i = 1; ; i++)
            {
                if (i == 1000)
                    await cancel.CancelAsync();
                yield return Sample.Row(i, 0, 0);
            }
        }
    }

    [Fact]
    public async Task A_temporary_file_holds_the_statement_and_is_gone_once_closed()
    {
        string path;
        await using (var file = StatementTempFile.Create())
        {
            path = file.Name;
            await StatementFiles.WriteXlsxAsync(Sample.Usual(), _ => Task.FromResult(Sample.Anchor), file, default);
            await Sample.AssertUnalteredAsync(file);
            // On Unix nobody else can open it, whoever runs the process.
            Assert.Equal(OperatingSystem.IsWindows(), File.Exists(path));
        }
        Assert.False(File.Exists(path));
    }

    private static List<string> Validate(Stream stream)
    {
        stream.Position = 0;
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        return
        [
            .. new OpenXmlValidator().Validate(document).Select(error => $"{error.Part?.Uri} {error.Path?.XPath}: {error.Description}"),
        ];
    }

    private static string[] Names(XLWorkbook workbook) => [.. workbook.Worksheets.Select(sheet => sheet.Name)];

    private static string[] Texts(IXLWorksheet sheet, params string[] places) =>
        [
            .. places.Select(place =>
                sheet.Cell(place).Value is double number
                    ? number.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    : sheet.Cell(place).GetString()
            ),
        ];
}
