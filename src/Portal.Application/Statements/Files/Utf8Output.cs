using System.Buffers;
using System.Buffers.Text;
using System.Text;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Statements.Files;

/// <summary>Writes UTF-8 forward to a stream through one buffer, synchronously. Does not own the stream.</summary>
internal sealed class Utf8Output(Stream stream)
{
    private static readonly SearchValues<char> XmlSpecial = SearchValues.Create("&<>_");
    private readonly byte[] buffer = new byte[64 * 1024];
    private int length;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
        {
            Flush();
            if (bytes.Length > buffer.Length)
            {
                stream.Write(bytes);
                return;
            }
        }
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    public void Write(ReadOnlySpan<char> text)
    {
        const int Piece = 8 * 1024;
        while (text.Length > Piece)
        {
            // A surrogate pair stays in one piece.
            var end = char.IsHighSurrogate(text[Piece - 1]) ? Piece - 1 : Piece;
            Write(text[..end]);
            text = text[end..];
        }
        // Not in one statement: Reserve may set the length back.
        var written = Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        length += written;
    }

    public void Write(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        length += written;
    }

    public void Write(DateOnly day) => Formatted(day, 10, "O");

    public void Write(TimeOnly time) => Formatted(time, 8, "HH:mm:ss");

    /// <summary>Plain decimal: a dot and the currency's decimals, no grouping.</summary>
    public void WriteAmount(long minor, Currency currency)
    {
        if (currency.Exponent == 0)
        {
            Write(minor);
            return;
        }
        var perMajor = Money.MinorPerMajor(currency);
        var (whole, fraction) = Math.DivRem(minor, perMajor);
        if (minor < 0 && whole == 0)
            Write("-"u8);
        Write(whole);
        // 1 before the padded fraction keeps its zeros; the dot takes its place.
        Write(checked(Math.Abs(fraction) + perMajor));
        buffer[length - currency.Exponent - 1] = (byte)'.';
    }

    /// <summary>
    /// Text between tags. What a spreadsheet would read as an escaped character (<c>_x0041_</c>) is escaped itself. The text is
    /// printable already: see <see cref="Domain.Statements.PrintableText"/>.
    /// </summary>
    public void WriteXml(ReadOnlySpan<char> text)
    {
        int at;
        while ((at = text.IndexOfAny(XmlSpecial)) >= 0)
        {
            Write(text[..at]);
            Write(
                text[at] switch
                {
                    '&' => "&amp;"u8,
                    '<' => "&lt;"u8,
                    '>' => "&gt;"u8,
                    _ => IsEscape(text[at..]) ? "_x005F_"u8 : "_"u8,
                }
            );
            text = text[(at + 1)..];
        }
        Write(text);
    }

    public void Flush()
    {
        stream.Write(buffer, 0, length);
        length = 0;
    }

    /// <summary>True where the text begins like <c>_xHHHH_</c>.</summary>
    public static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= 7
        && text[0] == '_'
        && text[1] is 'x'
        && text[6] == '_'
        && char.IsAsciiHexDigit(text[2])
        && char.IsAsciiHexDigit(text[3])
        && char.IsAsciiHexDigit(text[4])
        && char.IsAsciiHexDigit(text[5]);

    private void Formatted<T>(T value, int size, string format)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(Reserve(size), out var written, format, System.Globalization.CultureInfo.InvariantCulture);
        length += written;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (buffer.Length - length < bytes)
            Flush();
        return buffer.AsSpan(length);
    }
}
