using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FundPortal.Application.Importing;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Importing;
using FundPortal.Domain.Transactions;

namespace FundPortal.Application.Tests.Importing;

/// <summary>Parsed files without a parser, as small as tests can be.</summary>
internal static class Files
{
    public static readonly DateOnly Day1 = new(2026, 2, 1);

    /// <summary>An entry on the given day of February 2026.</summary>
    public static ParsedEntry Entry(
        int day,
        long amount,
        string text = "",
        string id = "",
        TransactionKind kind = TransactionKind.Transfer,
        int position = 1,
        TimeOnly? time = null,
        string counterparty = "Acme",
        string raw = "raw"
    ) => new(id, Day1.AddDays(day - 1), time, null, amount, kind, "TRF", false, counterparty, "", text, "", null, position, raw);

    public static ParsedStatement Statement(
        Account account,
        IReadOnlyList<ParsedEntry> entries,
        long? opening = null,
        long? closing = null,
        int? from = null,
        int? to = null,
        IReadOnlyList<ParsedBalance>? balances = null
    ) =>
        new(
            account.Number,
            account.CurrencyCode,
            from is { } first ? Day1.AddDays(first - 1) : null,
            to is { } last ? Day1.AddDays(last - 1) : null,
            opening,
            closing,
            "",
            true,
            entries,
            balances ?? [],
            []
        );

    public static ParsedFile File(params ParsedStatement[] statements) => File("test", statements);

    public static ParsedFile File(string format, ParsedStatement[] statements) =>
        new("file.txt", format, HashOf(format, statements), statements, []);

    public static StoreImport.Command Store(params ParsedFile[] files) => new([.. files.Select(file => new ImportInput(file))], []);

    private static string HashOf(string format, ParsedStatement[] statements)
    {
        var text = new StringBuilder(format);
        foreach (var statement in statements)
        {
            text.Append(CultureInfo.InvariantCulture, $"{statement with { Entries = [], Balances = [], Warnings = [] }}");
            foreach (var entry in statement.Entries)
                text.Append(CultureInfo.InvariantCulture, $"{entry}");
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString().Replace('\uD800', '?'))));
    }
}
