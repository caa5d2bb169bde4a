using System.IO.Compression;
using System.Text;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Tests.Importing.Formats;

public sealed class HostileFilesTests
{
    [Fact]
    public void H1_a_document_type_is_refused() =>
        Assert.Equal("xml_invalid", Error("<!DOCTYPE x [<!ENTITY a \"b\">]><Document>&a;</Document>").Code);

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

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        return memory.ToArray();
    }
}
