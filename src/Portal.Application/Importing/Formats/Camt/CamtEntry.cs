using System.Globalization;
using System.Text;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Camt;

/// <summary>One <c>Ntry</c>: one entry, or one per <c>TxDtls</c> where a batch lists its parts and they add up.</summary>
internal static class CamtEntry
{
    private static readonly string[] NoReference = ["NOTPROVIDED", "NONREF", "NOT PROVIDED", "NONE"];

    public static IEnumerable<ParsedEntry> Read(
        XmlTree entry,
        Currency currency,
        string place,
        int position,
        XmlTree statement,
        List<FileProblem> warnings
    )
    {
        var status = entry.TextAt("Sts/Cd", "Sts");
        if (status.Length > 0 && !string.Equals(status, "BOOK", StringComparison.Ordinal))
        {
            warnings.Add(
                new("entry_not_booked", $"The entry has status {UnreadableFileException.Shorten(status)}: left out.", entry.Line, place)
            );
            return [];
        }
        var minor = Amount(entry, currency, place);
        var isCredit = IsCredit(entry, place);
        var isReversal = entry.TextAt("RvslInd") is "true" or "1";
        var value = entry["ValDt"] is { } valueDate ? Date(valueDate, place + "/ValDt") : ((DateOnly Day, TimeOnly? Time)?)null;
        var booking = entry["BookgDt"] is { } bookingDate ? Date(bookingDate, place + "/BookgDt") : value;
        if (booking is null)
        {
            booking = statement["CreDtTm"] is { } made ? Date(made, "CreDtTm") : throw Missing(entry, place, "BookgDt");
            warnings.Add(new("booking_date_missing", "The entry has no date: the statement's is taken.", entry.Line, place));
        }
        var type = BankType(entry);
        var raw = new Lazy<string>(() => Xml(entry));
        ParsedEntry Make(XmlTree? details, string id, long amount) =>
            new(
                id,
                booking.Value.Day,
                booking.Value.Time,
                value?.Day,
                amount,
                isReversal ? Domain.Transactions.TransactionKind.Reversal : CamtKind.Of(BankTypeOf(details, type)),
                BankTypeOf(details, type),
                isReversal,
                Party(details, isCredit != isReversal),
                PartyAccount(details, isCredit != isReversal),
                Text(entry, details),
                Reference(details?.TextAt("Refs/EndToEndId") ?? ""),
                null,
                position,
                raw.Value
            );

        var own = Reference(entry.TextAt("AcctSvcrRef"));
        var parts = entry.All("NtryDtls").SelectMany(details => details.All("TxDtls")).ToArray();
        if (parts.Length > 1 && Parts(parts, currency, place, isCredit) is { } amounts && amounts.Sum() == (isCredit ? minor : -minor))
        {
            return parts.Select((part, index) => Make(part, PartId(part, own, index + 1), amounts[index])).ToArray();
        }
        // What one part of several says is not true of the whole.
        var single = parts.Length == 1 ? parts[0] : null;
        if (parts.Length > 1)
            warnings.Add(
                new(
                    "batch_not_split",
                    $"The {parts.Length} parts do not add up to the entry in its currency: kept as one entry.",
                    entry.Line,
                    place
                )
            );
        var singleId = own.Length > 0 ? own : Reference(single?.TextAt("Refs/AcctSvcrRef", "Refs/UETR", "Refs/TxId") ?? "");
        return [Make(single, singleId, isCredit ? minor : -minor)];
    }

    public static long Amount(XmlTree holder, Currency currency, string place)
    {
        var amount = holder["Amt"] ?? throw Missing(holder, place, "Amt");
        if (amount.Currency is { } told && !string.Equals(told, currency.Code, StringComparison.Ordinal))
            throw new UnreadableFileException(
                "currency_mixed",
                $"The amount is in {told}, the account in {currency.Code}.",
                amount.Line,
                place + "/Amt"
            );
        return FileAmount.Parse(amount.Text, currency, '.', (code, message) => new(code, message, amount.Line, place + "/Amt"));
    }

    public static bool IsCredit(XmlTree holder, string place) =>
        holder.TextAt("CdtDbtInd") switch
        {
            "CRDT" => true,
            "DBIT" => false,
            "" => throw Missing(holder, place, "CdtDbtInd"),
            var other => throw new UnreadableFileException(
                "indicator_invalid",
                $"'{UnreadableFileException.Shorten(other)}' is neither CRDT nor DBIT.",
                holder.Line,
                place + "/CdtDbtInd"
            ),
        };

    /// <summary>The date as written: a bank's date is not shifted into another time zone.</summary>
    public static (DateOnly Day, TimeOnly? Time) Date(XmlTree holder, string place)
    {
        var text = holder.Children.Count == 0 ? holder.Text.Trim() : holder.TextAt("DtTm", "Dt");
        if (
            text.Length < 10
            || !DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        )
            throw new UnreadableFileException(
                "date_invalid",
                $"'{UnreadableFileException.Shorten(text)}' is not a date.",
                holder.Line,
                place
            );
        TimeOnly? time =
            text.Length >= 19
            && text[10] == 'T'
            && TimeOnly.TryParseExact(text.AsSpan(11, 8), "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var t)
                ? t
                : null;
        return (day, time);
    }

    public static UnreadableFileException Missing(XmlTree holder, string place, string child) =>
        new("element_missing", $"{child} is missing.", holder.Line, $"{place}/{child}");

    /// <summary>The parts' signed amounts, or null when one of them has none in the account's currency.</summary>
    private static long[]? Parts(XmlTree[] parts, Currency currency, string place, bool entryIsCredit)
    {
        var amounts = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var amount = parts[i]["Amt"] ?? parts[i].At("AmtDtls/TxAmt/Amt") ?? parts[i].At("AmtDtls/InstdAmt/Amt");
            if (amount is null || !string.Equals(amount.Currency ?? currency.Code, currency.Code, StringComparison.Ordinal))
                return null;
            var minor = FileAmount.Parse(
                amount.Text,
                currency,
                '.',
                (code, message) => new(code, message, amount.Line, $"{place}/TxDtls[{i + 1}]")
            );
            var isCredit = parts[i].TextAt("CdtDbtInd") is { Length: > 0 } told
                ? string.Equals(told, "CRDT", StringComparison.Ordinal)
                : entryIsCredit;
            amounts[i] = isCredit ? minor : -minor;
        }
        return amounts;
    }

    private static string PartId(XmlTree part, string own, int number)
    {
        var id = Reference(part.TextAt("Refs/AcctSvcrRef"));
        if (id.Length > 0 && !string.Equals(id, own, StringComparison.Ordinal))
            return id;
        id = Reference(part.TextAt("Refs/UETR", "Refs/TxId"));
        if (id.Length > 0)
            return id;
        return own.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{own}/{number}") : "";
    }

    private static string Reference(string text) =>
        Array.Exists(NoReference, none => string.Equals(none, text, StringComparison.OrdinalIgnoreCase)) ? "" : text;

    private static string BankTypeOf(XmlTree? details, string entryType) =>
        details is not null && BankType(details) is { Length: > 0 } own ? own : entryType;

    private static string BankType(XmlTree holder)
    {
        var code = holder["BkTxCd"];
        if (code is null)
            return "";
        var domain = code.TextAt("Domn/Cd");
        return domain.Length > 0
            ? string.Join('-', [domain, code.TextAt("Domn/Fmly/Cd"), code.TextAt("Domn/Fmly/SubFmlyCd")])
            : code.TextAt("Prtry/Cd");
    }

    /// <summary>Who paid a credit, who received a debit. In a reversal the parties keep the roles of what is reversed.</summary>
    private static string Party(XmlTree? details, bool isCredit) =>
        details is null ? ""
        : isCredit
            ? details.TextAt(
                "RltdPties/Dbtr/Nm",
                "RltdPties/Dbtr/Pty/Nm",
                "RltdPties/UltmtDbtr/Nm",
                "RltdPties/UltmtDbtr/Pty/Nm",
                "RltdPties/InitgPty/Nm"
            )
        : details.TextAt("RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm", "RltdPties/UltmtCdtr/Nm", "RltdPties/UltmtCdtr/Pty/Nm");

    private static string PartyAccount(XmlTree? details, bool isCredit)
    {
        var holder = details?.At(isCredit ? "RltdPties/DbtrAcct" : "RltdPties/CdtrAcct");
        return holder?.TextAt("Id/IBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/BBAN") ?? "";
    }

    private static string Text(XmlTree entry, XmlTree? details)
    {
        var pieces = new List<string>();
        if (details is not null)
        {
            pieces.AddRange(details.All("RmtInf").SelectMany(info => info.All("Ustrd")).Select(line => line.Text.Trim()));
            foreach (var structured in details.All("RmtInf").SelectMany(info => info.All("Strd")))
                pieces.Add(structured.TextAt("CdtrRefInf/Ref", "CdtrRefInf/CdtrRef", "AddtlRmtInf"));
            pieces.Add(details.TextAt("AddtlTxInf"));
        }
        pieces.RemoveAll(string.IsNullOrEmpty);
        return pieces.Count > 0 ? string.Join(' ', pieces) : entry.TextAt("AddtlNtryInf");
    }

    /// <summary>The element as XML again, without the document's blanks: what the entry came from.</summary>
    private static string Xml(XmlTree tree)
    {
        var text = new StringBuilder();
        Write(tree, text);
        return text.ToString();
    }

    private static void Write(XmlTree tree, StringBuilder text)
    {
        text.Append('<').Append(tree.Name);
        if (tree.Currency is { } currency)
            text.Append(" Ccy=\"").Append(System.Security.SecurityElement.Escape(currency)).Append('"');
        text.Append('>');
        if (tree.Children.Count == 0)
            text.Append(System.Security.SecurityElement.Escape(tree.Text));
        foreach (var child in tree.Children)
            Write(child, text);
        text.Append("</").Append(tree.Name).Append('>');
    }
}
