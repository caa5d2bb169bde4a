using System.Text;
using System.Text.RegularExpressions;
using FundPortal.Domain.Statements;

namespace FundPortal.Application.Statements.Files.Messages;

/// <summary>
/// Texts as MT940 can carry them, and the field <c>:86:</c> in its structured form: <c>?20</c> to <c>?29</c> and <c>?60</c> to <c>?63</c>
/// the remark, <c>?31</c> the other side's account, <c>?32</c> and <c>?33</c> its name.
/// </summary>
internal static partial class Mt940Text
{
    /// <summary>16x.</summary>
    public const int Reference = 16;

    /// <summary>Characters of one <c>?nn</c> field.</summary>
    private const int Part = 27;

    /// <summary>65x.</summary>
    private const int Line = 65;

    private static readonly int[] Remark = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 60, 61, 62, 63];

    /// <summary>
    /// On one line, runs of blanks as one. A question mark begins a field and a plus behind a SEPA word a part of the remark: both are
    /// written in their full-width form.
    /// </summary>
    public static string Of(string text)
    {
        if (text.Length == 0)
            return "";
        var plain = new string(Array.ConvertAll(text.ToCharArray(), c => char.IsControl(c) || char.IsWhiteSpace(c) ? ' ' : c));
        return SepaWord()
            .Replace(string.Join(' ', plain.Split(' ', StringSplitOptions.RemoveEmptyEntries)), match => match.Value[..^1] + "＋")
            .Replace('?', '？');
    }

    /// <summary>The lines of <c>:86:</c>; none when there is nothing to tell.</summary>
    /// <param name="endToEnd">Where it does not fit into <c>:61:</c>.</param>
    public static IEnumerable<string> Details(StatementRow row, string endToEnd)
    {
        var (name, account, purpose) = (Of(row.Counterparty), Of(row.CounterpartyAccount), Of(row.Text));
        if (name.Length == 0 && account.Length == 0 && purpose.Length == 0 && endToEnd.Length == 0)
            return [];
        // 835: other bookings.
        var whole = new StringBuilder("835");
        Add(whole, (endToEnd.Length > 0 ? $"EREF+{endToEnd} " : "") + "SVWZ+" + purpose, Remark);
        if (account.Length > 0)
            whole.Append("?31").Append(account);
        if (name.Length > 0)
            Add(whole, name, [32, 33]);
        return Wrap(":86:" + whole);
    }

    /// <summary>What is left for the last field stands there whole.</summary>
    private static void Add(StringBuilder whole, string text, ReadOnlySpan<int> fields)
    {
        var at = 0;
        for (var i = 0; i < fields.Length && at < text.Length; i++)
        {
            var end = i == fields.Length - 1 ? text.Length : Math.Min(at + Part, text.Length);
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end++;
            whole.Append('?').Append(fields[i]).Append(text, at, end - at);
            at = end;
        }
    }

    /// <summary>
    /// A line begins with a letter, a digit or a field, so that none looks like a field of the message or its end, and does not end with
    /// a blank, which many programs take away.
    /// </summary>
    private static IEnumerable<string> Wrap(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = Math.Min(at + Line, text.Length);
            if (end < text.Length)
            {
                var back = end;
                while (back > at + 1 && !MayBreak(text, back))
                    back--;
                if (back == at + 1)
                    while (end < text.Length && !MayBreak(text, end))
                        end++;
                else
                    end = back;
            }
            yield return text[at..end];
            at = end;
        }
    }

    private static bool MayBreak(string text, int at) =>
        (char.IsLetterOrDigit(text[at]) || text[at] == '?') && !char.IsWhiteSpace(text[at - 1]) && !char.IsHighSurrogate(text[at - 1]);

    [GeneratedRegex(
        @"(EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|MTLG)\+",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex SepaWord();
}
