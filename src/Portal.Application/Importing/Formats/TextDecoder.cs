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

    /// <summary>For SWIFT files: UTF-8 where it is valid, else Windows-1252, which European banks use for umlauts.</summary>
    public static string Western(byte[] bytes) => Unicode(bytes) ?? Encoding.GetEncoding(1252).GetString(bytes);

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
