using System.Text;
using CsCheck;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Payments.Files;
using FundPortal.Domain.Payments;

namespace FundPortal.Application.Tests.Payments.Files;

/// <summary>Whatever arrives: a result that names its cells, or the one exception that says the file cannot be read.</summary>
public sealed class PaymentFileFuzzTests
{
    private static readonly byte[] Template = PaymentTemplate.Write(PaymentType.Payroll, isEnglish: true);
    private static readonly Book Batch = Book.Parts(
        "<cols><col min=\"1\" max=\"2\"/></cols>",
        "<mergeCells/>",
        Book.Good(),
        Book.Good("<c @><v>12.5</v></c>")
    );

    private static readonly string[] Pieces =
    [
        "<",
        ">",
        "\"",
        "r=\"A99999999\"",
        "r=\"ZZZ4\"",
        "<v>1E+999999</v>",
        "<v>-</v>",
        "<f/>",
        "t=\"s\"",
        "t=\"e\"",
        "s=\"999999\"",
        "s=\"-1\"",
        "<row r=\"0\"/>",
        "<row r=\"4\" hidden=\"1\">",
        "<mergeCell ref=\":\"/>",
        "<col min=\"-1\" max=\"999999999\" hidden=\"1\"/>",
        "\u0000",
        "&#x0;",
        "&amp;",
        "_xD800_",
        "\ud83d\ude00",
        "numFmtId=\"x\"",
        "state=\"hidden\"",
        "金额",
        "<c r=\"F4\"><v>1</v></c>",
    ];

    [Fact]
    public void Damaged_bytes_never_break_the_reader() =>
        Gen.Select(Gen.Int[0, Template.Length - 1], Gen.Byte)
            .Array[1, 20]
            .Sample(
                changes =>
                {
                    var bytes = (byte[])Template.Clone();
                    foreach (var (at, value) in changes)
                        bytes[at] = value;
                    Survives(bytes);
                },
                iter: 1_500
            );

    [Fact]
    public void Damaged_parts_never_break_the_reader() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 100_000], Gen.Int[0, 12], Gen.Int[0, Pieces.Length - 1])
            .Array[1, 6]
            .Sample(
                changes =>
                    Survives(
                        Batch.Save(
                            (name, text) =>
                            {
                                var damaged = new StringBuilder(text);
                                foreach (var (part, at, cut, piece) in changes)
                                {
                                    if (part != PartOf(name))
                                        continue;
                                    var place = at % (damaged.Length + 1);
                                    damaged.Remove(place, Math.Min(cut, damaged.Length - place)).Insert(place, Pieces[piece]);
                                }
                                return damaged.ToString();
                            }
                        )
                    ),
                iter: 3_000
            );

    private static int PartOf(string name) =>
        name switch
        {
            "_rels/.rels" => 0,
            "xl/workbook.xml" => 1,
            "xl/_rels/workbook.xml.rels" => 2,
            "xl/styles.xml" => 3,
            _ => 4,
        };

    private static void Survives(byte[] bytes)
    {
        try
        {
            var file = PaymentFileReader.Read(bytes);
            Assert.All(file.Problems.Concat(file.Rows.SelectMany(row => row.Problems)), p => Assert.NotEmpty(p.Cell));
        }
        catch (UnreadableFileException)
        {
            // The one exception that is allowed.
        }
    }
}
