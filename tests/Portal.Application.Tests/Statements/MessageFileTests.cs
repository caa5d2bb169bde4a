using System.Text;
using System.Xml;
using System.Xml.Schema;
using CsCheck;
using FundPortal.Application.Importing.Formats;
using FundPortal.Application.Statements.Files;
using FundPortal.Application.Statements.Files.Messages;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Statements;
using FundPortal.Domain.Transactions;
using FundPortal.TestKit;

namespace FundPortal.Application.Tests.Statements;

/// <summary>Statements as camt.053 and MT940: what our own importer reads back is what was written.</summary>
public sealed class MessageFileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string[] Pieces =
    [
        "货款",
        "订单202500001234",
        "Müller & Söhne <GmbH>",
        " ",
        "  ",
        "?20",
        "EREF+",
        "SVWZ+x",
        ":86:",
        "-",
        "-}",
        "{4:",
        "/EREF/1/",
        "//",
        "NONREF",
        "张伟",
        "𠮷野家",
        "\t",
        "a",
        "1",
        "。",
        "https://example.invalid/?a=1&b=2",
        "长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长",
    ];

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<string> Words(int most) =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 30].Select(pieces => Cut(string.Concat(pieces).Trim(), most));

    private static Gen<StatementOrder> Orders =>
        from currency in OneOf("CNY", "JPY", "KWD", "USD")
        from opening in Gen.Long[-1_000_000_000_000, 1_000_000_000_000]
        from first in Gen.Int[0, 700].Select(days => new DateOnly(2024, 12, 20).AddDays(days))
        from rows in Rows(first).Array[0, 12]
        select Of(currency, opening, first, rows);

    private static Gen<StatementRow> Rows(DateOnly first) =>
        from day in Gen.Int[0, 30]
        from value in Gen.Int[-60, 60]
        from hasValue in Gen.Bool
        from seconds in Gen.Int[0, 86_399]
        from kind in Gen.Enum<TransactionKind>()
        from amount in Gen.Long[-99_999_999_999, 99_999_999_999]
        from party in Words(140)
        from account in OneOf("", "6222020000007919", "DE89370400440532013000", "finance@company.example")
        from text in Words(500)
        from reference in OneOf("", "B1", "2026030212345678", "20260302123456789012345678901234")
        from endToEnd in OneOf("", "E1", "E//1", "ORDER-2026-000000000000001234")
        from isReversal in Gen.Bool
        let booked = first.AddDays(day)
        select new StatementRow(
            1,
            booked,
            seconds == 0 ? null : new TimeOnly(seconds * TimeSpan.TicksPerSecond),
            hasValue ? booked.AddDays(value) : null,
            isReversal ? TransactionKind.Reversal : kind,
            "",
            party,
            account,
            text,
            reference,
            amount,
            0,
            reference,
            endToEnd,
            isReversal
        );

    private static StatementOrder Of(string currency, long opening, DateOnly first, StatementRow[] rows)
    {
        var header = Sample.Header(currency, opening) with { From = first, To = first.AddDays(30) };
        var balance = opening;
        var numbered = rows.OrderBy(row => row.BookingDate)
            .Select((row, i) => row with { Seq = i + 1, BalanceMinor = balance += row.AmountMinor })
            .ToList();
        return Sample.Order(Sample.Account(header, numbered));
    }

    [Fact]
    public Task A_camt_statement_is_read_back_to_the_same_rows() =>
        Orders.SampleAsync(
            async order =>
            {
                var read = Read(await WriteAsync(order, MessageFiles.WriteCamtAsync), "statement.xml", "camt.053");
                await SameAsync(
                    order,
                    read,
                    row => (row.BookingDate, row.Time, row.ValueDate, row.EndToEndId, row.Counterparty.Trim(), row.Text.Trim()),
                    entry => (entry.BookingDate, entry.Time, entry.ValueDate, entry.EndToEndId, entry.Counterparty, entry.Text)
                );
            },
            iter: 200,
            threads: 1
        );

    [Fact]
    public Task An_MT940_statement_is_read_back_to_the_same_rows() =>
        Orders.SampleAsync(
            async order =>
            {
                var read = Read(await WriteAsync(order, MessageFiles.WriteMt940Async), "statement.sta", "mt940");
                await SameAsync(
                    order,
                    read,
                    row =>
                        (
                            row.BookingDate,
                            row.ValueDate ?? row.BookingDate,
                            row.EndToEndId,
                            Mt940Text.Of(row.Counterparty),
                            Mt940Text.Of(row.Text)
                        ),
                    entry => (entry.BookingDate, entry.ValueDate!.Value, entry.EndToEndId, entry.Counterparty, entry.Text)
                );
            },
            iter: 200,
            threads: 1
        );

    [Fact]
    public void Usual_remarks_and_names_are_written_into_MT940_as_they_are()
    {
        foreach (var text in new[] { "货款 订单 202500001234", "Müller & Söhne GmbH", "A+B (c) [d] 50% #1: x-y", "张伟" })
            Assert.Equal(text, Mt940Text.Of(text));
    }

    [Fact]
    public async Task An_MT940_message_has_the_fields_and_widths_of_the_standard()
    {
        var lines = Encoding.UTF8.GetString(await WriteAsync(Sample.Usual(), MessageFiles.WriteMt940Async)).Split("\r\n");
        Assert.Equal(
            [":20:FP260201260228", ":25:6222021234567890123", ":28C:26032/1", ":60F:C260201CNY1000,00", ":61:2602020201C500,00NTRFNONREF"],
            lines[..5]
        );
        Assert.Contains(":62F:C260228CNY1376,51", lines, StringComparer.Ordinal);
        Assert.Contains(":60F:D260201JPY5000,", lines, StringComparer.Ordinal);
        Assert.All(lines, line => Assert.True(line.Length <= 65, line));
    }

    [Fact]
    public async Task A_camt_statement_is_valid_against_the_schema()
    {
        Assert.SkipWhen(SharedData.Folder is null, "The schema is not beside the project.");
        var schemas = new XmlSchemaSet();
        schemas.Add(null, Path.Combine(SharedData.Folder, "xsd", "camt", "camt.053.001.08.xsd"));
        var orders = Orders.Array[60].Single().Append(Sample.Usual()).ToArray();
        foreach (var order in orders)
        {
            var wrong = new List<string>();
            var settings = new XmlReaderSettings { Schemas = schemas, ValidationType = ValidationType.Schema };
            settings.ValidationEventHandler += (_, e) => wrong.Add(e.Message);
            using var reader = XmlReader.Create(new MemoryStream(await WriteAsync(order, MessageFiles.WriteCamtAsync)), settings);
            while (await Task.FromResult(reader.Read())) { }
            Assert.Empty(wrong);
        }
    }

    [Fact]
    public async Task The_code_is_that_of_the_same_statement_as_a_workbook()
    {
        var codes = new List<string>();
        Task<AuditAnchor> Anchor(IntegrityResult result)
        {
            codes.Add(result.Code);
            return Task.FromResult(Sample.Anchor);
        }
        await MessageFiles.WriteCamtAsync(Sample.Usual(), Anchor, Stream.Null, Ct);
        await MessageFiles.WriteMt940Async(Sample.Usual(), Anchor, Stream.Null, Ct);
        await StatementFiles.WriteCsvAsync(Sample.Usual(), Anchor, Stream.Null, Ct);
        Assert.Single(codes.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Entries_that_do_not_come_to_the_closing_balance_end_the_writing()
    {
        var order = Sample.Order(Sample.Account(Sample.Header(), Sample.Rows(100_000, 1), expectedClosing: 100_000));
        await Assert.ThrowsAsync<StatementMovedException>(() => WriteAsync(order, MessageFiles.WriteCamtAsync));
        await Assert.ThrowsAsync<StatementMovedException>(() => WriteAsync(order, MessageFiles.WriteMt940Async));
    }

    private static async Task<byte[]> WriteAsync(
        StatementOrder order,
        Func<StatementOrder, Func<IntegrityResult, Task<AuditAnchor>>, Stream, CancellationToken, Task<IntegrityResult>> write
    )
    {
        using var output = new MemoryStream();
        await write(order, _ => Task.FromResult(Sample.Anchor), output, Ct);
        return output.ToArray();
    }

    private static ParsedStatement Read(byte[] file, string name, string format)
    {
        var parsed = Assert.Single(FileReader.Read(file, name));
        Assert.Empty(parsed.Errors);
        Assert.Equal(format, parsed.Format);
        return Assert.Single(parsed.Statements);
    }

    private static async Task SameAsync<T>(
        StatementOrder order,
        ParsedStatement read,
        Func<StatementRow, T> written,
        Func<ParsedEntry, T> told
    )
    {
        var account = order.Accounts[0];
        var rows = await account.Rows.ToListAsync(Ct);
        Assert.Equal(
            (account.Header.AccountNumber, account.Header.Currency.Code, account.Header.From, account.Header.To),
            (read.AccountNumber, read.CurrencyCode, read.From!.Value, read.To!.Value)
        );
        Assert.Equal((account.Header.OpeningMinor, account.ExpectedClosingMinor), (read.OpeningMinor!.Value, read.ClosingMinor!.Value));
        Assert.Empty(read.Warnings);
        Assert.Equal(
            rows.Select(r => (r.AmountMinor, r.Kind, r.IsReversal, r.BankReference, r.CounterpartyAccount, written(r))),
            read.Entries.Select(e => (e.AmountMinor, e.Kind, e.IsReversal, e.Id, e.CounterpartyAccount, told(e)))
        );
    }

    private static string Cut(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)].Trim()
        : text[..length].Trim();
}
