using System.Text;
using System.Text.Json;
using FundPortal.Application.Importing;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Importing.Formats;

/// <summary>Small files of our own, read to the cent.</summary>
public sealed class FixtureTests
{
    private const string Mt940 =
        ":20:REF\r\n:25:DE123/456EUR\r\n:28C:1/1\r\n:60F:C240101EUR100,\r\n"
        + ":61:2401010101D12,3NTRFNONREF//B1\r\n:86:166?00LASTSCHRIFT?20EREF+E-1?21SVWZ+Miete Ja?22nuar?30BANKDEFF?31DE99?32Muster?33 GmbH\r\n"
        + ":61:2402300301RC5,00NTRFNONREF\r\n:86:free text\r\n:62F:C240131EUR82,70\r\n-\r\n";

    [Fact]
    public void Mt940_reads_marks_references_purpose_and_the_thirtieth_of_February()
    {
        var statement = One(Mt940);

        Assert.Equal(
            ("DE123/456", "EUR", 10000L, 8270L, 0L),
            (statement.AccountNumber, statement.CurrencyCode, statement.OpeningMinor, statement.ClosingMinor, statement.DifferenceMinor)
        );
        var (rent, reversal) = (statement.Entries[0], statement.Entries[1]);
        Assert.Equal(
            ("B1", -1230L, "NTRF", "Muster GmbH", "DE99", "Miete Januar", "E-1"),
            (rent.Id, rent.AmountMinor, rent.BankType, rent.Counterparty, rent.CounterpartyAccount, rent.Text, rent.EndToEndId)
        );
        Assert.Equal((-500L, true, TransactionKind.Reversal), (reversal.AmountMinor, reversal.IsReversal, reversal.Kind));
        Assert.Equal(new DateOnly(2024, 2, 29), reversal.ValueDate);
        Assert.Contains(statement.Warnings, warning => warning is { Code: "date_month_end", Line: 7 });
    }

    [Fact]
    public void Mt940_entry_dates_without_a_year_cross_New_Year()
    {
        var statement = One(":20:R\n:25:A\n:60F:C231229EUR0,\n:61:2401021230C1,NTRFX\n:61:2312300102C1,NTRFX\n:62F:C240102EUR2,\n");
        Assert.Equal([new DateOnly(2023, 12, 30), new DateOnly(2024, 1, 2)], statement.Entries.Select(entry => entry.BookingDate));
    }

    [Fact]
    public void Mt940_pages_become_one_statement()
    {
        var statement = One(
            ":20:R\n:25:A\n:28C:7/1\n:60F:C240101CNY10,\n:61:240101C1,NTRFX\n:62M:C240101CNY11,\n-\n"
                + ":20:R\n:25:A\n:28C:7/2\n:60M:C240101CNY11,\n:61:240101C2,NTRFX\n:62F:C240101CNY13,\n-\n"
        );
        Assert.Equal((1000L, 1300L, 2), (statement.OpeningMinor, statement.ClosingMinor, statement.Entries.Count));
    }

    [Theory]
    [InlineData("C1,NTRFX", 100, false)]
    [InlineData("D1,NTRFX", -100, false)]
    [InlineData("RC1,NTRFX", -100, true)]
    [InlineData("RD1,NTRFX", 100, true)]
    [InlineData("CR1,NTRFX", 100, false)]
    [InlineData("DR1,NTRFX", -100, false)]
    [InlineData("DD1,NTRFX", -100, false)]
    [InlineData("CD1,NTRFX", 100, false)]
    [InlineData("RCR1,NTRFX", -100, true)]
    [InlineData("RDR300,NTRFX", 30000, true)]
    [InlineData("C300NTRFX", 30000, false)]
    [InlineData("C 1,5NTRFX", 150, false)]
    [InlineData("C0,01S103X", 1, false)]
    public void Mt940_marks_and_funds_codes(string rest, long minor, bool isReversal)
    {
        var entry = Assert.Single(One($":20:R\n:25:A\n:60F:C240101EUR0,\n:61:2401010101{rest}\n:62F:C240102EUR0,\n").Entries);
        Assert.Equal((minor, isReversal), (entry.AmountMinor, entry.IsReversal));
    }

    [Theory]
    [InlineData("//", "")]
    [InlineData("NONREF", "")]
    [InlineData("NONREF//NONREF", "")]
    [InlineData("CUST//BANK1", "BANK1")]
    [InlineData("CUST", "")]
    public void Mt940_only_the_banks_reference_is_an_id(string reference, string id) =>
        Assert.Equal(id, Assert.Single(One($":20:R\n:25:A\n:60F:C240101EUR0,\n:61:240101C1,NTRF{reference}\n").Entries).Id);

    [Fact]
    public void Mt940_blocks_several_messages_and_details_around_the_closing_balance()
    {
        var file = Read(
            "{1:F01BANKDEFF}{2:I940BANKDEFFN}{4:\r\n:20:R\r\n:25:A\r\n:28C:1\r\n:60F:C240101EUR0,\r\n:61:240101C1,NTRFX\r\n:NS:22Zahler\r\n:62F:C240101EUR1,\r\n:64:C240101EUR1,\r\n:86:about the statement\r\n-}\r\n"
                + "{1:F01BANKDEFF}{4:\r\n:20:R\r\n:25:B\r\n:28C:1\r\n:60F:D240101JPY5,\r\n:62F:D240101JPY5,\r\n-}"
        );
        Assert.Equal("A B", string.Join(' ', file.Statements.Select(statement => statement.AccountNumber)));
        Assert.Equal([100L, -5L], file.Statements.Select(statement => statement.ClosingMinor!.Value));
        Assert.Equal("22Zahler", Assert.Single(file.Statements[0].Entries).Text);
        Assert.Equal(100, Assert.Single(file.Statements[0].Balances).AmountMinor);
    }

    [Fact]
    public void Mt940_a_missing_page_is_a_warning_and_nothing_is_joined_across_it()
    {
        var file = Read(
            ":20:R\n:25:A\n:28C:7/1\n:60F:C240101CNY10,\n:61:240101C1,NTRFX\n:62M:C240101CNY11,\n-\n"
                + ":20:R\n:25:A\n:28C:7/3\n:60M:C240101CNY20,\n:61:240101C2,NTRFX\n:62F:C240101CNY22,\n-\n"
        );
        Assert.Equal([0L, 0L], file.Statements.Select(statement => statement.DifferenceMinor!.Value));
        Assert.All(file.Statements, statement => Assert.Equal("page_missing", Assert.Single(statement.Warnings).Code));
    }

    [Fact]
    public void Mt942_is_not_final_and_leaves_out_what_is_only_expected()
    {
        var file = Read(
            ":20:R\n:25:A\n:28C:1/1\n:34F:EUR0,\n:13D:2401011200+0100\n:61:240101C1,NTRFX//1\n:86:came\n:61:240101EC9,NTRFX//2\n:86:will come\n:90D:0EUR0,\n:90C:1EUR1,\n-\n"
        );
        var statement = Assert.Single(file.Statements);
        Assert.Equal(("mt942", false, null), (file.Format, statement.IsFinal, statement.DifferenceMinor));
        Assert.Equal(("1", "came"), (Assert.Single(statement.Entries).Id, statement.Entries[0].Text));
        Assert.Equal(("entry_not_booked", 8), (Assert.Single(statement.Warnings).Code, statement.Warnings[0].Line));
    }

    [Theory]
    [InlineData("iso-8859-1", "Größe für Öl")]
    [InlineData("windows-1252", "Miete – März €")]
    [InlineData("utf-8", "Größe für Öl")]
    [InlineData("gb18030", "支付货款给上海公司")]
    [InlineData("utf-8", "支付货款给上海公司")]
    public void Mt940_is_read_in_the_encoding_it_has(string encoding, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var bytes = Encoding
            .GetEncoding(encoding)
            .GetBytes($":20:R\n:25:A\n:60F:C240101EUR0,\n:61:240101C1,NTRFX\n:86:{text}\n:62F:C240101EUR1,\n");
        Assert.Equal(text, Assert.Single(Assert.Single(Assert.Single(FileReader.Read(bytes, "x")).Statements).Entries).Text);
    }

    [Theory]
    [InlineData(":86:/EREF/E1/NAME/Acme/IBAN/NL01/REMI/USTD//Invoice 5/\n", "Acme", "NL01", "Invoice 5", "E1")]
    [InlineData(
        ":86:166?00GUTSCHRIFT?20EREF+NOTPROVIDED?21SVWZ+Rech?22nung 5?31123?32Acme ?33GmbH?38DE99\n",
        "Acme GmbH",
        "DE99",
        "Rechnung 5",
        ""
    )]
    [InlineData(":86:free text\nover two lines\n", "", "", "free text over two lines", "")]
    public void Mt940_details_in_three_styles(string details, string name, string account, string text, string endToEnd)
    {
        var entry = Assert.Single(One($":20:R\n:25:A\n:60F:C240101EUR0,\n:61:240101C1,NTRF\n{details}:62F:C240101EUR1,\n").Entries);
        Assert.Equal((name, account, text), (entry.Counterparty, entry.CounterpartyAccount, entry.Text));
        Assert.Equal(endToEnd, entry.EndToEndId);
    }

    [Fact]
    public void Camt053_keeps_a_batch_whole_that_does_not_add_up_and_takes_no_part_for_the_whole()
    {
        var statement = One(
            Camt(
                "<Ntry><Amt Ccy=\"EUR\">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt><AcctSvcrRef>S1</AcctSvcrRef>"
                    + "<NtryDtls><TxDtls><Amt Ccy=\"EUR\">1.00</Amt><RltdPties><Cdtr><Nm>One</Nm></Cdtr></RltdPties></TxDtls>"
                    + "<TxDtls><Amt Ccy=\"USD\">2.00</Amt></TxDtls></NtryDtls><AddtlNtryInf>batch</AddtlNtryInf></Ntry>",
                "97.00"
            )
        );
        var entry = Assert.Single(statement.Entries);
        Assert.Equal(("S1", -300L, "", "batch"), (entry.Id, entry.AmountMinor, entry.Counterparty, entry.Text));
        Assert.Equal("batch_not_split", Assert.Single(statement.Warnings).Code);
    }

    [Theory]
    [InlineData("camt.052.001.02", "BkToCstmrAcctRpt", "Rpt", "camt.052", false)]
    [InlineData("camt.052.001.13", "BkToCstmrAcctRpt", "Rpt", "camt.052", false)]
    [InlineData("camt.053.001.02", "BkToCstmrStmt", "Stmt", "camt.053", true)]
    [InlineData("camt.053.001.10", "BkToCstmrStmt", "Stmt", "camt.053", true)]
    [InlineData("camt.053.001.13", "BkToCstmrStmt", "Stmt", "camt.053", true)]
    [InlineData("camt.054.001.13", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "camt.054", false)]
    public void Camt_versions_and_kinds(string version, string root, string element, string format, bool isFinal)
    {
        var file = Read(
            $"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{version}\"><{root}><{element}><Acct><Id><Othr><Id>77</Id></Othr></Id><Ccy>JPY</Ccy></Acct>"
                + "<Ntry><Amt Ccy=\"JPY\">150.00000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><ValDt><Dt>2024-01-02</Dt></ValDt>"
                + $"<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry></{element}></{root}></Document>"
        );
        var statement = Assert.Single(file.Statements);
        Assert.Equal((format, isFinal, "77"), (file.Format, statement.IsFinal, statement.AccountNumber));
        var entry = Assert.Single(statement.Entries);
        Assert.Equal((150L, "Payer", new DateOnly(2024, 1, 2)), (entry.AmountMinor, entry.Counterparty, entry.BookingDate));
    }

    [Theory]
    [InlineData("PMNT", "RCDT", "ESCT", TransactionKind.Transfer)]
    [InlineData("PMNT", "RDDT", "ESDD", TransactionKind.DirectDebit)]
    [InlineData("ACMT", "MDOP", "CHRG", TransactionKind.Fee)]
    [InlineData("ACMT", "MCOP", "INTR", TransactionKind.Interest)]
    [InlineData("PMNT", "CCRD", "POSD", TransactionKind.CardPayment)]
    [InlineData("PMNT", "CNTR", "CWDL", TransactionKind.Cash)]
    [InlineData("PMNT", "ICDT", "SALA", TransactionKind.Payroll)]
    [InlineData("XTND", "NTAV", "NTAV", TransactionKind.Other)]
    public void Camt_codes_become_kinds(string domain, string family, string sub, TransactionKind kind)
    {
        var entry = Assert.Single(
            One(
                Camt(
                    $"<Ntry><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt><BkTxCd><Domn><Cd>{domain}</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>",
                    "101.00"
                )
            ).Entries
        );
        Assert.Equal((kind, $"{domain}-{family}-{sub}"), (entry.Kind, entry.BankType));
    }

    [Fact]
    public void Camt053_splits_a_batch_that_adds_up_and_leaves_out_what_is_not_booked()
    {
        var statement = One(
            Camt(
                "<Ntry><Amt Ccy=\"EUR\">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt><AcctSvcrRef>S1</AcctSvcrRef>"
                    + "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><Amt Ccy=\"EUR\">1.00</Amt><RltdPties><Cdtr><Pty><Nm>One</Nm></Pty></Cdtr></RltdPties></TxDtls>"
                    + "<TxDtls><Amt Ccy=\"EUR\">2.00</Amt></TxDtls></NtryDtls></Ntry>"
                    + "<Ntry><Amt Ccy=\"EUR\">9.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>",
                "97.00"
            )
        );

        Assert.Equal(0, statement.DifferenceMinor);
        Assert.Equal(
            [("S1/1", -100L, "One", "E1"), ("S1/2", -200L, "", "")],
            statement.Entries.Select(e => (e.Id, e.AmountMinor, e.Counterparty, e.EndToEndId))
        );
        Assert.Equal("entry_not_booked", Assert.Single(statement.Warnings).Code);
    }

    [Fact]
    public void Camt053_reversal_keeps_its_true_effect()
    {
        var entry = Assert.Single(
            One(
                Camt(
                    "<Ntry><Amt Ccy=\"EUR\">1.50</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><DtTm>2024-01-02T23:30:00+01:00</DtTm></BookgDt></Ntry>",
                    "98.50"
                )
            ).Entries
        );
        Assert.Equal(
            (-150L, true, new DateOnly(2024, 1, 2), new TimeOnly(23, 30)),
            (entry.AmountMinor, entry.IsReversal, entry.BookingDate, entry.Time)
        );
    }

    [Fact]
    public void Camt053_error_names_the_element()
    {
        var problem = Assert.Single(
            Read(Camt("<Ntry><Amt Ccy=\"EUR\">1.505</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts></Ntry>", "1.00")).Errors
        );
        Assert.Equal(("amount_precision", "Stmt[1]/Ntry[1]/Amt"), (problem.Code, problem.Element));
    }

    [Fact]
    public void Alipay_ledger_newest_first_is_put_in_order_and_adds_up()
    {
        var statement = One(
            "#支付宝账务明细查询\n#账号：[20881234567890120156]\n账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注\n"
                + "102,2,T2,退货,2024-01-02 10:00:00,b***@x.com,,-2.50,107.50,支付宝,交易退款,\n"
                + "101,1,T1,商品,2024-01-02 09:00:00,a***@x.com,10.00,,110.00,支付宝,在线支付,\n"
                + "#-----账务明细列表结束-----\n"
        );
        Assert.Equal(
            ("20881234567890120156", 10000L, 10750L, 0L),
            (statement.AccountNumber, statement.OpeningMinor, statement.ClosingMinor, statement.DifferenceMinor)
        );
        Assert.Equal(
            [("101", 1000L, TransactionKind.Sale), ("102", -250L, TransactionKind.Refund)],
            statement.Entries.Select(e => (e.Id, e.AmountMinor, e.Kind))
        );
    }

    [Fact]
    public void WeChat_funds_drop_backticks_and_stop_at_the_summary()
    {
        var statement = One(
            "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号\n"
                + "`2024-01-01 08:00:00,`4200,`900,`交易,`交易,`收入,`1.20,`1.20,`system,`,`V1\n"
                + "`2024-01-01 09:00:00,`4201,`901,`手续费,`扣除交易手续费,`支出,`0.01,`1.19,`system,`,`V2\n"
                + "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n`2,`1,`1.20,`1,`0.01\n"
        );
        Assert.Equal([120L, -1L], statement.Entries.Select(entry => entry.AmountMinor));
        Assert.Equal((0L, TransactionKind.Fee), (statement.DifferenceMinor, statement.Entries[1].Kind));
    }

    [Fact]
    public void JD_wallet_dashes_are_nothing_and_ids_lose_their_quote()
    {
        var statement = One(
            "商户号,账户代码,账户名称,日期,商户订单号,账户余额(元),收入金额(元),支出金额(元),交易备注,账单日期\n'110,'2832,货款账户,2024-01-01 10:00:00,'0099,10.00,10.00,--,货款,20240101\n"
        );
        var entry = Assert.Single(statement.Entries);
        Assert.Equal(("2832", 1000L, "0099", 0L), (statement.AccountNumber, entry.AmountMinor, entry.EndToEndId, statement.OpeningMinor));
    }

    [Fact]
    public async Task The_dry_run_prints_one_JSON_object_and_its_exit_code_says_whether_all_was_read()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Mt940);
            using var output = new StringWriter();
            Assert.Equal(0, await ImportDryRun.RunAsync([file], json: true, output, CancellationToken.None));
            using var json = JsonDocument.Parse(output.ToString());
            var read = json.RootElement.GetProperty("files")[0];
            Assert.Equal("mt940", read.GetProperty("format").GetString());
            var statement = read.GetProperty("statements")[0];
            Assert.Equal(
                ("100.00", "82.70", true),
                (
                    statement.GetProperty("opening").GetString(),
                    statement.GetProperty("closing").GetString(),
                    statement.GetProperty("balanced").GetBoolean()
                )
            );
            Assert.Equal(
                ("-12.30", "2024-01-01"),
                (
                    statement.GetProperty("entries")[0].GetProperty("amount").GetString(),
                    statement.GetProperty("entries")[0].GetProperty("bookingDate").GetString()
                )
            );
            Assert.Equal(2, await ImportDryRun.RunAsync([file, file + ".missing"], json: true, TextWriter.Null, CancellationToken.None));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Camt(string entries, string closing) =>
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>CH2909000000250094239</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        + "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-01-01</Dt></Dt></Bal>"
        + $"<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-01-02</Dt></Dt></Bal>{entries}</Stmt></BkToCstmrStmt></Document>";

    private static ParsedFile Read(string text) => Assert.Single(FileReader.Read(Encoding.UTF8.GetBytes(text), "fixture"));

    private static ParsedStatement One(string text)
    {
        var file = Read(text);
        Assert.Empty(file.Errors);
        return Assert.Single(file.Statements);
    }
}
