using System.Xml;

namespace FundPortal.Application.Importing.Formats;

/// <summary>The one place where XML readers are made: no document type, no entities, no other files, bounded size.</summary>
internal static class SafeXml
{
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings());

    /// <summary>For parts that are read forward and may be longer than an imported file. Closes the stream.</summary>
    public static XmlReader Open(Stream stream, long maxCharacters)
    {
        var settings = Settings();
        settings.MaxCharactersInDocument = maxCharacters;
        settings.CloseInput = true;
        return XmlReader.Create(stream, settings);
    }

    public static XmlReader Open(TextReader text) => XmlReader.Create(text, Settings());

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
}
