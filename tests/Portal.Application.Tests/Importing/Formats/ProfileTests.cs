using System.Text;
using ClosedXML.Excel;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Importing.Formats;

/// <summary>Each built-in import profile on a small bill of its kind, and what bills do to numbers, dates and order.</summary>
public sealed class ProfileTests
{
    static ProfileTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private const string Cmb = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n";

    [Fact]
    public void Alipay_personal_in_gb18030_keeps_payments_and_refunds_and_warns_of_the_rest()
    {
        var statement = One(
            Encoding
                .GetEncoding("gb18030")
                .GetBytes(
                    "------\n导出信息：\n支付宝账户：a@example.com\n起始时间：[2024-01-01 00:00:00]    终止时间：[2024-01-31 23:59:59]\n"
                        + "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n"
                        + "2024-01-03 09:00:00 ,投资理财,基金,/,买入,不计收支,99.00,余额宝,交易成功,3\t,\t, ,\n"
                        + "2024-01-02 09:00:00 ,退款,商店,/,退款-书,不计收支,20.00,余额,退款成功,2_1\t,T1\t, ,\n"
                        + "2024-01-01 09:00:00 ,日用百货,商店,x@y,书,支出,20.00,余额,交易关闭,2\t,T1\t, ,\n"
                )
        );
        Assert.Equal(
            ("a@example.com", new DateOnly(2024, 1, 1), new DateOnly(2024, 1, 31), false),
            (statement.AccountNumber, statement.From, statement.To, statement.IsFinal)
        );
        Assert.Equal([("2", -2000L), ("2_1", 2000L)], statement.Entries.Select(entry => (entry.Id, entry.AmountMinor)));
        Assert.Equal(("row_not_an_entry", 6), (Assert.Single(statement.Warnings).Code, statement.Warnings[0].Line));
    }

    [Fact]
    public void WeChat_personal_takes_neutral_rows_that_change_the_wallet()
    {
        const string header = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n";
        var statement = One(
            "微信支付账单明细,,\n微信昵称：[甲],,\n"
                + header
                + "2024-01-05 08:00:00,商户消费,店,面,支出,¥28.16,零钱,支付成功,5,\"1\"\t,/\n"
                + "2024-01-04 08:00:00,零钱提现,银行,/,/,¥100.10,银行,提现已到账,4,/,服务费¥0.10\n"
                + "2024-01-03 08:00:00,零钱充值,银行,/,/,¥300.00,银行,充值完成,3,/,/\n"
                + "2024-01-02 08:00:00,零钱通转出-到零钱,/,/,/,¥7.00,零钱通,支付成功,2,/,/\n"
        );
        Assert.Equal([("3", 30000L), ("4", -10010L), ("5", -2816L)], statement.Entries.Select(entry => (entry.Id, entry.AmountMinor)));
        Assert.Equal(7, Assert.Single(statement.Warnings).Line);
    }

    [Fact]
    public void JD_personal_counts_a_payment_whole_and_its_refund_as_another()
    {
        var statement = One(
            "导出信息：\n京东账号名：jd_1\n日期区间：2024-12-01 至 2024-12-31\n\n交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注\n"
                + "2024-12-28 13:28:32\t,店,退款-衣,89.84,卡,退款成功,不计收支,网购,1\t,9\t, ,\n"
                + "2024-12-28 13:27:56\t,店,衣,131.77(已退款89.84),卡,交易成功,支出,服饰内衣,1\t,9\t, ,\n"
                + "2024-12-24 22:33:07\t,店,裤,468.32(已全额退款),卡,交易成功,不计收支,服饰内衣,2\t,8\t, ,\n"
        );
        Assert.Equal([-46832L, -13177L, 8984L], statement.Entries.Select(entry => entry.AmountMinor));
        Assert.Equal(("jd_1", new DateOnly(2024, 12, 1)), (statement.AccountNumber, statement.From));
    }

    [Fact]
    public void ICBC_has_two_columns_of_money_and_a_sum_below()
    {
        var statement = One(
            "明细查询文件下载\n\n卡号: 1234****9876,\"卡别名: 甲\"\n\n交易日期,摘要,交易详情,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名,对方账户\n"
                + "2024-02-02\t,工资,,,\"1,234.56  \",,人民币,\"1,334.56\",甲公司,6222****1\n"
                + "2024-02-01\t,消费,,店,,\"13.40\",人民币,100.00,财付通,1234\n \n人民币合计,,,,\"1,234.56\",\"13.40\",\n"
        );
        Assert.Equal(
            ("1234****9876", 11340L, 133456L, 0L),
            (statement.AccountNumber, statement.OpeningMinor, statement.ClosingMinor, statement.DifferenceMinor)
        );
        Assert.Equal(
            [(-1340L, TransactionKind.CardPayment), (123456L, TransactionKind.Payroll)],
            statement.Entries.Select(entry => (entry.AmountMinor, entry.Kind))
        );
    }

    [Fact]
    public void BOC_takes_day_time_and_card_from_their_own_columns()
    {
        var statement = One(
            "中国银行交易流水明细单\n记账日期,记账时间,币别,金额,余额,交易名称,渠道,网点名称,附言,对方账户名,对方卡号/账号,对方开户行,借记卡号\n"
                + "2025-08-22,12:22:50,美元,-50.00,\"3,588.17\",网上快捷支付,银企对接,-------,支付宝-李四,支付宝-李四,Z200,-------,3167\n"
        );
        var entry = Assert.Single(statement.Entries);
        Assert.Equal(
            ("3167", "USD", new TimeOnly(12, 22, 50), 363817L),
            (statement.AccountNumber, statement.CurrencyCode, entry.Time, statement.OpeningMinor)
        );
    }

    [Fact]
    public void JD_settlement_and_funds_of_one_workbook_are_two_statements()
    {
        using var workbook = new XLWorkbook();
        Fill(
            workbook,
            "结算表",
            ["订单编号", "父单号", "单据编号", "费用项", "商品名称", "金额", "币种", "收支方向", "账单日期", "店铺号"],
            ["'123", "", "55", "货款", "书", "10.50", "人民币", "收入", "20240102", "S1"],
            ["'123", "", "56", "佣金", "", "0.50", "人民币", "支出", "20240102", "S1"]
        );
        Fill(
            workbook,
            "资金表",
            [
                "商户号",
                "账户代码",
                "账户名称",
                "日期",
                "商户订单号",
                "账户余额(元)",
                "收入金额(元)",
                "支出金额(元)",
                "交易备注",
                "账单日期",
            ],
            ["110", "2832", "货款账户", "2024-01-02 10:00:00", "'0099", "10.00", "10.00", "--", "货款", "20240102"]
        );
        var file = Read(Saved(workbook));
        Assert.Equal("jd-settlement+jd-wallet", file.Format);
        Assert.Equal(
            [("S1", 2, 1000L, false), ("2832", 1, 1000L, true)],
            file.Statements.Select(s => (s.AccountNumber, s.Entries.Count, s.NetMinor, s.IsFinal))
        );
        Assert.Equal([TransactionKind.Sale, TransactionKind.Fee], file.Statements[0].Entries.Select(entry => entry.Kind));
    }

    [Fact]
    public void JZT_spendings_are_money_out()
    {
        var statement = One("流水单号,账号,投放日期,交易类型,计划ID,支出\n1353436079,商家账户,2021-08-01,快车扣费,12,840.33\n");
        var entry = Assert.Single(statement.Entries);
        Assert.Equal(("1353436079", -84033L, TransactionKind.Advertising), (entry.Id, entry.AmountMinor, entry.Kind));
    }

    [Fact]
    public void WeChat_shop_and_trade_bills_are_read()
    {
        var shop = One(
            "流水单号,记账时间,动帐类型,收支类型,收支金额,账户余额,关联订单号,详情\n9,2024-01-02 08:00:00,提现,支出,3.00,7.00,,\n"
        );
        Assert.Equal((1000L, 700L), (shop.OpeningMinor, shop.ClosingMinor));
        var trades = One(
            "交易时间,公众账号ID,商户号,微信订单号,商户订单号,用户标识,交易类型,交易状态,货币种类,应结订单金额,退款金额,商品名称\n"
                + "`2024-01-02 08:00:00,`wx1,`160,`42,`T1,`u,`JSAPI,`SUCCESS,`CNY,`5.00,`0.00,`书\n"
                + "`2024-01-02 09:00:00,`wx1,`160,`42,`T1,`u,`JSAPI,`REFUND,`CNY,`0.00,`2.00,`书\n总交易单数,应结订单总金额\n`2,`5.00\n"
        );
        Assert.Equal([500L, -200L], trades.Entries.Select(entry => entry.AmountMinor));
    }

    [Fact]
    public void Income_with_a_minus_takes_income_back_and_warns()
    {
        var statement = One(
            "流水单号,记账时间,动帐类型,收支类型,收支金额,账户余额,关联订单号,详情\n"
                + "8,2024-01-01 08:00:00,货款,收入,-3.00,7.00,,\n9,2024-01-02 08:00:00,提现,支出,-4.00,3.00,,\n"
        );
        Assert.Equal([-300L, -400L], statement.Entries.Select(entry => entry.AmountMinor));
        Assert.Equal(("amount_negative", 2), (Assert.Single(statement.Warnings).Code, statement.Warnings[0].Line));
    }

    [Fact]
    public void Unknown_columns_stay_with_the_entry()
    {
        var entry = Assert.Single(One(Cmb.TrimEnd() + ",新列\n2024-01-01,CNY,1.00,1.00,转账,乙,丙,带来的值\n").Entries);
        Assert.Contains("带来的值", entry.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_found_by_name_wherever_they_stand()
    {
        var entry = Assert.Single(
            One("说明\n\n联机余额,客户摘要, 交易金额 ,对手信息,货币,交易摘要,记账日期\n8.00,丙,-2.00,乙,CNY,转账,2024/1/5\n").Entries
        );
        Assert.Equal((-200L, 800L, new DateOnly(2024, 1, 5)), (entry.AmountMinor, entry.BalanceAfterMinor!.Value, entry.BookingDate));
    }

    [Theory]
    [InlineData("1,234.50", 123450)]
    [InlineData("￥1.20", 120)]
    [InlineData("+3", 300)]
    [InlineData("(4.00)", -400)]
    [InlineData("（4.00）", -400)]
    [InlineData("\t 5.10 ", 510)]
    [InlineData("-1 000.00", -100000)]
    [InlineData("--", 0)]
    [InlineData("7.10元", 710)]
    public void Amounts_are_read_as_people_write_them(string text, long minor) =>
        Assert.Equal(minor, Assert.Single(One($"{Cmb}2024-01-01,CNY,\"{text}\",0.00,转账,,\n").Entries).AmountMinor);

    [Theory]
    [InlineData("(-4.00)")]
    [InlineData("1.2.3")]
    [InlineData("1,23.00")]
    [InlineData("--5")]
    [InlineData("0x10")]
    [InlineData("∞")]
    [InlineData("１２")]
    public void What_is_no_amount_is_an_error_with_line_and_column(string text)
    {
        var problem = Assert.Single(Read(Encoding.UTF8.GetBytes($"{Cmb}2024-01-01,CNY,\"{text}\",0.00,转账,,\n")).Errors);
        Assert.Equal(("amount_invalid", 2, "交易金额"), (problem.Code, problem.Line, problem.Column));
    }

    [Theory]
    [InlineData("2024-01-05", "2024-01-05", null)]
    [InlineData("2024/1/5 7:08", "2024-01-05", "07:08:00")]
    [InlineData("20240105", "2024-01-05", null)]
    [InlineData("20240105070809", "2024-01-05", "07:08:09")]
    [InlineData("2024年1月5日", "2024-01-05", null)]
    [InlineData("45296", "2024-01-05", null)]
    [InlineData("45296.5", "2024-01-05", "12:00:00")]
    public void Dates_are_read_as_bills_write_them(string text, string day, string? time)
    {
        var entry = Assert.Single(One($"{Cmb}{text},CNY,1.00,0.00,转账,,\n").Entries);
        Assert.Equal(day, entry.BookingDate.ToString("O", null));
        Assert.Equal(time, entry.Time?.ToString("HH:mm:ss", null));
    }

    [Fact]
    public void Dates_and_numbers_of_a_workbook_are_exact()
    {
        using var workbook = new XLWorkbook();
        Fill(workbook, "流水", ["记账日期", "货币", "交易金额", "联机余额", "交易摘要"], ["", "CNY", "", "", "转账"]);
        var sheet = workbook.Worksheet(1);
        sheet.Cell(2, 1).SetValue(new DateTime(2024, 1, 5, 7, 8, 9));
        sheet.Cell(2, 3).SetValue(0.1 + 0.2);
        sheet.Cell(2, 4).SetValue(1234567890.12);
        var entry = Assert.Single(Assert.Single(Read(Saved(workbook)).Statements).Entries);
        Assert.Equal((30L, 123456789012L, new TimeOnly(7, 8, 9)), (entry.AmountMinor, entry.BalanceAfterMinor!.Value, entry.Time!.Value));
    }

    [Fact]
    public void An_id_that_Excel_rounded_is_no_id()
    {
        var statement = One("流水单号,账号,投放日期,交易类型,计划ID,支出\n1.35344E+17,甲,2021-08-01,快车扣费,12,840.33\n");
        Assert.Equal("", Assert.Single(statement.Entries).Id);
        Assert.Equal(("id_rounded", 2), (Assert.Single(statement.Warnings).Code, statement.Warnings[0].Line));
    }

    [Fact]
    public void A_break_in_the_balances_is_a_warning_with_its_line()
    {
        var statement = One($"{Cmb}2024-01-01,CNY,1.00,1.00,转账,,\n2024-01-02,CNY,1.00,5.00,转账,,\n");
        Assert.Equal(("balance_break", 3), (Assert.Single(statement.Warnings).Code, statement.Warnings[0].Line));
        Assert.Equal(-300L, statement.DifferenceMinor);
    }

    [Fact]
    public void Equal_times_are_ordered_by_the_balances()
    {
        var statement = One($"{Cmb}2024-01-01,CNY,-2.00,7.00,手续费,,\n2024-01-01,CNY,9.00,9.00,转账,,\n");
        Assert.Equal([900L, -200L], statement.Entries.Select(entry => entry.AmountMinor));
        Assert.Equal((0L, 700L), (statement.OpeningMinor, statement.ClosingMinor));
        Assert.Empty(statement.Warnings);
    }

    [Fact]
    public void Entries_after_a_subtotal_are_not_lost()
    {
        var statement = One(
            $"{Cmb}2024-01-01,CNY,1.00,1.00,转账,,\n小计,,1.00,,,,\n2024-01-02,CNY,2.00,3.00,转账,,\n合计,,3.00,,,,\n共 2 笔\n45296,,,,,,\n"
        );
        Assert.Equal([100L, 200L], statement.Entries.Select(entry => entry.AmountMinor));
    }

    [Fact]
    public void Accounts_of_one_bill_are_statements_of_their_own()
    {
        var file = Read(
            Encoding.UTF8.GetBytes(
                "商户号,账户代码,账户名称,日期,商户订单号,账户余额(元),收入金额(元),支出金额(元),交易备注,账单日期\n"
                    + "1,A,甲,2024-01-01,1,1.00,1.00,-,货款,20240101\n1,B,乙,2024-01-01,1,5.00,-,2.00,提现,20240101\n"
            )
        );
        Assert.Equal(
            [("A", 0L, 100L), ("B", 700L, 500L)],
            file.Statements.Select(s => (s.AccountNumber, s.OpeningMinor!.Value, s.ClosingMinor!.Value))
        );
    }

    [Fact]
    public void A_tab_separated_bill_with_a_mark_is_read() =>
        Assert.Single(
            One([
                0xEF,
                0xBB,
                0xBF,
                .. Encoding.UTF8.GetBytes($"{Cmb.Replace(',', '\t')}2024-01-01\tCNY\t1,000.00\t0.00\t转账\t\t\n"),
            ]).Entries
        );

    private static void Fill(XLWorkbook workbook, string name, params string[][] rows)
    {
        var sheet = workbook.AddWorksheet(name);
        for (var row = 0; row < rows.Length; row++)
        for (var column = 0; column < rows[row].Length; column++)
            sheet.Cell(row + 1, column + 1).SetValue(rows[row][column]);
    }

    private static byte[] Saved(XLWorkbook workbook)
    {
        using var memory = new MemoryStream();
        workbook.SaveAs(memory);
        return memory.ToArray();
    }

    private static ParsedFile Read(byte[] bytes) => Assert.Single(FileReader.Read(bytes, "bill"));

    private static ParsedStatement One(string text) => One(Encoding.UTF8.GetBytes(text));

    private static ParsedStatement One(byte[] bytes)
    {
        var file = Read(bytes);
        Assert.Empty(file.Errors);
        return Assert.Single(file.Statements);
    }
}
