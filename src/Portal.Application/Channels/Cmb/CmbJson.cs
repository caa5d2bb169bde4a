using System.Text;
using System.Text.Json;

namespace FundPortal.Application.Channels.Cmb;

/// <summary>
/// The form over which the CMB dialect signs: keys sorted (ordinal) at every level, no blanks, UTF-8, only <c>"</c>, <c>\</c> and control signs escaped.
/// </summary>
internal static class CmbJson
{
    /// <param name="sigdat">
    /// Stands in place of the message's own signature, <c>sigdat</c> in <c>signature</c>, and of nothing else: a key of that name elsewhere is signed.
    /// Null: as it is.
    /// </param>
    public static byte[] Canonical(JsonElement message, string? sigdat = null)
    {
        var text = new StringBuilder();
        Write(text, message, sigdat, depth: 0);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Canonical(object message) => Canonical(JsonSerializer.SerializeToElement(message));

    private static void Write(StringBuilder text, JsonElement element, string? sigdat, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                var isFirst = true;
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    if (!isFirst)
                        text.Append(',');
                    isFirst = false;
                    Write(text, property.Name);
                    text.Append(':');
                    if (sigdat is not null && depth == 1 && property.NameEquals("sigdat"))
                        Write(text, sigdat);
                    else
                        Write(text, property.Value, depth > 0 || property.NameEquals("signature") ? sigdat : null, depth + 1);
                }
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var count = 0;
                foreach (var item in element.EnumerateArray())
                {
                    if (count++ > 0)
                        text.Append(',');
                    Write(text, item, null, depth + 1);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                Write(text, element.GetString()!);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void Write(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
