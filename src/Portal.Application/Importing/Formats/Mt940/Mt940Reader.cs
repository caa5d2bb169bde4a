using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Spooling;
using FundPortal.Domain.Importing;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>
/// SWIFT MT940 (statement) and MT942 (interim report). Cuts the file into fields and messages; <see cref="Mt940Statement"/> gives them meaning.
/// </summary>
internal static partial class Mt940Reader
{
    public static bool LooksLike(FileText text) => text.IsMatch(AnyTag());

    /// <param name="entries">Where the file's entries are kept.</param>
    public static IReadOnlyList<ParsedStatement> Read(FileText text, EntrySpool entries, ref string format)
    {
        format = "mt940";
        var statements = new List<Mt940Statement>();
        Mt940Statement? current = null;
        using var lines = new Mt940Lines(text);
        foreach (var field in Fields(lines))
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
                current?.End();
                if (current is { IsEmpty: true })
                    statements.RemoveAt(statements.Count - 1);
                statements.Add(current = new Mt940Statement(entries, field.Line, current?.Account ?? ""));
            }
            current!.Take(field);
        }
        current?.End();
        if (lines.IsInterim)
            format = "mt942";
        statements.RemoveAll(statement => statement.IsEmpty);
        if (statements.Count == 0)
            throw new UnreadableFileException(
                "statement_missing",
                "No statement: neither a balance nor an entry was found.",
                text.IndexOf(':') ?? 1
            );
        return Mt940Pages.Join(statements, lines.IsInterim);
    }

    /// <summary>The fields one after the other: of a large file, only what belongs to entries is kept.</summary>
    private static IEnumerable<Mt940Field> Fields(Mt940Lines lines)
    {
        Mt940Field? field = null;
        while (lines.Read() is { } line)
        {
            var tag = TagOf(line);
            var isEnd = line is "-" || line.StartsWith("-}", StringComparison.Ordinal);
            if (tag is null && !isEnd)
            {
                field?.Lines.Add(line);
                continue;
            }
            if (field is not null)
                yield return field;
            field = tag is null ? null : new Mt940Field(tag, [line[(tag.Length + 2)..]], lines.Number);
        }
        if (field is not null)
            yield return field;
    }

    /// <summary>What stands between the colons of <c>:60F:</c>: two digits and perhaps a letter, or <c>NS</c>; null where a line has none.</summary>
    private static string? TagOf(string line)
    {
        // What nearly all lines of a large file begin with.
        if (line.StartsWith(":61:", StringComparison.Ordinal))
            return "61";
        if (line.StartsWith(":86:", StringComparison.Ordinal))
            return "86";
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

    [GeneratedRegex(@"(^|\n|\{4:)\s*:(20|25P?|28C?|60[FM]|61|62[FM]|64|86):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AnyTag();
}

/// <summary>A field: its first line's rest and the lines that follow it.</summary>
internal sealed record Mt940Field(string Tag, List<string> Lines, int Line)
{
    public string First => Lines[0].Trim();
}
