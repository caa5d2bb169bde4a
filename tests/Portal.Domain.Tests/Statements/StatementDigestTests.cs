using CsCheck;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;

namespace FundPortal.Domain.Tests.Statements;

public sealed class StatementDigestTests
{
    private static readonly StatementCover Cover = new(new DateTime(2026, 3, 2, 2, 0, 0, DateTimeKind.Utc), "王会计");

    private static readonly StatementHeader Header = new(
        "星河",
        "工行",
        "0012345",
        "基本户",
        Currency.Cny,
        new(2026, 2, 1),
        new(2026, 2, 28),
        100_000
    );

    private static readonly StatementRow Row = new(
        1,
        new(2026, 2, 3),
        new TimeOnly(9, 30, 1),
        null,
        TransactionKind.Fee,
        "TRF",
        "乙公司",
        "62220",
        "手续费",
        "0001",
        -1_250,
        98_750
    );

    /// <summary>Computed by a few lines of Python from the description of the form, so that the form cannot drift.</summary>
    [Fact]
    public void The_form_is_the_described_one() =>
        Assert.Equal("ce1e74414c07df07f9e64a0b4fad6a8d94a091f50aa13de9110c1109d65f1ef8", CodeOf(Header, [Row], Cover));

    [Fact]
    public void Every_field_counts()
    {
        var codes = new List<string>
        {
            CodeOf(Header, [Row], Cover),
            CodeOf(Header, [Row, Row], Cover),
            CodeOf(Header, [], Cover),
            CodeOf(Header, [Row], Cover with { MadeBy = "x" }),
            CodeOf(Header, [Row], Cover with { MadeAt = Cover.MadeAt.AddSeconds(1) }),
            CodeOf(Header with { Entity = "x" }, [Row], Cover),
            CodeOf(Header with { Bank = "x" }, [Row], Cover),
            CodeOf(Header with { AccountNumber = "x" }, [Row], Cover),
            CodeOf(Header with { AccountName = "x" }, [Row], Cover),
            CodeOf(Header with { Currency = Currency.Of("USD") }, [Row], Cover),
            CodeOf(Header with { From = new(2026, 2, 2) }, [Row], Cover),
            CodeOf(Header with { To = new(2026, 2, 27) }, [Row], Cover),
            CodeOf(Header with { OpeningMinor = 0 }, [Row], Cover),
            CodeOf(Header, [Row with { Seq = 2 }], Cover),
            CodeOf(Header, [Row with { BookingDate = new(2026, 2, 4) }], Cover),
            CodeOf(Header, [Row with { Time = null }], Cover),
            CodeOf(Header, [Row with { ValueDate = new(2026, 2, 4) }], Cover),
            CodeOf(Header, [Row with { Kind = TransactionKind.Tax }], Cover),
            CodeOf(Header, [Row with { BankType = "x" }], Cover),
            CodeOf(Header, [Row with { Counterparty = "x" }], Cover),
            CodeOf(Header, [Row with { CounterpartyAccount = "x" }], Cover),
            CodeOf(Header, [Row with { Text = "x" }], Cover),
            CodeOf(Header, [Row with { Reference = "x" }], Cover),
            CodeOf(Header, [Row with { AmountMinor = 1_250 }], Cover),
            CodeOf(Header, [Row with { BalanceMinor = 0 }], Cover),
            // The same signs, the border between two fields moved.
            CodeOf(Header, [Row with { Counterparty = "乙公", CounterpartyAccount = "司62220" }], Cover),
        };
        Assert.Equal(codes.Count, codes.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Printable_text_is_clean_short_and_stays_as_it_is() =>
        Gen.String.Sample(text =>
        {
            var printable = PrintableText.Of(text);
            Assert.True(PrintableText.IsClean(printable));
            Assert.Same(printable, PrintableText.Of(printable));
        });

    [Fact]
    public void A_sum_beyond_64_bits_is_an_error_not_a_wrong_sum() =>
        Assert.Throws<OverflowException>(() =>
            StatementTotals.Before(Header).With(Row with { AmountMinor = long.MaxValue }).With(Row with { AmountMinor = 1 })
        );

    private static string CodeOf(StatementHeader header, StatementRow[] rows, StatementCover cover)
    {
        using var digest = new StatementDigest();
        digest.StartAccount(header);
        var totals = StatementTotals.Before(header);
        foreach (var row in rows)
        {
            digest.AddRow(row);
            totals = totals.With(row);
        }
        digest.EndAccount(totals, 98_750);
        return digest.Finish(cover);
    }
}
