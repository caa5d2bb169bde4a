using System.Diagnostics;
using System.Text;
using ClosedXML.Excel;
using FundPortal.Application.Importing.Formats;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Importing.Formats;

/// <summary>Good files with random damage: whatever they have become, reading answers and never throws.</summary>
public sealed class DamagedFilesTests
{
    private const int Rounds = 400;

    private static readonly byte[][] Splices =
    [
        "\0"u8.ToArray(),
        [0xFF, 0xFF],
        "99999999999999999999"u8.ToArray(),
        "\n:61:"u8.ToArray(),
        "\n:86:"u8.ToArray(),
        ",,\",\n"u8.ToArray(),
        "<Ntry>"u8.ToArray(),
        "</Ntry>"u8.ToArray(),
        "&#x41;"u8.ToArray(),
        "-"u8.ToArray(),
        "\u2028\u3000"u8.ToArray(),
    ];

    public static TheoryData<string, byte[]> Seeds()
    {
        var data = new TheoryData<string, byte[]>
        {
            {
                "mt940",
                ":20:R\r\n:25:A/1EUR\r\n:28C:1/1\r\n:60F:C240101EUR100,\r\n:61:2401010101D12,3NTRFNONREF//B1\r\n:86:166?00X?20EREF+E-1?21SVWZ+Miete?32Muster\r\n:62F:C240131EUR87,70\r\n-"u8.ToArray()
            },
            {
                "camt",
                "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>C</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2024-01-01</Dt></Dt></Bal><Ntry><Amt Ccy=\"EUR\">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2024-01-02</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"u8.ToArray()
            },
            {
                "csv",
                Encoding.UTF8.GetBytes(
                    "记账日期,货币,交易金额,联机余额,交易摘要\n2024-01-01,CNY,\"1,000.00\",1.00,转账\n2024-01-02,CNY,-2.00,3.00,转账\n"
                )
            },
            { "xlsx", Workbook() },
        };
        if (SharedData.Folder is { } folder)
        {
            foreach (var name in (string[])["templates/jzt.xls", "templates/jdbill.xls", "bills/wechat/example-wechat-records.xlsx"])
                data.Add(name, File.ReadAllBytes(Path.Combine(folder, name)));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Seeds), DisableDiscoveryEnumeration = true)]
    public void Damage_is_answered_with_errors_not_exceptions(string name, byte[] good)
    {
        var random = new Random(20_240_101);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damage(good, random);
            try
            {
                Assert.NotEmpty(FileReader.Read(bytes, name));
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{name}, round {round}: {error}\n{Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 2_000)))}");
            }
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"{name} took {watch.Elapsed}");
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var i = random.Next(1, 6); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Splices[random.Next(Splices.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }

    private static byte[] Workbook()
    {
        using var workbook = new XLWorkbook();
        var sheet = workbook.AddWorksheet("x");
        sheet
            .Cell(1, 1)
            .InsertData(
                new[] { new[] { "记账日期", "货币", "交易金额", "联机余额", "交易摘要" }, ["2024-01-01", "CNY", "1.00", "1.00", "转账"] }
            );
        using var memory = new MemoryStream();
        workbook.SaveAs(memory);
        return memory.ToArray();
    }
}
