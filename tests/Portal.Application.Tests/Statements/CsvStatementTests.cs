using System.Globalization;
using System.Text;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Statements;
using Sylvan.Data.Csv;

namespace FundPortal.Application.Tests.Statements;

public sealed class CsvStatementTests
{
    [Fact]
    public async Task It_is_UTF_8_with_a_mark_and_rows_of_one_width()
    {
        var stream = await Sample.CsvAsync(Sample.Usual());

        Assert.Equal(Encoding.UTF8.GetPreamble(), stream.ToArray()[..3]);
        var rows = Read(stream);
        Assert.All(rows, row => Assert.Equal(15, row.Length));
        Assert.Equal("账户对账单", rows[0][0]);
        Assert.Equal(["单位", "", "星河商贸有限公司"], rows[1][..3]);
        Assert.Equal(
            [
                "1",
                "2026-02-01",
                "09:30:01",
                "2026-02-02",
                "转账",
                "TRF1",
                "乙公司",
                "0012345678901234567",
                "货款",
                "001",
                "500.00",
                "",
                "1500.00",
            ],
            rows[6][..13]
        );
        Assert.Equal(["2", "2026-02-02", "", "2026-02-03", "手续费"], rows[7][..5]);
        Assert.Equal(["123.45", "1376.55"], rows[7][11..13]);
        Assert.Equal("本期无交易", Assert.Single(rows, row => row[0] is "本期无交易")[0]);
        Assert.Contains(rows, row => row[0] is "审计序号" && row[2] is "4711");
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task H6_text_that_could_be_a_formula_is_guarded_and_amounts_stay_numbers()
    {
        var rows = HostileTexts.All.Select((text, i) => Sample.Row(i + 1, -1, -50_000 - i, text, text)).ToList();
        var stream = await Sample.CsvAsync(Sample.Order(Sample.Account(Sample.Header(opening: -49_999, number: "-1"), rows)));

        var read = Read(stream);
        foreach (
            var cell in read.SelectMany(row => row)
                .Where(cell => cell.Length > 0 && !double.TryParse(cell, CultureInfo.InvariantCulture, out _))
        )
            Assert.DoesNotContain(cell.TrimStart(' ', '\u00a0', '\u3000', '\ufffd')[0], "=+-@\t\r\n\0＝＋－＠");
        Assert.Equal("'=1+1", read[6][8]);
        Assert.Equal("'-12.30", read[6 + Array.IndexOf(HostileTexts.All, "-12.30")][8]);
        Assert.Equal(["0.01", "-500.00"], read[6][11..13]);
        await Sample.AssertUnalteredAsync(stream);
    }

    [Theory]
    [InlineData("6222021234567890123")]
    [InlineData("0012345")]
    [InlineData("1-2")]
    [InlineData("TRUE")]
    [InlineData("1e5")]
    [InlineData("a,b;\"c\"")]
    [InlineData("two\nlines")]
    public async Task Ids_and_texts_stay_as_they_are(string id)
    {
        var row = Sample.Row(1, 5, 100_005) with { Text = id, Reference = id };
        var stream = await Sample.CsvAsync(Sample.Order(Sample.Account(Sample.Header(number: id), [row])));

        var read = Read(stream);
        Assert.Equal(id, read[2][2]);
        Assert.Equal([id, id], read[6][8..10]);
        Assert.Contains(
            '"' + id.Replace("\"", "\"\"", StringComparison.Ordinal) + '"',
            Encoding.UTF8.GetString(stream.ToArray()),
            StringComparison.Ordinal
        );
        await Sample.AssertUnalteredAsync(stream);
    }

    [Fact]
    public async Task The_code_is_the_same_for_every_language_and_kind_of_file()
    {
        var codes = new List<string?>();
        foreach (var language in Enum.GetValues<StatementLanguage>())
        {
            codes.Add((await Sample.VerifyAsync(await Sample.CsvAsync(Sample.Usual() with { Language = language }))).ComputedCode);
            codes.Add((await Sample.VerifyAsync(await Sample.XlsxAsync(Sample.Usual() with { Language = language }))).ComputedCode);
        }
        Assert.NotNull(Assert.Single(codes.Distinct(StringComparer.Ordinal)));
    }

    [Fact]
    public void Guarding_can_be_undone_for_every_text()
    {
        foreach (
            var text in HostileTexts.All.SelectMany(text => new[] { text, "'" + text, "''" + text, "x" + text }).Append("'").Append("")
        )
        {
            var guarded = CsvGuard.IsNeeded(text) ? "'" + text : text;
            Assert.Equal(text, CsvGuard.Remove(guarded));
        }
    }

    private static List<string[]> Read(MemoryStream stream)
    {
        stream.Position = 0;
        using var reader = CsvDataReader.Create(
            new StreamReader(stream, Encoding.UTF8, leaveOpen: true),
            new CsvDataReaderOptions { HasHeaders = false, CsvStyle = CsvStyle.Standard }
        );
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        return rows;
    }
}
