using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using FundPortal.Application.Importing.Spooling;

namespace FundPortal.Application.Importing.Formats;

/// <summary>The one place where XML readers are made: no document type, no entities, no other files, bounded size.</summary>
internal static partial class SafeXml
{
    /// <summary>Where an XML declaration may tell an encoding.</summary>
    private const int DeclarationBytes = 256;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static SafeXml() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>A whole file, decoded strictly in the encoding that it declares.</summary>
    /// <exception cref="UnreadableFileException"><c>text_encoding</c>: an encoding that banks do not use.</exception>
    public static XmlReader Open(byte[] bytes) => Open(SpoolFile.Of(bytes));

    /// <inheritdoc cref="Open(byte[])"/>
    public static XmlReader Open(SpoolFile file)
    {
        var start = new byte[(int)Math.Min(file.Length, DeclarationBytes)];
        file.ReadAt(0, start);
        return Open(file.OpenRead(), EncodingOf(start), Settings());
    }

    /// <summary>A part of UTF-8 text.</summary>
    public static XmlReader Open(Stream stream) => Open(stream, Utf8, Settings());

    /// <summary>For parts that are read forward and may be longer than an imported file. Closes the stream.</summary>
    public static XmlReader Open(Stream stream, long maxCharacters)
    {
        var settings = Settings();
        settings.MaxCharactersInDocument = maxCharacters;
        settings.CloseInput = true;
        return Open(stream, Utf8, settings);
    }

    public static XmlReader Open(TextReader text) => XmlReader.Create(new BoundedTags(text), Settings());

    /// <summary>Proves that another library may read the bytes: no endless tag, no encoding that hides one.</summary>
    /// <exception cref="XmlException">It may not.</exception>
    /// <exception cref="UnreadableFileException">The encoding is not accepted.</exception>
    public static void Measure(byte[] bytes)
    {
        using var text = new BoundedTags(new StreamReader(new MemoryStream(bytes, writable: false), EncodingOf(bytes)));
        var buffer = new char[16_384];
        while (text.Read(buffer, 0, buffer.Length) > 0) { }
    }

    private static XmlReader Open(Stream stream, Encoding encoding, XmlReaderSettings settings) =>
        XmlReader.Create(new BoundedTags(new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true)), settings);

    /// <summary>
    /// Only encodings in which the byte of "&lt;" is always that sign. Chinese ones are read as GB18030, which holds them all and
    /// can be strict.
    /// </summary>
    public static Encoding EncodingOf(ReadOnlySpan<byte> bytes)
    {
        var declaration = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, DeclarationBytes)]);
        if (Declared().Match(declaration) is not { Success: true } match)
            return Utf8;
        var name = match.Groups["name"].Value.ToUpperInvariant();
        if (name is "UTF-8" or "UTF8" or "US-ASCII")
            return Utf8;
        if (name is "GB2312" or "GBK" or "GB18030" or "CP936")
            return Strict("gb18030");
        if (name.StartsWith("ISO-8859-", StringComparison.Ordinal) || name.StartsWith("WINDOWS-125", StringComparison.Ordinal))
        {
            try
            {
                return Strict(name);
            }
            catch (ArgumentException)
            {
                // Falls through: ISO-8859-99 does not exist.
            }
        }
        throw new UnreadableFileException(
            "text_encoding",
            $"The encoding {UnreadableFileException.Shorten(name)} is not accepted; UTF-8 is.",
            1
        );
    }

    private static Encoding Strict(string name) =>
        Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static XmlReaderSettings Settings() =>
        new()
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = FormatLimits.FileBytes,
            MaxCharactersFromEntities = 1_024,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            CheckCharacters = true,
        };

    [GeneratedRegex(
        @"^\s*<\?xml[^>]*\sencoding\s*=\s*[""'](?<name>[^""']*)[""']",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Declared();

    /// <summary>
    /// Stops where two "&lt;" lie too far apart, and so before a start tag of a million attributes: the reader compares each with
    /// all others (28 s for a million).
    /// </summary>
    private sealed class BoundedTags(TextReader inner) : TextReader
    {
        private int since;
        private int line = 1;

        public override int Peek() => inner.Peek();

        public override int Read()
        {
            Span<char> one = stackalloc char[1];
            return Read(one) == 0 ? -1 : one[0];
        }

        public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

        public override int Read(Span<char> buffer)
        {
            int read;
            try
            {
                read = inner.Read(buffer);
            }
            catch (DecoderFallbackException error)
            {
                throw new XmlException("A byte is not valid in the file's encoding.", error, line, 1);
            }
            foreach (var c in buffer[..read])
            {
                if (c == '\n')
                    line++;
                since = c == '<' ? 0 : since + 1;
                if (since > FormatLimits.XmlText)
                    throw new XmlException("A tag or a text is too long.", null, line, 1);
            }
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
