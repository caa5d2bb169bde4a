using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Tests.Importing.Formats;

public sealed class HostileFilesTests
{
    [Fact]
    public void H1_a_document_type_is_refused() =>
        Assert.Equal("xml_invalid", Error("<!DOCTYPE x [<!ENTITY a \"b\">]><Document>&a;</Document>").Code);

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Document>&a;</Document>")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\"><Document/>")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY % a SYSTEM \"file:///dev/zero\"> %a;]><Document/>")]
    public void H1_nothing_outside_the_file_is_asked_for(string text) => Assert.Equal("xml_invalid", Error(text).Code);

    [Fact]
    public void H1_a_million_attributes_are_refused_quickly()
    {
        var text = new StringBuilder("<Document><BkToCstmrStmt");
        for (var i = 0; i < 1_000_000; i++)
            text.Append(" a").Append(i).Append("=\"\"");
        Quickly(Encoding.UTF8.GetBytes(text.Append("/></Document>").ToString()), "xml_invalid");
    }

    [Fact]
    public void H1_more_attributes_than_any_message_has_are_refused() =>
        Assert.Equal(
            "xml_too_many_attributes",
            Error("<Document><a " + string.Join(' ', Enumerable.Range(0, 100).Select(i => $"a{i}=\"\"")) + "/></Document>").Code
        );

    [Fact]
    public void H1_a_million_attributes_in_a_workbook_are_refused_quickly()
    {
        var attributes = string.Concat(Enumerable.Range(0, 1_000_000).Select(i => $" a{i}=\"\""));
        var sheet = Encoding.UTF8.GetBytes("<workbook" + attributes + "/>");
        Quickly(Zip(("xl/workbook.xml", sheet)), "xml_invalid");
    }

    [Theory]
    [InlineData("iso-2022-jp")]
    [InlineData("utf-7")]
    [InlineData("IBM037")]
    [InlineData("iso-8859-99")]
    public void H1_an_encoding_that_could_hide_a_tag_is_refused(string encoding) =>
        Assert.Equal("text_encoding", Error($"<?xml version=\"1.0\" encoding=\"{encoding}\"?><Document/>").Code);

    [Fact]
    public void H5_an_XML_file_is_decoded_strictly_in_its_encoding()
    {
        byte[] bad = [.. "<?xml version=\"1.0\" encoding=\"gbk\"?>\n<Document>\n"u8, 0xFF, 0xFF, .. "</Document>"u8];
        var problem = Error(bad);
        Assert.Equal(("xml_invalid", true), (problem.Code, problem.Line >= 1));
    }

    [Fact]
    public void H1_an_endless_text_is_refused() =>
        Assert.Equal("xml_invalid", Error("<Document><a>" + new string('x', 300_000) + "</a></Document>").Code);

    [Fact]
    public void H1_millions_of_elements_are_refused_quickly() =>
        Quickly(
            Encoding.UTF8.GetBytes("<Document>" + string.Concat(Enumerable.Repeat("<a/>", 3_000_000)) + "</Document>"),
            "xml_too_many_elements"
        );

    [Fact]
    public void H1_two_hundred_thousand_nested_elements_are_refused()
    {
        const int depth = 200_000;
        var text =
            "<Document>" + string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth)) + "</Document>";
        Assert.Equal("xml_too_deep", Error(text).Code);
    }

    [Fact]
    public void H2_a_bomb_is_refused_before_it_is_unpacked() =>
        Assert.Equal("zip_too_large", Error(Zip(("bomb.txt", new byte[32 * 1024 * 1024]))).Code);

    [Fact]
    public void H2_a_workbook_is_judged_like_any_archive() =>
        Assert.Equal("zip_too_large", Error(Zip(("xl/workbook.xml", []), ("xl/sharedStrings.xml", new byte[32 * 1024 * 1024]))).Code);

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("/etc/out.txt")]
    [InlineData("a\\..\\out.txt")]
    [InlineData("C:/out.txt")]
    public void H2_a_path_that_leads_out_is_refused(string name) => Assert.Equal("zip_path", Error(Zip((name, [1]))).Code);

    [Fact]
    public void H2_an_archive_inside_an_archive_is_not_opened() =>
        Assert.Equal("zip_nested", Error(Zip(("inner.zip", Zip(("a.txt", [1]))))).Code);

    [Fact]
    public void H2_too_many_entries_are_refused() =>
        Assert.Equal(
            "zip_too_many_entries",
            Error(Zip([.. Enumerable.Range(0, 1_001).Select(i => ($"{i}.txt", Array.Empty<byte>()))])).Code
        );

    [Fact]
    public void H2_a_directory_of_a_million_entries_is_counted_not_loaded()
    {
        // One true entry, its directory record repeated: 60 MB of directory.
        var zip = Zip(("a.txt", [1]));
        var end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        var start = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        var record = zip[start..end];
        var bytes = zip[..start].Concat(Enumerable.Repeat(record, 1_000_000).SelectMany(r => r)).Concat(zip[end..]).ToArray();
        Quickly(bytes, "zip_too_many_entries");
    }

    [Fact]
    public void H2_a_header_that_lies_about_the_length_does_not_help()
    {
        var zip = Zip(("bomb.txt", new byte[32 * 1024 * 1024]));
        // Both headers say 10 bytes.
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(22), 10);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), 10);
        Assert.Equal("zip_damaged", Error(zip).Code);
    }

    [Fact]
    public void H2_a_changed_byte_in_an_archive_is_noticed()
    {
        var zip = Zip(CompressionLevel.NoCompression, ("a.sta", ":20:R\n:25:A\n:60F:C240101EUR1,\n:62F:C240101EUR1,\n"u8.ToArray()));
        zip[zip.AsSpan().IndexOf("EUR1,"u8) + 3] = (byte)'9';
        Assert.Equal("zip_damaged", Error(zip).Code);
    }

    [Fact]
    public void H2_a_symbolic_link_is_refused()
    {
        var zip = Zip(("link", "/etc/passwd"u8.ToArray()));
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            zip.AsSpan(zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 38),
            0xA1FF_0000
        );
        Assert.Equal("zip_link", Error(zip).Code);
    }

    [Theory]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4 })]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4, 0x50, 0x4B, 5, 6, 1, 2, 3 })]
    public void H2_half_an_archive_is_damaged(byte[] bytes) => Assert.Equal("zip_damaged", Error(bytes).Code);

    [Fact]
    public void H2_an_archive_gives_one_result_per_file_with_its_own_hash_and_name()
    {
        var inner = ":20:R\n:25:A\n:60F:C240101EUR1,\n:62F:C240101EUR1,\n"u8.ToArray();
        var files = FileReader.Read(Zip(("一月/a.sta", inner), ("b.txt", "x"u8.ToArray()), ("__MACOSX/._a.sta", [0])), "z.zip");
        Assert.Equal([("z.zip/一月/a.sta", 0), ("z.zip/b.txt", 1)], files.Select(file => (file.FileName, file.Errors.Count)));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(inner)), files[0].Sha256);
    }

    [Fact]
    public void H2_a_sheet_of_sixteen_thousand_columns_is_refused()
    {
        using var workbook = new XLWorkbook();
        workbook.AddWorksheet("x").Cell(1, 16_384).SetValue("x");
        Assert.Equal("too_many_columns", Error(Saved(workbook)).Code);
    }

    [Fact]
    public void H4_a_workbook_named_like_text_is_read_as_a_workbook()
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("x");
        sheet
            .Cell(1, 1)
            .InsertData(
                new[] { new[] { "记账日期", "货币", "交易金额", "联机余额", "交易摘要" }, ["2024-01-01", "CNY", "1.00", "1.00", "转账"] }
            );
        var file = Assert.Single(FileReader.Read(Saved(workbook), "../../\"evil\"\r\n.csv"));
        Assert.Equal("cmb", file.Format);
    }

    [Theory]
    [InlineData("_x0000_")]
    [InlineData("_xD800_")]
    public void H5_characters_that_cannot_be_stored_survive_reading(string escape)
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("x");
        sheet
            .Cell(1, 1)
            .InsertData(
                new[] { new[] { "记账日期", "货币", "交易金额", "联机余额", "交易摘要" }, ["2024-01-01", "CNY", "1.00", "1.00", escape] }
            );
        var file = Assert.Single(FileReader.Read(Saved(workbook), "x.xlsx"));
        Assert.Single(Assert.Single(file.Statements).Entries);
    }

    [Fact]
    public void H5_half_a_surrogate_pair_in_utf16_is_an_error_with_its_line()
    {
        var problem = Error([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a\nb"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes("c\n")]);
        Assert.Equal(("text_encoding", 2), (problem.Code, problem.Line));
    }

    [Theory]
    [InlineData("<Document>\n<a>\0</a></Document>", "xml_invalid", 2)]
    [InlineData("<Document>\n<a>&#xD800;</a></Document>", "xml_invalid", 2)]
    [InlineData("记账日期,货币\n\0,CNY\n", "format_unknown", 2)]
    public void H5_NUL_and_lone_surrogates_are_refused_with_their_line(string text, string code, int line)
    {
        var problem = Error(text);
        Assert.Equal((code, line), (problem.Code, problem.Line));
    }

    [Theory]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:240101D1.50NTRFX\n", "entry_invalid", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:240101D1,5,0NTRFX\n", "entry_invalid", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:240101D1,505NTRFX\n", "amount_precision", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:240101D99999999999999999999,NTRFX\n", "amount_range", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:241301D1,NTRFX\n", "date_invalid", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:61:240431D1,NTRFX\n", "date_invalid", 4)]
    [InlineData(":20:R\n:25:A\n:60F:C240101EUR1,\n:62F:C240101USD1,\n", "currency_mixed", 4)]
    [InlineData(":20:R\n:25:A\n:60F:X240101EUR1,\n", "balance_invalid", 3)]
    [InlineData(":20:R\n:25:A\n:60F:C240101ZZZ1,\n", "currency_unknown", 3)]
    public void Mt940_names_the_line_of_what_it_cannot_read(string text, string code, int line)
    {
        var problem = Error(text);
        Assert.Equal((code, line), (problem.Code, problem.Line));
    }

    [Fact]
    public void H4_a_program_named_like_a_workbook_is_not_recognised() =>
        Assert.Equal("format_unknown", Error([0x4D, 0x5A, 0, 1, 2, 3]).Code);

    [Fact]
    public void H5_a_byte_outside_gb18030_is_an_error_with_its_line()
    {
        var problem = Error([.. "第一行\n"u8.ToArray()[..0], .. "a\nb"u8, 0xFF, 0xFF, (byte)'\n']);
        Assert.Equal(("text_encoding", 2), (problem.Code, problem.Line));
    }

    [Fact]
    public void H5_characters_that_gbk_lacks_are_read_from_gb18030()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text = "记账日期,货币,交易金额,联机余额,交易摘要,对手信息,客户摘要\n2024-01-01,CNY,1.00,1.00,转账汇款,㐀𠮷,\n";
        var file = FileReader.Read(Encoding.GetEncoding("gb18030").GetBytes(text), "x.csv")[0];
        Assert.Equal("㐀𠮷", Assert.Single(Assert.Single(file.Statements).Entries).Counterparty);
    }

    [Theory]
    [InlineData("1e2", "amount_invalid")]
    [InlineData("1,5", "amount_invalid")]
    [InlineData("NaN", "amount_invalid")]
    [InlineData("1.234", "amount_precision")]
    public void An_amount_that_is_none_names_its_line_and_column(string amount, string code)
    {
        var problem = Error($"记账日期,货币,交易金额,联机余额,交易摘要\n2024-01-01,CNY,\"{amount}\",1.00,转账\n");
        Assert.Equal((code, 2, "交易金额"), (problem.Code, problem.Line, problem.Column));
    }

    [Fact]
    public void A_day_that_does_not_exist_names_its_line()
    {
        var problem = Error("记账日期,货币,交易金额,联机余额,交易摘要\n2024-02-30,CNY,1.00,1.00,转账\n");
        Assert.Equal(("date_invalid", 2), (problem.Code, problem.Line));
    }

    [Fact]
    public void A_missing_column_is_named() => Assert.Equal("联机余额", Error("记账日期,货币,交易金额,交易摘要\n").Column);

    private static FileProblem Error(string text) => Error(Encoding.UTF8.GetBytes(text));

    private static FileProblem Error(byte[] bytes) => Assert.Single(Assert.Single(FileReader.Read(bytes, "hostile")).Errors);

    /// <summary>Hostile files cost little time and memory, however large they are.</summary>
    private static void Quickly(byte[] bytes, string code)
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal(code, Error(bytes).Code);
        // Generous: the machine that runs the tests is busy.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }

    private static byte[] Saved(XLWorkbook workbook)
    {
        using var memory = new MemoryStream();
        workbook.SaveAs(memory);
        return memory.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries) => Zip(CompressionLevel.Optimal, entries);

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }
        return memory.ToArray();
    }
}
