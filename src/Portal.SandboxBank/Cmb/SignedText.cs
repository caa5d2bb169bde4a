using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FundPortal.SandboxBank.Cmb;

/// <summary>The text that is signed: keys sorted by ordinal at every level, no blanks, characters as they are.</summary>
internal static class SignedText
{
    public const string Placeholder = "__signature_sigdat__";

    public static byte[] Of(JsonNode message) => Encoding.UTF8.GetBytes(Write(message));

    private static string Write(JsonNode? node) =>
        node switch
        {
            JsonObject map => "{"
                + string.Join(',', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => Quote(p.Key) + ":" + Write(p.Value)))
                + "}",
            JsonArray list => "[" + string.Join(',', list.Select(Write)) + "]",
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Quote(value.GetValue<string>()),
            null => "null",
            _ => node.ToJsonString(),
        };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            var escape = "\"\\\b\f\n\r\t".IndexOf(c, StringComparison.Ordinal);
            if (escape >= 0)
                quoted.Append('\\').Append("\"\\bfnrt"[escape]);
            else if (c < ' ')
                quoted.Append("\\u00").Append("01"[c >> 4]).Append("0123456789abcdef"[c & 15]);
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
