using System.Text;
using FundPortal.Domain;

namespace FundPortal.Application.OpenApi.Settlement;

/// <summary>
/// A query string read from its raw text, so that what is signed is what was sent: the framework's own reading merges names of different
/// case and keeps several values of one name.
/// </summary>
/// <param name="Canonical">Pairs sorted by name, percent-encoded as RFC 3986 says, joined with <c>&amp;</c>; empty where there is none.</param>
/// <param name="Values">By name, each once.</param>
public sealed record SignedQuery(string Canonical, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>No call knows as many.</summary>
    private const int MaxPairs = 20;

    /// <summary>Names stand in answers: a longer one is nobody's.</summary>
    private const int MaxName = 40;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static SignedQuery Empty { get; } = new("", new Dictionary<string, string>(StringComparer.Ordinal));

    /// <param name="raw">As it came over the wire, without the question mark.</param>
    /// <returns>
    /// A refusal for a pair without a name, "=" or value, a name that stands twice (in whatever case), a percent sign that encodes nothing,
    /// a plus sign (which some write for a blank), control characters and bytes that are no UTF-8.
    /// </returns>
    public static Result<SignedQuery> Read(string raw)
    {
        if (raw.Length == 0)
            return Empty;
        var parts = raw.Split('&');
        if (parts.Length > MaxPairs)
            return Refusal.Invalid("query", "too_many", MaxPairs);
        var values = new Dictionary<string, string>(parts.Length, StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1)
                return Refusal.Invalid("query", "query_pair");
            if (Decode(part[..equals]) is not { Length: <= MaxName } name || Decode(part[(equals + 1)..]) is not { } value)
                return Refusal.Invalid("query", "query_encoding");
            if (!names.Add(name))
                return Refusal.Invalid(name, "parameter_twice");
            values.Add(name, value);
        }
        return new SignedQuery(Write(values), values);
    }

    private static string Write(Dictionary<string, string> values) =>
        string.Join(
            '&',
            values
                .Select(pair => (Name: Uri.EscapeDataString(pair.Key), Value: Uri.EscapeDataString(pair.Value)))
                .OrderBy(pair => pair.Name, StringComparer.Ordinal)
                .Select(pair => $"{pair.Name}={pair.Value}")
        );

    /// <returns>Null when it is not percent-encoded text of visible characters and blanks.</returns>
    private static string? Decode(string text)
    {
        if (text.AsSpan().ContainsAnyExceptInRange('!', '~') || text.AsSpan().ContainsAny('+', '#'))
            return null;
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
                bytes[count++] = (byte)text[i];
            else if (i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes[count++] = Convert.FromHexString(text.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
                return null;
        }
        try
        {
            var decoded = Strict.GetString(bytes, 0, count);
            return decoded.Any(char.IsControl) ? null : decoded;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
