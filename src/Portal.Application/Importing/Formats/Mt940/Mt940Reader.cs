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
        if (InterimTag().IsMatch(text) && !OpeningTag().IsMatch(text))
            format = "mt942";
        var statements = new List<Mt940Statement>();
        Mt940Statement? current = null;
        foreach (var field in Fields(text))
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
            {
                if (current is { IsEmpty: true })
                    statements.RemoveAt(statements.Count - 1);
                statements.Add(current = new Mt940Statement(field.Line, current?.Account ?? ""));
            }
            current!.Take(field);
        }
        statements.RemoveAll(statement => statement.IsEmpty);
        if (statements.Count == 0)
            throw new UnreadableFileException(
                "statement_missing",
                "No statement: neither a balance nor an entry was found.",
                1 + text.AsSpan(0, Math.Max(0, text.IndexOf(':', StringComparison.Ordinal))).Count('\n')
            );
        return Mt940Pages.Join(statements, isInterim: string.Equals(format, "mt942", StringComparison.Ordinal));
    }

    /// <summary>The fields one after the other: of a large file, only what belongs to entries is kept.</summary>
    private static IEnumerable<Mt940Field> Fields(string text)
    {
        Mt940Field? field = null;
        var number = 0;
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } raw)
        {
            number++;
            if (raw.Length > FormatLimits.LineLength)
                throw new UnreadableFileException("line_too_long", "The line is too long.", number);
            if (number > FormatLimits.Lines)
                throw new UnreadableFileException("too_many_lines", $"More than {FormatLimits.Lines} lines.", number);
            var line = WithoutEnvelope(raw);
            var tag = TagOf(line);
            var isEnd = line is "-" || line.StartsWith("-}", StringComparison.Ordinal);
            if (tag is null && !isEnd)
            {
                field?.Lines.Add(line);
                continue;
            }
            if (field is not null)
                yield return field;
            field = tag is null ? null : new Mt940Field(tag, [line[(tag.Length + 2)..]], number);
        }
        if (field is not null)
            yield return field;
    }

    /// <summary>What stands between the colons of <c>:60F:</c>: two digits and perhaps a letter, or <c>NS</c>; null where a line has none.</summary>
    private static string? TagOf(string line)
    {
        if (line is not [':', ..])
            return null;
        var end = line.IndexOf(':', 1);
        var tag = end is 3 or 4 ? line[1..end] : "";
        var isTag =
            tag is "NS"
            || (
                tag.Length >= 2
                && char.IsAsciiDigit(tag[0])
                && char.IsAsciiDigit(tag[1])
                && (tag.Length == 2 || char.IsAsciiLetterUpper(tag[2]))
            );
        return isTag ? tag : null;
    }

    /// <summary>Cuts <c>{1:…}{2:…}{4:</c>; a text block may begin on the same line.</summary>
    private static string WithoutEnvelope(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        var at = line.IndexOf("{4:", StringComparison.Ordinal);
        return at < 0 ? "-" : line[(at + 3)..];
    }

    /// <summary>Fields that only an interim report has.</summary>
    [GeneratedRegex(@"(^|\n):(34F|90D|90C|13D):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex InterimTag();

    [GeneratedRegex(@"(^|\n|\{4:):60[FM]:", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OpeningTag();

    [GeneratedRegex(@"(^|\n|\{4:)\s*:(20|25P?|28C?|60[FM]|61|62[FM]|64|86):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyTag();
}

/// <summary>A field: its first line's rest and the lines that follow it.</summary>
internal sealed record Mt940Field(string Tag, List<string> Lines, int Line)
{
    public string First => Lines[0].Trim();
}
