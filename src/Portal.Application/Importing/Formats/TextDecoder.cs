using System.Text;

namespace FundPortal.Application.Importing.Formats;

/// <summary>Finds a text's encoding by its content, strictly: a byte that does not fit is an error with its line, never a question mark.</summary>
internal static class TextDecoder
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static TextDecoder() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>UTF-8 or UTF-16 with a mark, UTF-8 without, else GB18030 (not "gbk": that one replaces in silence).</summary>
    /// <exception cref="UnreadableFileException"><c>text_encoding</c>, with the line.</exception>
    public static string Chinese(byte[] bytes) =>
        Unicode(bytes)
        ?? Strict(bytes, Encoding.GetEncoding("gb18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));

    /// <summary>
    /// For SWIFT files: UTF-8 where it is valid, else GB18030 where the bytes look like Chinese, else Windows-1252, which European
    /// banks use for umlauts.
    /// </summary>
    public static string Swift(byte[] bytes) =>
        Unicode(bytes) ?? (LooksChinese(bytes) ? Chinese(bytes) : Encoding.GetEncoding(1252).GetString(bytes));

    /// <summary>
    /// Every byte pair can be GB18030, so validity proves nothing. The common characters lie in rows B0 to D7, whose bytes as
    /// Windows-1252 are capital letters and signs that do not follow each other; small umlauts lie above.
    /// </summary>
    private static bool LooksChinese(ReadOnlySpan<byte> bytes)
    {
        var (high, common) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80)
                continue;
            high++;
            if (i + 1 == bytes.Length || bytes[i + 1] < 0xA1 || bytes[i] is not (>= 0xA1 and <= 0xA3 or >= 0xB0 and <= 0xD7))
                continue;
            (high, common, i) = (high + 1, common + 2, i + 1);
        }
        return common * 2 > high;
    }

    private static string? Unicode(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Strict(bytes[2..], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true));
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Strict(bytes[2..], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true));
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return Strict(bytes[3..], Utf8);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Strict(byte[] bytes, Encoding encoding)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            var line = 1 + bytes.AsSpan(0, Math.Clamp(error.Index, 0, bytes.Length)).Count((byte)'\n');
            throw new UnreadableFileException("text_encoding", $"A byte is not valid {encoding.WebName}.", line);
        }
    }
}
