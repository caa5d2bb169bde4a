using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Accounts;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>One statement while its entries come in.</summary>
internal sealed class CamtStatement
{
    /// <summary>All of the statement but its entries.</summary>
    private readonly XmlTree frame;
    private readonly string place;
    private readonly bool isFinal;
    private readonly EntrySpool spool;
    private readonly int start;
    private readonly List<FileProblem> warnings = [];
    private readonly XmlTree[] balances;
    private readonly Currency currency;
    private readonly (long Minor, DateOnly Day)? opening;
    private readonly (long Minor, DateOnly Day)? closing;
    private int entries;

    public CamtStatement(XmlTree frame, string place, bool isFinal, EntrySpool spool)
    {
        (this.frame, this.place, this.isFinal, this.spool, start) = (frame, place, isFinal, spool, spool.Count);
        balances = frame.All("Bal").ToArray();
        currency = CurrencyOf(frame, balances, frame.All("Ntry"), place);
        opening = Balance(balances, currency, place, warnings, "OPBD", "PRCD");
        closing = Balance(balances, currency, place, warnings, "CLBD");
    }

    public void Take(XmlTree entry)
    {
        entries++;
        foreach (var one in CamtEntry.Read(entry, currency, $"{place}/Ntry[{entries}]", entries, frame, warnings))
            spool.Append(one);
    }

    public ParsedStatement End()
    {
        var parsed = new SpooledEntries(spool, start, spool.Count - start);
        var from = Day(frame, "FrToDt/FrDtTm") ?? opening?.Day ?? parsed.Sums.First;
        var to = Day(frame, "FrToDt/ToDtTm") ?? closing?.Day ?? parsed.Sums.Last;
        if (from > to)
            (from, to) = (to, from);
        return new ParsedStatement(
            frame.TextAt("Acct/Id/IBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id", "Acct/Id/BBAN"),
            currency.Code,
            from,
            to,
            opening?.Minor,
            closing?.Minor,
            frame.TextAt("ElctrncSeqNb", "LglSeqNb", "Id"),
            isFinal,
            parsed,
            [.. Others(balances, currency)],
            warnings
        );
    }

    private static DateOnly? Day(XmlTree statement, string path) => statement.At(path) is { } at ? CamtEntry.Date(at, path).Day : null;

    private static Currency CurrencyOf(XmlTree statement, XmlTree[] balances, IEnumerable<XmlTree> entries, string place)
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
}
