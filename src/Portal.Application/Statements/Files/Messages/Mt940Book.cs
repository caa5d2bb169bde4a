using System.Globalization;
using System.Text;
using FundPortal.Application.Importing.Formats.Mt940;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files.Messages;

/// <summary>
/// SWIFT MT940, one message for each account, UTF-8. Fields have the lengths of the standard where the contents allow it; a longer
/// reference or remark is written whole rather than cut, since files do not have the network's limits.
/// </summary>
internal sealed class Mt940Book(Stream output) : IMessageBook
{
    private readonly StreamWriter text = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
    {
        NewLine = "\r\n",
    };

    private (StatementHeader Header, long ClosingMinor)? open;

    public void Start(StatementCover cover) { }

    public void StartAccount(StatementHeader header, long closingMinor)
    {
        Close(null);
        open = (header, closingMinor);
        Field("20", string.Create(CultureInfo.InvariantCulture, $"FP{header.From:yyMMdd}{header.To:yyMMdd}"));
        Field("25", header.AccountNumber);
        Field("28C", string.Create(CultureInfo.InvariantCulture, $"{header.From:yy}{header.From.DayOfYear:000}/1"));
        Balance("60F", header.OpeningMinor, header.Currency, header.From);
    }

    public void Entry(StatementHeader header, StatementRow row)
    {
        var mark = row.AmountMinor >= 0 != row.IsReversal ? "C" : "D";
        var (customer, bank) = (Mt940Text.Of(row.EndToEndId), Mt940Text.Of(row.BankReference));
        var isShort = customer.Length <= Mt940Text.Reference && !customer.Contains("//", StringComparison.Ordinal);
        Field(
            "61",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{row.ValueDate ?? row.BookingDate:yyMMdd}{row.BookingDate:MMdd}{(row.IsReversal ? "R" : "")}{mark}{Amount(row.AmountMinor, header.Currency)}N{Mt940Kind.CodeOf(row.Kind)}"
            )
                + (customer.Length == 0 || !isShort ? "NONREF" : customer)
                + (bank.Length == 0 ? "" : "//" + bank)
        );
        foreach (var line in Mt940Text.Details(row, isShort ? "" : customer))
            text.WriteLine(line);
    }

    public void Finish(string code, AuditAnchor entry)
    {
        Close(code);
        text.Flush();
    }

    public void Dispose() => text.Dispose();

    /// <param name="code">Behind the last account's closing balance, where information for its owner stands.</param>
    private void Close(string? code)
    {
        if (open is not var (header, closing))
            return;
        Balance("62F", closing, header.Currency, header.To);
        if (code is not null)
        {
            Field("86", "FUNDPORTAL INTEGRITY CODE");
            text.WriteLine(code);
        }
        text.WriteLine("-");
    }

    private void Balance(string tag, long minor, Currency currency, DateOnly day) =>
        Field(
            tag,
            string.Create(CultureInfo.InvariantCulture, $"{(minor < 0 ? "D" : "C")}{day:yyMMdd}{currency.Code}{Amount(minor, currency)}")
        );

    /// <summary>The size with a comma, which stands also where no decimals follow.</summary>
    private static string Amount(long minor, Currency currency)
    {
        var plain = new Money(minor, currency).ToPlainText().TrimStart('-');
        return currency.Exponent == 0 ? plain + "," : plain.Replace('.', ',');
    }

    private void Field(string tag, string content) => text.WriteLine($":{tag}:{content}");
}
