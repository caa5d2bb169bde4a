using CsCheck;
using FundPortal.Application.Statements.Files;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Statements;

public sealed class StatementRoundTripTests
{
    private static readonly Gen<string> Text = Gen.OneOf(Among(HostileTexts.All), Gen.String, Gen.String[Gen.Char.AlphaNumeric, 0, 20]);

    private static readonly Gen<DateOnly> Day = Gen.Int[0, 3_652_058].Select(DateOnly.FromDayNumber);

    private static readonly Gen<StatementRow> Row = Gen.Select(
        Gen.Select(Gen.Int, Day, Gen.Int[0, 86_399], Gen.Bool, Day, Gen.Bool),
        Gen.Select(Among(Enum.GetValues<TransactionKind>()), Text, Text, Text, Text, Text),
        Gen.Select(Gen.Long[-4_000_000_000_000_000, 4_000_000_000_000_000], Gen.Long[-1_000_000, 1_000_000], Gen.Bool, Gen.Long),
        (when, what, amount) =>
            new StatementRow(
                when.Item1,
                when.Item2,
                when.Item4 ? new TimeOnly(when.Item3 * TimeSpan.TicksPerSecond) : null,
                when.Item6 ? when.Item5 : null,
                what.Item1,
                what.Item2,
                what.Item3,
                what.Item4,
                what.Item5,
                what.Item6,
                amount.Item3 ? amount.Item1 : amount.Item2,
                amount.Item4
            )
    );

    private static readonly Gen<StatementOrder> Orders = Gen.Select(
            Gen.Select(Text, Text, Text, Text, Among("CNY", "JPY", "BHD", "CLF"), Day, Day, Gen.Long[-1_000_000_000, 1_000_000_000]),
            Row.List[0, 30],
            Gen.Long[-1_000_000_000, 1_000_000_000],
            (head, rows, expected) =>
                Sample.Account(
                    new(head.Item1, head.Item2, head.Item3, head.Item4, Currency.Of(head.Item5), head.Item6, head.Item7, head.Item8),
                    rows,
                    expected
                )
        )
        .List[1, 3]
        .Select(accounts => Sample.Order(accounts));

    [Fact]
    public async Task Any_statement_is_read_back_unaltered_from_a_workbook_of_several_sheets() =>
        await Orders.SampleAsync(async order => await Sample.AssertUnalteredAsync(await Sample.XlsxAsync(order, sheetRows: 20)), iter: 50);

    [Fact]
    public async Task Any_statement_is_read_back_unaltered_from_CSV_with_the_same_code() =>
        await Orders.SampleAsync(
            async order =>
            {
                using var stream = new MemoryStream();
                var written = await StatementFiles.WriteCsvAsync(order, _ => Task.FromResult(Sample.Anchor), stream, default);
                await Sample.AssertUnalteredAsync(stream);
                var read = await Sample.VerifyAsync(stream);
                Assert.Equal(written.Code, read.ComputedCode);
                Assert.Equal(written.Accounts, read.Accounts);
            },
            iter: 200
        );

    [Theory]
    [InlineData("#,##0.00;[RED]\\-#,##0.00", true)]
    [InlineData("#,##0.00;[Red]\"-\"#,##0.00", true)]
    [InlineData("#,##0.00;[Red]#,##0.00", false)]
    [InlineData("#,##0.00,;[Red]-#,##0.00,", false)]
    [InlineData("#,##0.0;[Red]-#,##0.0", false)]
    [InlineData("0.00%", false)]
    [InlineData("\"1\"#,##0.00;[Red]-#,##0.00", false)]
    [InlineData("General", false)]
    public void A_number_format_counts_as_the_same_only_when_it_shows_the_same(string format, bool same) =>
        Assert.Equal(same, CellFormat.Same(format, CellFormat.Amount(2)));

    private static Gen<T> Among<T>(params T[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);
}
