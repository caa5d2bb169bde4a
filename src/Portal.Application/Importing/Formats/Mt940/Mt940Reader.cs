using System.Text.RegularExpressions;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>
/// SWIFT MT940 (statement) and MT942 (interim report). Cuts the file into fields and messages; <see cref="Mt940Statement"/> gives them meaning.
/// </summary>
internal static partial class Mt940Reader
{
    public static bool LooksLike(string text) => AnyTag().IsMatch(text);

    public static IReadOnlyList<ParsedStatement> Read(string text, ref string format)
    {
        format = "mt940";
        var fields = Fields(text);
        if (
            fields.Exists(field => field.Tag is "34F" or "90D" or "90C" or "13D")
            && !fields.Exists(field => field.Tag.StartsWith("60", StringComparison.Ordinal))
        )
            format = "mt942";
        var statements = new List<Mt940Statement>();
        Mt940Statement? current = null;
        foreach (var field in fields)
        {
            var begins = field.Tag switch
            {
                "20" => true,
                // Banks that send several statements under one reference begin the next with its account or opening balance.
                "25" or "25P" => current is null || current.IsClosed,
                "60F" or "60M" => current is null || current.IsClosed,
                _ => current is null,
            };
            if (begins)
                statements.Add(current = new Mt940Statement(field.Line, current));
            current!.Take(field);
        }
        statements.RemoveAll(statement => statement.IsEmpty);
        if (statements.Count == 0)
            throw new UnreadableFileException(
                "statement_missing",
                "No statement: neither a balance nor an entry was found.",
                fields.Count > 0 ? fields[0].Line : 1
            );
        return Mt940Pages.Join(statements, isInterim: string.Equals(format, "mt942", StringComparison.Ordinal));
    }

    private static List<Mt940Field> Fields(string text)
    {
        var fields = new List<Mt940Field>();
        List<string>? lines = null;
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            if (raw.Length > FormatLimits.LineLength)
                throw new UnreadableFileException("line_too_long", "The line is too long.", number);
            var line = WithoutEnvelope(raw.ToString());
            if (Tag().Match(line) is { Success: true } match)
            {
                lines = [line[match.Length..]];
                fields.Add(new Mt940Field(match.Groups["tag"].Value, lines, number));
            }
            else if (line is "-" || line.StartsWith("-}", StringComparison.Ordinal))
            {
                lines = null;
            }
            else
            {
                lines?.Add(line);
            }
        }
        return fields;
    }

    /// <summary>Cuts <c>{1:…}{2:…}{4:</c>; a text block may begin on the same line.</summary>
    private static string WithoutEnvelope(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        var at = line.IndexOf("{4:", StringComparison.Ordinal);
        return at < 0 ? "-" : line[(at + 3)..];
    }

    [GeneratedRegex(@"^:(?<tag>\d{2}[A-Z]?|NS):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"(^|\n|\{4:)\s*:(20|25P?|28C?|60[FM]|61|62[FM]|64|86):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyTag();
}

/// <summary>A field: its first line's rest and the lines that follow it.</summary>
internal sealed record Mt940Field(string Tag, IReadOnlyList<string> Lines, int Line)
{
    public string First => Lines[0].Trim();
}
