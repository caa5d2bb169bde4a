using System.Text;
using System.Text.RegularExpressions;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>What <c>:86:</c> tells: <c>?20…?63</c> fields, <c>/EREF/…/</c> words, or free text; wrapped anywhere.</summary>
internal sealed partial record Mt940Details(string Name, string Account, string Text, string EndToEndId)
{
    /// <summary>A line as long as this was cut by the bank in the middle of a word.</summary>
    private const int Wrapped = 60;

    public static Mt940Details Parse(IReadOnlyList<string> lines)
    {
        var joined = Join(lines);
        if (joined is [' ' or >= '0' and <= '9', ..] && Structured().Match(joined) is { Success: true } match)
            return FromFields(string.Concat(lines), match.Groups["mark"].Value[0]);
        return joined.StartsWith('/') && Words().IsMatch(joined) ? FromWords(string.Concat(lines)) : new("", "", joined, "");
    }

    private static string Join(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line.TrimEnd());
            if (line.Length < Wrapped)
                text.Append(' ');
        }
        return Squeeze(text.ToString());
    }

    /// <summary>The German scheme: three digits of a transaction code, then two-digit fields behind a mark (<c>?</c> or <c>&gt;</c>).</summary>
    private static Mt940Details FromFields(string text, char mark)
    {
        var posting = "";
        var remittance = new StringBuilder();
        var name = new StringBuilder();
        var (account, iban) = ("", "");
        foreach (var field in text.Split(mark).Skip(1))
        {
            if (field.Length < 2 || !char.IsAsciiDigit(field[0]) || !char.IsAsciiDigit(field[1]))
                continue;
            var content = field[2..];
            switch (int.Parse(field.AsSpan(0, 2), System.Globalization.CultureInfo.InvariantCulture))
            {
                case 0:
                    posting = content.Trim();
                    break;
                case >= 20 and <= 29 or >= 60 and <= 63:
                    remittance.Append(content);
                    break;
                case 31:
                    account = content.Trim();
                    break;
                case 32 or 33:
                    name.Append(content);
                    break;
                case 38:
                    iban = content.Trim();
                    break;
            }
        }
        var whole = remittance.ToString();
        // A bank that names the purpose and tells none has none.
        var purpose = whole.Contains("SVWZ+", StringComparison.Ordinal) ? Keyword(whole, "SVWZ+") : whole.Trim();
        return new(
            Squeeze(name.ToString()),
            iban.Length > 0 ? iban : account,
            purpose.Length > 0 ? Squeeze(purpose) : posting,
            Provided(Keyword(whole, "EREF+"))
        );
    }

    private static string Provided(string reference) => reference is "NOTPROVIDED" ? "" : reference;

    /// <summary>The text behind a SEPA keyword, up to the next one.</summary>
    private static string Keyword(string text, string keyword)
    {
        var at = text.IndexOf(keyword, StringComparison.Ordinal);
        if (at < 0)
            return "";
        var rest = text[(at + keyword.Length)..];
        var end = SepaKeyword().Match(rest);
        return (end.Success ? rest[..end.Index] : rest).Trim();
    }

    private static Mt940Details FromWords(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = Words().Matches(text);
        for (var i = 0; i < found.Count; i++)
        {
            var from = found[i].Index + found[i].Length;
            var to = i + 1 < found.Count ? found[i + 1].Index : text.Length;
            values.TryAdd(found[i].Groups["word"].Value, to > from ? text[from..to].Trim('/', ' ') : "");
        }
        string Of(string word) => values.GetValueOrDefault(word, "");
        var remittance = Of("REMI");
        foreach (var prefix in (ReadOnlySpan<string>)["USTD//", "STRD/CUR/", "STRD/"])
        {
            if (remittance.StartsWith(prefix, StringComparison.Ordinal))
                remittance = remittance[prefix.Length..];
        }
        return new(Of("NAME"), Of("IBAN"), remittance.Length > 0 ? remittance : text.Trim(), Provided(Of("EREF")));
    }

    [GeneratedRegex(@"^\s*\d{3}\s*(?<mark>[?>])\d{2}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Structured();

    [GeneratedRegex(
        @"/(?<word>EREF|KREF|MREF|PREF|RTRN|BENM|ORDP|CNTP|NAME|REMI|IBAN|BIC|CSID|MARF|PURP|ISDT|TRTP|ADDR|CHGS|EXCH|ULTB|ULTD|ID|BUSP|PT|PY|OCMT|TRCD|SVCL|NRTX|RTYP|INIT)/",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Words();

    [GeneratedRegex(
        @"(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|MTLG)\+",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex SepaKeyword();

    /// <summary>Runs of white space as one blank.</summary>
    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
