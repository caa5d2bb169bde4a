using System.Globalization;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Statements;

/// <summary>Small statements to print, and the printing of them into memory.</summary>
internal static class Sample
{
    public static readonly StatementCover Cover = new(new DateTime(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc), "王会计");
    public static readonly AuditAnchor Anchor = new(4711, new string('a', 64));

    public static StatementHeader Header(string currency = "CNY", long opening = 100_000, string number = "6222021234567890123") =>
        new(
            "星河商贸有限公司",
            "中国工商银行",
            number,
            "星河商贸基本户",
            Currency.Of(currency),
            new(2026, 2, 1),
            new(2026, 2, 28),
            opening
        );

    public static StatementRow Row(int seq, long amount, long balance, string text = "货款", string counterparty = "乙公司") =>
        new(
            seq,
            new DateOnly(2026, 2, 1).AddDays((seq - 1) % 28),
            seq % 2 == 0 ? null : new TimeOnly(9, 30, seq % 60),
            seq % 3 == 0 ? null : new DateOnly(2026, 2, 2).AddDays((seq - 1) % 26),
            seq % 2 == 0 ? TransactionKind.Fee : TransactionKind.Transfer,
            "TRF" + seq.ToString(CultureInfo.InvariantCulture),
            counterparty,
            "0012345678901234567",
            text,
            "00" + seq.ToString(CultureInfo.InvariantCulture),
            amount,
            balance
        );

    /// <summary>Rows with these amounts, running from the opening balance.</summary>
    public static List<StatementRow> Rows(long opening, params IEnumerable<long> amounts)
    {
        var rows = new List<StatementRow>();
        foreach (var amount in amounts)
            rows.Add(Row(rows.Count + 1, amount, opening += amount));
        return rows;
    }

    public static StatementAccount Account(StatementHeader header, IReadOnlyList<StatementRow> rows, long? expectedClosing = null) =>
        new(header, rows.ToAsyncEnumerable(), expectedClosing ?? header.OpeningMinor + rows.Sum(row => row.AmountMinor));

    public static StatementOrder Order(params IReadOnlyList<StatementAccount> accounts) => new(Cover, StatementLanguage.Chinese, accounts);

    /// <summary>Two accounts: +500.00 −123.45 −0.05 +0.01 in CNY, and none in JPY.</summary>
    public static StatementOrder Usual() =>
        Order(Account(Header(), Rows(100_000, 50_000, -12_345, -5, 1)), Account(Header("JPY", -5_000, "0012345"), []));

    public static async Task<MemoryStream> XlsxAsync(StatementOrder order, int sheetRows = StatementFiles.SheetRows)
    {
        var stream = new MemoryStream();
        await StatementFiles.WriteXlsxAsync(order, _ => Task.FromResult(Anchor), stream, sheetRows, default);
        return stream;
    }

    public static async Task<MemoryStream> CsvAsync(StatementOrder order)
    {
        var stream = new MemoryStream();
        await StatementFiles.WriteCsvAsync(order, _ => Task.FromResult(Anchor), stream, default);
        return stream;
    }

    public static Task<StatementVerification> VerifyAsync(Stream stream) => StatementVerifier.VerifyAsync(stream, default);

    public static async Task AssertUnalteredAsync(Stream stream)
    {
        var verification = await VerifyAsync(stream);
        Assert.Null(verification.First);
        Assert.Equal(StatementVerdict.Unaltered, verification.Verdict);
        Assert.Equal(verification.PrintedCode, verification.ComputedCode);
        Assert.Equal(Anchor, verification.Anchor);
    }
}
