using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml;
using FundPortal.Application.Importing.Formats;
using FundPortal.Domain;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>
/// Reads a body into its fields. Both forms are one flat list of named texts; what stands twice, is unknown, is no text or lies deeper is
/// refused, never guessed.
/// </summary>
public static class CallBody
{
    public const int MaxBytes = 1024 * 1024;

    private const string Root = "request";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="contentType">JSON or XML; a charset other than UTF-8 is refused.</param>
    public static Result<Dictionary<string, string>> Read(byte[] body, string? contentType, IReadOnlyList<CallField> fields)
    {
        if (
            !MediaTypeHeaderValue.TryParse(contentType, out var type)
            || (type.CharSet is { } charset && !string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase))
        )
            return CallRefusals.MediaTypeUnsupported;
        var isXml = string.Equals(type.MediaType, "application/xml", StringComparison.OrdinalIgnoreCase);
        if (!isXml && !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase))
            return CallRefusals.MediaTypeUnsupported;
        try
        {
            _ = Strict.GetCharCount(body);
            var found = new Found(fields);
            return (isXml ? ReadXml(body, found) : ReadJson(body, found)) is { } refusal ? refusal : found.Values;
        }
        // Texts that are no UTF-8, and escapes that are half a character.
        catch (Exception error) when (error is JsonException or XmlException or ArgumentException or InvalidOperationException)
        {
            return CallRefusals.BodyMalformed;
        }
    }

    private static Refusal? ReadJson(byte[] body, Found found)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 4 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return CallRefusals.BodyMalformed;
        Refusal? first = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                first ??= found.IsKnown(name) ? Refusal.Invalid(name, "field_not_text") : Found.Unknown(name);
                reader.Skip();
                continue;
            }
            first ??= reader.TokenType switch
            {
                JsonTokenType.String => found.Add(name, reader.GetString()!),
                JsonTokenType.Null => found.Add(name, null),
                _ => found.IsKnown(name) ? Refusal.Invalid(name, "field_not_text") : Found.Unknown(name),
            };
        }
        // What comes behind the object throws.
        reader.Read();
        return first;
    }

    private static Refusal? ReadXml(byte[] body, Found found)
    {
        using var xml = SafeXml.Open(new MemoryStream(body, writable: false));
        if (
            xml.MoveToContent() != XmlNodeType.Element
            || !string.Equals(xml.LocalName, Root, StringComparison.Ordinal)
            || xml.NamespaceURI.Length > 0
            || xml.HasAttributes
        )
            return CallRefusals.BodyMalformed;
        Refusal? first = null;
        if (!xml.IsEmptyElement)
        {
            xml.ReadStartElement();
            while (xml.MoveToContent() == XmlNodeType.Element)
            {
                if (xml.HasAttributes || xml.NamespaceURI.Length > 0)
                    return CallRefusals.BodyMalformed;
                var name = xml.LocalName;
                // Elements inside throw.
                var value = xml.ReadElementContentAsString();
                first ??= found.Add(name, value);
            }
            if (xml.NodeType != XmlNodeType.EndElement)
                return CallRefusals.BodyMalformed;
        }
        while (xml.Read()) { }
        return first;
    }

    private sealed class Found(IReadOnlyList<CallField> fields)
    {
        private const int MaxName = 40;

        private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
        private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);

        public Dictionary<string, string> Values => values;

        public bool IsKnown(string name) => Find(name) is not null;

        private static Refusal Refuse(string name, string reason, params object[] args) =>
            Refusal.Invalid(name.Length > MaxName ? name[..MaxName] : name, reason, args);

        public static Refusal Unknown(string name) => Refuse(name, "parameter_unknown");

        /// <param name="value">Null is as if the field did not come.</param>
        public Refusal? Add(string name, string? value)
        {
            if (Find(name) is not { } field)
                return Unknown(name);
            if (!names.Add(name))
                return Refuse(name, "parameter_twice");
            if (value is null)
                return null;
            if (value.Length > field.MaxLength || value.Any(char.IsControl))
                return Refuse(name, value.Length > field.MaxLength ? "length" : "text_characters");
            values.Add(name, value);
            return null;
        }

        private CallField? Find(string name) => fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal));
    }
}

/// <summary>A field of a body. Each is text: amounts too, so that no number loses a digit on the way.</summary>
/// <param name="IsInExample">Whether the reference's example shows it.</param>
public sealed record CallField(string Name, string Example, bool IsRequired = false, int MaxLength = 200, bool IsInExample = true);
