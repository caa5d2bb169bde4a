using System.Text;
using System.Text.RegularExpressions;
using FundPortal.Application.Importing.Spooling;

namespace FundPortal.Application.Importing.Formats;

/// <summary>A text file whose encoding is known and proved to its last byte; read as a stream as often as wanted.</summary>
/// <param name="start">Bytes before the text: the mark of the encoding.</param>
internal sealed class FileText(SpoolFile file, int start, Encoding encoding)
{
    private const int Buffer = 64 * 1024;

    public TextReader OpenRead() => new StreamReader(file.OpenRead(start), encoding, detectEncodingFromByteOrderMarks: false, Buffer);

    public bool Contains(char wanted) => IndexOf(wanted) is not null;

    /// <returns>The 1-based line of the first one.</returns>
    public int? IndexOf(char wanted)
    {
        var line = 1;
        foreach (var part in Parts())
        {
            var at = part.Span.IndexOf(wanted);
            if (at >= 0)
                return line + part.Span[..at].Count('\n');
            line += part.Span.Count('\n');
        }
        return null;
    }

    /// <summary>
    /// Whether an expression that begins at a line's start, or looks at a few signs within one, is found. Text is cut at line ends, and a
    /// line that is longer than any format's within itself.
    /// </summary>
    public bool IsMatch(Regex expression)
    {
        var rest = "";
        foreach (var part in Parts())
        {
            var text = string.Concat(rest, part.Span);
            if (expression.IsMatch(text))
                return true;
            var cut = text.LastIndexOf('\n') + 1;
            // What stands before it keeps the middle of a line from passing for its start.
            rest = text.Length - cut <= FormatLimits.LineLength ? text[cut..] : "x" + text[^Overlap..];
        }
        return false;
    }

    /// <summary>Longer than a tag with blanks before it.</summary>
    private const int Overlap = 256;

    private IEnumerable<ReadOnlyMemory<char>> Parts()
    {
        using var reader = OpenRead();
        var buffer = new char[Buffer];
        for (int read; (read = reader.ReadBlock(buffer, 0, buffer.Length)) > 0; )
            yield return buffer.AsMemory(0, read);
    }
}
