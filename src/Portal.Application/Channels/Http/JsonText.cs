using System.Text;
using System.Text.Json;
using FundPortal.Domain.Amounts;

namespace FundPortal.Application.Channels.Http;

/// <summary>Reads JSON that somebody else wrote: strictly, and a value in another form is nothing.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <returns>Null when it is no JSON, names a key twice, is not UTF-8 or holds a text that is no text (half of a surrogate pair).</returns>
    public static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(new UTF8Encoding(false, true).GetString(bytes), Strict);
            var root = document.RootElement.Clone();
            Walk(root);
            return root;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    public static JsonElement? Object(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Object
            ? value
            : null;

    /// <returns>Null when there is no such list, or something in it is no object.</returns>
    public static IReadOnlyList<JsonElement>? Rows(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found
        && found.TryGetProperty(name, out var rows)
        && rows.ValueKind == JsonValueKind.Array
        && rows.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object)
            ? [.. rows.EnumerateArray()]
            : null;

    /// <summary>A text, or a number as it is written.</summary>
    public static string? Of(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    public static long? Minor(JsonElement element, string name, Currency currency) => ExactAmount.Minor(Of(element, name), currency);

    /// <summary>The key is absent or null: nothing is told, which is not the same as something unreadable.</summary>
    public static bool IsUntold(JsonElement element, string name) =>
        !element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null;

    /// <summary>Texts are decoded when they are asked for, and half a surrogate pair throws then: better here.</summary>
    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Walk(property.Value);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Walk(item);
                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            default:
                break;
        }
    }
}
