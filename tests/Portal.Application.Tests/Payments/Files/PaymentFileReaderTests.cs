using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Payments.Files;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.Payments.Files;

public sealed class PaymentFileReaderTests
{
    [Fact]
    public void A_good_row_is_read_to_the_letter()
    {
        var file = PaymentFileReader.Read(Book.Batch(Book.Good()));

        Assert.Empty(Told(file));
        var row = Assert.Single(file.Rows);
        Assert.Equal(4, row.Row);
        Assert.Equal(
            "苏州精工模具有限公司|1102020109000123456|中国工商银行苏州分行|102100099996|CN",
            string.Join('|', row.To.AccountName, row.To.AccountNumber, row.To.BankName, row.To.BankCode, row.To.Country)
        );
        Assert.Equal(
            (new Money(1_234_50, Currency.Cny), "货款", "INV-1", new DateOnly(2026, 3, 3)),
            (row.Amount, row.Purpose, row.Reference, row.PayOn)
        );
        Assert.Equal((PaymentType.Transfer, 1), (file.Type, file.ControlCount));
        Assert.Equal([new Money(1_234_50, Currency.Cny)], file.Totals);
    }

    [Theory]
    // A number that lost its digits, or may have lost leading zeros.
    [InlineData("B", "<c @><v>1.1020201090001201E+18</v></c>", "B4 accountNumber cell_not_text")]
    [InlineData("B", "<c @><v>110202010900</v></c>", "B4 accountNumber cell_not_text")]
    [InlineData("D", "<c @><v>1.02100099996E+11</v></c>", "D4 bankCode cell_not_text")]
    [InlineData("D", "<c @><v>102100099996</v></c>", "")]
    [InlineData("I", "<c @><v>20260301</v></c>", "")]
    [InlineData("I", "<c @><v>2026030112345678</v></c>", "I4 reference cell_not_text")]
    [InlineData("H", "<c @ s=\"2\"><v>46000</v></c>", "H4 purpose cell_not_text")]
    // Computed, wrong, or no value at all.
    [InlineData("F", "<c @><f>SUM(A1:A2)</f><v>1234.5</v></c>", "F4 amount cell_formula")]
    [InlineData("B", "<c @ t=\"str\"><f>\"1\"&amp;\"2\"</f><v>12</v></c>", "B4 accountNumber cell_formula")]
    [InlineData("A", "<c @ t=\"e\"><v>#REF!</v></c>", "A4 accountName cell_error")]
    [InlineData("F", "<c @ t=\"e\"><v>#N/A</v></c>", "F4 amount cell_error")]
    [InlineData("C", "<c @ t=\"b\"><v>1</v></c>", "C4 bankName cell_truth")]
    // Amounts as numbers: exact to the digit.
    [InlineData("F", "<c @ s=\"4\"><v>1234.5</v></c>", "")]
    [InlineData("F", "<c @><v>1234.4999999999998</v></c>", "")]
    [InlineData("F", "<c @><v>1.2345E3</v></c>", "")]
    [InlineData("F", "<c @><v>1234.501</v></c>", "F4 amount amount_precision")]
    [InlineData("F", "<c @><v>0</v></c>", "F4 amount amount_zero")]
    [InlineData("F", "<c @><v>-1234.5</v></c>", "F4 amount amount_negative")]
    [InlineData("F", "<c @><v>99999999999999.984</v></c>", "F4 amount cell_number_digits")]
    [InlineData("F", "<c @><v>NaN</v></c>", "F4 amount cell_number_digits")]
    [InlineData("F", "<c @><v>1E+400</v></c>", "F4 amount cell_number_digits")]
    [InlineData("F", "<c @ s=\"2\"><v>46000</v></c>", "F4 amount cell_is_date")]
    [InlineData("F", null, "F4 amount required")]
    // Dates.
    [InlineData("J", "<c @ s=\"2\"><v>46084</v></c>", "")]
    [InlineData("J", "<c @ s=\"3\"><v>46084</v></c>", "")]
    [InlineData("J", "2026/3/3", "")]
    [InlineData("J", "<c @><v>46084</v></c>", "J4 payOn cell_not_date")]
    [InlineData("J", "<c @ s=\"2\"><v>46084.5</v></c>", "J4 payOn cell_not_date")]
    [InlineData("J", "<c @ s=\"2\"><v>59</v></c>", "J4 payOn cell_not_date")]
    [InlineData("J", "3.3.2026", "J4 payOn cell_not_date")]
    [InlineData("J", "２０２６-０３-０３", "J4 payOn cell_not_date")]
    [InlineData("J", "2026-02-30", "J4 payOn cell_not_date")]
    // Texts.
    [InlineData("A", "  苏州精工模具有限公司\u3000 ", "")]
    [InlineData("A", " ", "A4 accountName required")]
    [InlineData("A", "a\u202Eb", "A4 accountName characters")]
    [InlineData("B", "１１０２０２０１０９０００１２３４５６", "B4 accountNumber account_characters")]
    [InlineData("B", "1102 0201 0900 0123 456", "")]
    [InlineData("B", "6.2220202001122301E+18", "B4 accountNumber account_characters")]
    [InlineData("D", "102100099997", "D4 bankCode bank_code_check")]
    [InlineData("D", null, "D4 bankCode required")]
    [InlineData("E", "CHN", "E4 country country_format, D4 bankCode bank_code_abroad")]
    [InlineData("E", null, "")]
    [InlineData("G", "RMB", "G4 currency currency_unknown")]
    [InlineData("G", "cny", "")]
    [InlineData("H", null, "H4 purpose required")]
    [InlineData("I", null, "")]
    [InlineData("J", null, "")]
    public void A_cell_is_read_by_its_value_or_refused_by_its_name(string column, string? cell, string told)
    {
        var row = Book.Good();
        row[column[0] - 'A'] = cell;

        var file = PaymentFileReader.Read(Book.Batch(row));

        Assert.Equal(told, string.Join(", ", Told(file).Where(t => !t.Contains(" control ", StringComparison.Ordinal))));
        if (told.Length == 0)
            Assert.Empty(Told(file));
    }

    [Fact]
    public void What_a_person_would_not_see_is_refused_with_its_place()
    {
        const string Hidden = "<cols><col min=\"11\" max=\"12\" hidden=\"1\"/><col min=\"4\" max=\"4\" hidden=\"true\"/></cols>";
        const string Merged = "<mergeCells><mergeCell ref=\"A4:A5\"/></mergeCells>";
        Says(["A4 file cell_merged", "D3 file column_hidden"], PaymentFileReader.Read(Book.Batch(Hidden, Merged, Book.Good())));
        var hiddenRow = new Book().Sheet(
            "付款",
            Book.Row(1, "笔数", "1")
                + Book.Row(2, "总金额", "1,234.50")
                + Book.Row(3, Book.Header)
                + Book.RowWith(4, "hidden=\"1\"", Book.Good())
        );
        Says(["A4 file row_hidden"], PaymentFileReader.Read(hiddenRow.Save()));
        var hiddenSheet = Book.Parts("", "", Book.Good()).Sheet("x", Book.Row(1, "secret"), state: "veryHidden");
        Says(["A1 file sheet_hidden"], PaymentFileReader.Read(hiddenSheet.Save()));
        var beside = PaymentFileReader.Read(Book.Batch([.. Book.Good(), "note"]));
        Says(["K4 file cell_outside"], beside);
    }

    [Fact]
    public void The_header_is_found_by_its_words_and_its_faults_are_named()
    {
        var english = new Book().Sheet(
            "p",
            Book.Row(1, "Count", "1")
                + Book.Row(2, "Total", "5.00", "USD")
                + Book.Row(
                    4,
                    "amount",
                    "CURRENCY",
                    "Purpose",
                    "Bank",
                    "Payee account name",
                    "Account number",
                    "Country",
                    "Bank code (CNAPS)"
                )
                + Book.Row(5, "5", "USD", "Goods", "Bank", "Holder", "000123", "US")
        );
        Assert.Empty(Told(PaymentFileReader.Read(english.Save())));

        string[] odd = ["收款人户名", "收款账号", "收款账号", "联行号", "员工数", "金额", "用途", "备注"];
        var file = PaymentFileReader.Read(new Book().Sheet("p", Book.Row(3, odd) + Book.Row(4, "A")).Save());
        Assert.Equal(
            [
                "C3 accountNumber column_twice",
                "E3 file column_unknown",
                "A3 bankName column_missing",
                "H3 remark column_foreign",
                "B2 control control_missing",
            ],
            string.Join('\n', file.Problems.Select(Told)).Split('\n').ToArray(),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Count_and_total_are_compared_with_the_control_block()
    {
        var rows = Book.Row(3, Book.Header) + Book.Row(4, Book.Good("10")) + Book.Row(5, Book.Good("5", "USD"));
        Says(
            ["B1 control control_count", "B2 control control_total", "B3 control control_total_missing"],
            Read(Book.Row(1, "笔数", "3") + Book.Row(2, "总金额", "10.01", "CNY") + rows)
        );
        Says(["B2 control control_missing", "B3 control control_total_missing", "B3 control control_total_missing"], Read(rows));
        Says(
            ["B1 control number_wrong", "B2 control cell_formula", "B3 control control_total_missing", "B3 control control_total_missing"],
            Read(Book.Row(1, "笔数", "two") + Book.Row(2, "总金额", "<c @><f>1</f><v>10</v></c>") + rows)
        );
        var both = Book.Row(1, "Count", "<c @><v>2</v></c>") + Book.Row(2, "Total", "<c @><v>10</v></c>");
        var shifted = Book.Row(4, Book.Header) + Book.Row(5, Book.Good("10")) + Book.Row(7, Book.Good("5", "USD"));
        Assert.Empty(Told(Read(both + Book.Row(3, "Total", "5.00", "usd") + shifted)));

        static PaymentFile Read(string rows) => PaymentFileReader.Read(new Book().Sheet("p", rows).Save());
    }

    [Fact]
    public void A_payroll_is_known_by_its_employees()
    {
        var file = PaymentFileReader.Read(
            new Book()
                .Sheet(
                    "代发",
                    Book.Row(1, "笔数", "2")
                        + Book.Row(2, "总金额", "300.00")
                        + Book.Row(3, "员工姓名", "收款账号", "开户行", "联行号", "金额", "备注")
                        + Book.Row(4, "张三", "6222020200112233446", "工行", "102100099996", "100", "三月")
                        + Book.Row(5, "李四", "6222020200112233446", "工行", "102100099996", "200")
                )
                .Save()
        );
        Assert.Empty(Told(file));
        Assert.Equal((PaymentType.Payroll, 300_00L), (file.Type, Assert.Single(file.Totals).Minor));
        Assert.Equal(("张三", "三月", "CN"), (file.Rows[0].To.AccountName, file.Rows[0].Purpose, file.Rows[0].To.Country));
    }

    [Fact]
    public void Five_thousand_rows_are_read_and_one_more_is_refused()
    {
        var watch = Stopwatch.StartNew();
        var file = PaymentFileReader.Read(Book.Batch([.. Enumerable.Repeat(Book.Good("1"), PaymentFile.MaxRows)]));
        Assert.Equal((PaymentFile.MaxRows, 5_000_00L), (file.Rows.Count, file.Totals[0].Minor));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
        Assert.Equal("file_too_many_rows", Unreadable(Book.Batch([.. Enumerable.Repeat(Book.Good("1"), PaymentFile.MaxRows + 1)])));
    }

    [Fact]
    public void H2_what_is_no_workbook_or_a_bomb_is_refused_by_name()
    {
        Assert.Equal("file_not_xlsx", Unreadable([]));
        Assert.Equal("file_not_xlsx", Unreadable("MZ this is no workbook"u8.ToArray()));
        Assert.Equal("file_not_xlsx", Unreadable([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]));
        Assert.Equal("file_too_large", Unreadable(new byte[PayWorkbook.MaxBytes + 1]));
        Assert.Equal("file_no_header", Unreadable(new Book().Sheet("p", Book.Row(1, "a", "b")).Save()));
        Assert.Equal("file_several_sheets", Unreadable(Book.Parts("", "", Book.Good()).Sheet("q", Book.Row(1, Book.Header)).Save()));
        var old = Book.Parts("", "", Book.Good());
        old.WorkbookProperties = "<workbookPr date1904=\"1\"/>";
        Assert.Equal("file_date_1904", Unreadable(old.Save()));
        Assert.Equal(
            "file_damaged",
            Unreadable(
                Book.Parts("", "", Book.Good())
                    .Save(
                        (name, text) => name.EndsWith("s0.xml", StringComparison.Ordinal) ? "<!DOCTYPE x [<!ENTITY a \"b\">]>" + text : text
                    )
            )
        );
        var bomb = Book.Parts("", "", Book.Good())
            .Save((name, text) => name.EndsWith("s0.xml", StringComparison.Ordinal) ? text + new string(' ', 60_000_000) : text);
        Assert.True(bomb.Length < 200_000);
        Assert.Equal("zip_too_large", Unreadable(bomb));
    }

    private static void Says(string[] wanted, PaymentFile file) => Assert.Equal(string.Join('\n', wanted), string.Join('\n', Told(file)));

    private static string Unreadable(byte[] bytes) =>
        Assert.Throws<UnreadableFileException>(() => PaymentFileReader.Read(bytes)).Problem.Code;

    private static IEnumerable<string> Told(PaymentFile file) =>
        file.Problems.Concat(file.Rows.SelectMany(row => row.Problems)).Select(Told);

    private static string Told(CellProblem problem) =>
        string.Create(CultureInfo.InvariantCulture, $"{problem.Cell} {problem.Why.Args[0]} {problem.Why.Args[1]}");
}
