using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;

namespace FundPortal.Web.OpenApi.Settlement;

/// <summary>
/// Writes an answer as XML with the names that it has in JSON: rows of a list are <c>item</c>, what is null is absent. It is made from the
/// JSON as that is written, a piece at a time, so an answer of a million rows needs no more room than one of ten.
/// </summary>
internal static class AnswerXml
{
    private const string Item = "item";

    public static async Task WriteAsync<T>(Stream output, T answer, JsonTypeInfo<T> type, string root, string? ns, CancellationToken ct)
    {
        var pipe = new Pipe();
        var writing = WriteJsonAsync(pipe.Writer, answer, type, ct);
        try
        {
            await CopyAsync(pipe.Reader, output, root, ns, ct);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
        }
        await writing;
    }

    private static async Task WriteJsonAsync<T>(PipeWriter json, T answer, JsonTypeInfo<T> type, CancellationToken ct)
    {
        try
        {
            await JsonSerializer.SerializeAsync(json, answer, type, ct);
            await json.CompleteAsync();
        }
        catch (Exception error)
        {
            // The reader fails with it.
            await json.CompleteAsync(error);
        }
    }

    private static async Task CopyAsync(PipeReader json, Stream output, string root, string? ns, CancellationToken ct)
    {
        using var piece = new MemoryStream();
        using var xml = XmlWriter.Create(piece, new XmlWriterSettings { Encoding = new System.Text.UTF8Encoding(false) });
        var copy = new Copy(xml, root, ns);
        while (true)
        {
            var read = await json.ReadAsync(ct);
            json.AdvanceTo(copy.Take(read.Buffer, read.IsCompleted), read.Buffer.End);
            xml.Flush();
            await output.WriteAsync(piece.GetBuffer().AsMemory(0, (int)piece.Length), ct);
            piece.SetLength(0);
            if (read.IsCompleted)
                return;
        }
    }

    private sealed class Copy(XmlWriter xml, string root, string? ns)
    {
        private readonly Stack<bool> isList = new();
        private JsonReaderState state;
        private string name = root;

        /// <returns>Up to where it was taken.</returns>
        public SequencePosition Take(ReadOnlySequence<byte> buffer, bool isLast)
        {
            var reader = new Utf8JsonReader(buffer, isLast, state);
            while (reader.Read())
                Take(ref reader);
            state = reader.CurrentState;
            return reader.Position;
        }

        private void Take(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    xml.WriteStartElement(Name(), ns);
                    isList.Push(reader.TokenType == JsonTokenType.StartArray);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    isList.Pop();
                    xml.WriteEndElement();
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    xml.WriteStartElement(Name(), ns);
                    xml.WriteString(Text(ref reader));
                    xml.WriteEndElement();
                    break;
            }
        }

        private string Name() => isList.Count > 0 && isList.Peek() ? Item : name;

        private static string Text(ref Utf8JsonReader reader) =>
            reader.TokenType switch
            {
                JsonTokenType.String => Clean(reader.GetString()!),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => System.Text.Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
            };

        /// <summary>Banks' texts may hold signs that XML 1.0 has no way to write.</summary>
        private static string Clean(string text)
        {
            for (var i = 0; i < text.Length; i++)
                if (!XmlConvert.IsXmlChar(text[i]) && !char.IsSurrogate(text[i]))
                    return string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '\ufffd'));
            return text;
        }
    }
}
