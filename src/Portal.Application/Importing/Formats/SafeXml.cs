using System.Xml;

namespace FundPortal.Application.Importing.Formats;

/// <summary>The one place where XML readers are made: no document type, no entities, no other files, bounded size.</summary>
internal static class SafeXml
{
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, Settings());

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
