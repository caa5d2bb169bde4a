using System.Text;
using FundPortal.Application.Importing.Spooling;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Finds a text's encoding by its content, strictly: a byte that does not fit is an error with its line, never a question mark.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>UTF-8 or UTF-16 with a mark, UTF-8 without, else GB18030 (not "gbk": that one replaces in silence).</summary>
    /// <exception cref="UnreadableFileException"><c>text_encoding</c>, with the line.</exception>
    public static FileText Chinese(SpoolFile file) =>
        Unicode(file)
        ?? Strict(file, 0, Encoding.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));

    /// <summary>
    /// For SWIFT files: UTF-8 where it is valid, else GB18030 where the bytes look like Chinese, else Windows-1252, which European
    /// banks use for umlauts.
    /// </summary>
    public static FileText Swift(SpoolFile file) =>
        Unicode(file) ?? (LooksChinese(file) ? Chinese(file) : new FileText(file, 0, Encoding.GetEncoding(1252)));

    /// <summary>
    /// Every byte pair can be GB18030, so validity proves nothing. The common characters lie in rows B0 to D7, whose bytes as
    /// Windows-1252 are capital letters and signs that do not follow each other; small umlauts lie above.
    /// </summary>
    private static bool LooksChinese(SpoolFile file)
    {
        var (high, common) = (0, 0);
        using var bytes = new BufferedStream(file.OpenRead(), 64 * 1024);
        for (var next = bytes.ReadByte(); next >= 0; )
        {
            var first = next;
            next = bytes.ReadByte();
            if (first < 0x80)
                continue;
            high++;
            if (next < 0xA1 || first is not (>= 0xA1 and <= 0xA3 or >= 0xB0 and <= 0xD7))
                continue;
            (high, common) = (high + 1, common + 2);
            next = bytes.ReadByte();
        }
        return common * 2 > high;
    }

    private static FileText? Unicode(SpoolFile file)
    {
        var start = new byte[(int)Math.Min(3, file.Length)];
        file.ReadAt(0, start);
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Strict(file, 2, new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true));
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Strict(file, 2, new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true));
        if (start.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return Strict(file, 3, Utf8);
        return LineOfInvalid(file, 0, Utf8) is null ? new FileText(file, 0, Utf8) : null;
    }

    private static FileText Strict(SpoolFile file, int start, Encoding encoding) =>
        LineOfInvalid(file, start, encoding) is { } line
            ? throw new UnreadableFileException("text_encoding", $"A byte is not valid {encoding.WebName}.", line)
            : new FileText(file, start, encoding);

    /// <summary>Decodes all of it once.</summary>
    /// <returns>The line of the first byte that does not fit; null when all do.</returns>
    private static int? LineOfInvalid(SpoolFile file, int start, Encoding encoding)
    {
        using var stream = file.OpenRead(start);
        var decoder = encoding.GetDecoder();
        var bytes = new byte[64 * 1024];
        var text = new char[encoding.GetMaxCharCount(bytes.Length)];
        var line = 1;
        while (true)
        {
            var read = stream.Read(bytes);
            try
            {
                decoder.GetChars(bytes, 0, read, text, 0, flush: read == 0);
            }
            catch (DecoderFallbackException error)
            {
                // Before the part where its first byte stood in the one before: no line ended in between.
                return line + bytes.AsSpan(0, Math.Clamp(error.Index, 0, read)).Count((byte)'\n');
            }
            if (read == 0)
                return null;
            line += bytes.AsSpan(0, read).Count((byte)'\n');
        }
    }
}
