using System.Text;

namespace FundPortal.Application.Importing.Formats.Mt940;

/// <summary>A SWIFT file's lines without their envelope, within the limits; and whether they are an interim report's.</summary>
internal sealed class Mt940Lines(FileText text) : IDisposable
{
    /// <summary>Fields that only an interim report has.</summary>
    private static readonly string[] InterimTags = [":34F:", ":90D:", ":90C:", ":13D:"];

    private static readonly string[] OpeningTags = [":60F:", ":60M:"];

    private readonly TextReader reader = text.OpenRead();
    private readonly StringBuilder held = new();
    private readonly char[] buffer = new char[16 * 1024];
    private int at;
    private int filled;
    private bool hasInterim;
    private bool hasOpening;

    /// <summary>1-based number of the line that was read last.</summary>
    public int Number { get; private set; }

    public bool IsInterim => hasInterim && !hasOpening;

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="UnreadableFileException">It is too long, or there are too many.</exception>
    public string? Read()
    {
        var raw = ReadRaw();
        if (raw is null)
            return null;
        Number++;
        if (raw.Length > FormatLimits.LineLength)
            throw new UnreadableFileException("line_too_long", "The line is too long.", Number);
        if (Number > FormatLimits.Lines)
            throw new UnreadableFileException("too_many_lines", $"More than {FormatLimits.Lines} lines.", Number);
        if (raw is [':', ..])
        {
            hasInterim = hasInterim || Array.Exists(InterimTags, tag => raw.StartsWith(tag, StringComparison.Ordinal));
            hasOpening = hasOpening || Array.Exists(OpeningTags, tag => raw.StartsWith(tag, StringComparison.Ordinal));
        }
        var block = raw.IndexOf("{4:", StringComparison.Ordinal);
        if (block >= 0)
            hasOpening = hasOpening || Array.Exists(OpeningTags, tag => raw.Contains("{4:" + tag, StringComparison.Ordinal));
        // Cuts {1:…}{2:…}{4: where the line begins with it; a text block may begin on the same line.
        return raw is not ['{', ..] ? raw
            : block < 0 ? "-"
            : raw[(block + 3)..];
    }

    public void Dispose() => reader.Dispose();

    /// <summary>Like <see cref="TextReader.ReadLine"/>, but no more of a line is held than what proves it too long.</summary>
    private string? ReadRaw()
    {
        held.Clear();
        while (at < filled || Fill())
        {
            var rest = buffer.AsSpan(at, filled - at);
            var end = rest.IndexOfAny('\r', '\n');
            if (end < 0)
            {
                Hold(rest);
                at = filled;
                continue;
            }
            var line = held.Length == 0 ? rest[..end].ToString() : null;
            if (line is null)
                Hold(rest[..end]);
            var isReturn = rest[end] == '\r';
            at += end + 1;
            if (isReturn && (at < filled || Fill()) && buffer[at] == '\n')
                at++;
            return line ?? held.ToString();
        }
        return held.Length == 0 ? null : held.ToString();
    }

    private void Hold(ReadOnlySpan<char> some) =>
        held.Append(some[..Math.Min(some.Length, FormatLimits.LineLength + 1 - Math.Min(held.Length, FormatLimits.LineLength + 1))]);

    private bool Fill()
    {
        (at, filled) = (0, reader.Read(buffer, 0, buffer.Length));
        return filled > 0;
    }
}
