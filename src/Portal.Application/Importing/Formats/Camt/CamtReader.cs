using System.Text.RegularExpressions;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>ISO 20022 camt.052 (report), camt.053 (statement) and camt.054 (advice), versions 02 to 13.</summary>
internal static partial class CamtReader
{
    private sealed record Message(string Format, string Root, string Statement, bool IsFinal);

    private static readonly Message[] Messages =
    [
        new("camt.052", "BkToCstmrAcctRpt", "Rpt", IsFinal: false),
        new("camt.053", "BkToCstmrStmt", "Stmt", IsFinal: true),
        new("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", IsFinal: false),
    ];

    public static IReadOnlyList<ParsedStatement> Read(byte[] bytes, ref string format)
    {
        using var reader = SafeXml.Open(bytes);
        reader.MoveToContent();
        var isDocument = string.Equals(reader.LocalName, "Document", StringComparison.Ordinal);
        if (!isDocument || (reader.NamespaceURI.Length > 0 && !CamtNamespace().IsMatch(reader.NamespaceURI)))
        {
            throw new UnreadableFileException(
                "format_unknown",
                "XML, but not a camt.052, camt.053 or camt.054 document.",
                element: UnreadableFileException.Shorten(reader.LocalName)
            );
        }
        var document = XmlTree.Read(reader);
        // Version 01 writes its number behind the root's name.
        var root = document.Children.FirstOrDefault(child => Array.Exists(Messages, message => IsRoot(message, child)));
        if (root is null)
            throw new UnreadableFileException(
                "format_unknown",
                "The document holds no account report, statement or advice.",
                document.Line,
                "Document"
            );
        var found = Array.Find(Messages, message => IsRoot(message, root))!;
        format = found.Format;
        var statements = root.All(found.Statement).ToArray();
        if (statements.Length == 0)
            throw new UnreadableFileException(
                "statement_missing",
                "The document holds no statement.",
                document.Line,
                $"{found.Root}/{found.Statement}"
            );
        return [.. statements.Select((statement, index) => Statement(statement, $"{found.Statement}[{index + 1}]", found.IsFinal))];
    }

    private static bool IsRoot(Message message, XmlTree element) =>
        string.Equals(element.Name, message.Root, StringComparison.Ordinal)
        || string.Equals(element.Name, message.Root + "V01", StringComparison.Ordinal);

    private static ParsedStatement Statement(XmlTree statement, string place, bool isFinal)
    {
        var warnings = new List<FileProblem>();
        var balances = statement.All("Bal").ToArray();
        var entries = statement.All("Ntry").ToArray();
        var account = statement.TextAt("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN");
        var currency = CurrencyOf(statement, balances, entries, place);
        var opening = Balance(balances, currency, place, warnings, "OPBD", "PRCD");
        var closing = Balance(balances, currency, place, warnings, "CLBD");
        var parsed = new List<ParsedEntry>();
        for (var i = 0; i < entries.Length; i++)
            parsed.AddRange(CamtEntry.Read(entries[i], currency, $"{place}/Ntry[{i + 1}]", i + 1, statement, warnings));
        var from = Day(statement, "FrToDt/FrDtTm") ?? opening?.Day ?? parsed.Select(entry => (DateOnly?)entry.BookingDate).Min();
        var to = Day(statement, "FrToDt/ToDtTm") ?? closing?.Day ?? parsed.Select(entry => (DateOnly?)entry.BookingDate).Max();
        if (from > to)
            (from, to) = (to, from);
        return new ParsedStatement(
            account,
            currency.Code,
            from,
            to,
            opening?.Minor,
            closing?.Minor,
            statement.TextAt("ElctrncSeqNb", "LglSeqNb", "Id"),
            isFinal,
            parsed,
            [.. Others(balances, currency)],
            warnings
        );
    }

    private static DateOnly? Day(XmlTree statement, string path) => statement.At(path) is { } at ? CamtEntry.Date(at, path).Day : null;

    private static Currency CurrencyOf(XmlTree statement, XmlTree[] balances, XmlTree[] entries, string place)
    {
        var code = statement.TextAt("Acct/Ccy");
        // Where the account does not say: its booked balances, then its entries, then whatever balance there is.
        if (code.Length == 0)
            code =
                balances
                    .Where(balance => Code(balance) is "OPBD" or "PRCD" or "CLBD" or "ITBD")
                    .Concat(entries)
                    .Concat(balances)
                    .Select(element => element["Amt"]?.Currency)
                    .FirstOrDefault(c => c is not null)
                ?? "";
        return Currency.TryFrom(code, out var currency)
            ? currency
            : throw new UnreadableFileException(
                "currency_unknown",
                $"'{UnreadableFileException.Shorten(code)}' is not a currency.",
                statement.Line,
                $"{place}/Acct/Ccy"
            );
    }

    private static string Code(XmlTree balance) => balance.TextAt("Tp/CdOrPrtry/Cd", "Tp/Cd");

    private static (long Minor, DateOnly Day)? Balance(
        XmlTree[] balances,
        Currency currency,
        string place,
        List<FileProblem> warnings,
        params ReadOnlySpan<string> codes
    )
    {
        foreach (var code in codes)
        {
            foreach (var balance in balances)
            {
                if (!string.Equals(Code(balance), code, StringComparison.Ordinal))
                    continue;
                // A balance in another currency proves nothing about this account.
                if (balance["Amt"]?.Currency is { } told && !string.Equals(told, currency.Code, StringComparison.Ordinal))
                {
                    warnings.Add(
                        new(
                            "balance_currency",
                            $"The {code} balance is in {told}, the account in {currency.Code}: not used.",
                            balance.Line,
                            $"{place}/Bal"
                        )
                    );
                    continue;
                }
                return Signed(balance, currency, $"{place}/Bal[{code}]");
            }
        }
        return null;
    }

    private static IEnumerable<ParsedBalance> Others(XmlTree[] balances, Currency currency)
    {
        foreach (var balance in balances)
        {
            BalanceKind? kind = Code(balance) switch
            {
                "CLAV" => BalanceKind.Available,
                "ITAV" => BalanceKind.Available,
                "ITBD" => BalanceKind.Booked,
                _ => null,
            };
            if (kind is { } known && string.Equals(balance["Amt"]?.Currency ?? currency.Code, currency.Code, StringComparison.Ordinal))
            {
                var (minor, day) = Signed(balance, currency, "Bal");
                yield return new(known, day, minor);
            }
        }
    }

    private static (long Minor, DateOnly Day) Signed(XmlTree balance, Currency currency, string place)
    {
        var minor = CamtEntry.Amount(balance, currency, place);
        var day = balance["Dt"] is { } date ? CamtEntry.Date(date, place + "/Dt").Day : throw CamtEntry.Missing(balance, place, "Dt");
        return (CamtEntry.IsCredit(balance, place) ? minor : -minor, day);
    }

    [GeneratedRegex(@"camt\.05[234]\.\d{3}\.\d{2}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CamtNamespace();
}
